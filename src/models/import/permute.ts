/** @file Weights from a file's order of gates, channels and axes to ours. */

/** Blocks of rows of a row-major matrix in another order: block i of the result is block `order[i]`. */
export function reorderBlocks(values: Float32Array, order: readonly number[]): Float32Array {
  const size = values.length / order.length;
  const out = new Float32Array(values.length);
  order.forEach((from, to) => {
    out.set(values.subarray(from * size, (from + 1) * size), to * size);
  });
  return out;
}

/** A row-major array with its axes in another order: axis i of the result is axis `order[i]`. */
export function transposeAxes(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]);
  const out = new Float32Array(values.length);
  const index = sizes.map(() => 0);
  for (let at = 0; at < out.length; at++) {
    let from = 0;
    for (let axis = 0; axis < index.length; axis++) from += index[axis] * strides[order[axis]];
    out[at] = values[from];
    for (let axis = index.length - 1; axis >= 0 && ++index[axis] === sizes[axis]; axis--) index[axis] = 0;
  }
  return out;
}

/** Columns of a row-major matrix in another order: column i of the result is column `order[i]`. */
export function reorderColumns(values: Float32Array, columns: number, order: Int32Array): Float32Array {
  return values.map((_, at) => values[at - (at % columns) + order[at % columns]]);
}

export function sumOf(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((x, i) => x + b[i]);
}
