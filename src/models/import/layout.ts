/** @file Arrays in a file's own order of axes, in the reference's order, and as the kernels hold them. */
import type { Axis, Shape } from './network.js';

/** Axes of a shape in the reference's order; `batch` comes first. */
const ours: Readonly<Record<Shape['kind'], readonly Axis[]>> = {
  vector: ['batch', 'feature'],
  sequence: ['batch', 'time', 'feature'],
  image: ['batch', 'channel', 'height', 'width'],
};

export interface Sizes {
  readonly batch: number;
  readonly steps: number;
}

function extent(axis: Axis, shape: Shape, { batch, steps }: Sizes): number {
  if (axis === 'batch') return batch;
  if (axis === 'time') return steps;
  if (shape.kind === 'image')
    return { height: shape.height, width: shape.width, channel: shape.channels, feature: 1 }[axis];
  return shape.features;
}

/** Sizes of an array whose axes have that order. */
export function dimensions(axes: readonly Axis[], shape: Shape, sizes: Sizes): number[] {
  return axes.map((axis) => extent(axis, shape, sizes));
}

/** For each element in order `to`, its place in order `from`; axes that `from` does not have are of size 1 there. */
function places(from: readonly Axis[], to: readonly Axis[], shape: Shape, sizes: Sizes): Int32Array {
  const strides = new Map<Axis, number>();
  let stride = 1;
  for (const axis of [...from].reverse()) {
    strides.set(axis, stride);
    stride *= extent(axis, shape, sizes);
  }
  const extents = dimensions(to, shape, sizes);
  const found = new Int32Array(extents.reduce((a, b) => a * b, 1));
  for (let at = 0; at < found.length; at++) {
    let rest = at;
    for (let a = to.length - 1; a >= 0; a--) {
      found[at] += (rest % extents[a]) * (strides.get(to[a]) ?? 0);
      rest = Math.floor(rest / extents[a]);
    }
  }
  return found;
}

type Values = ArrayLike<number>;

const gathered = (values: Values, from: Int32Array): Float64Array => Float64Array.from(from, (at) => values[at]);

/** A file's order → the reference's. */
export function fromFileOrder(values: Values, axes: readonly Axis[], shape: Shape, sizes: Sizes): Float64Array {
  return gathered(values, places(axes, ours[shape.kind], shape, sizes));
}

/** The reference's order → a file's. */
export function toFileOrder(values: Values, axes: readonly Axis[], shape: Shape, sizes: Sizes): Float64Array {
  return gathered(values, places(ours[shape.kind], axes, shape, sizes));
}

/** How kernels hold a shape: sequences and the vectors of networks without images have examples innermost; images, and
 * vectors made of images, one example after the other. */
function kernelAxes(shape: Shape, withImages: boolean): readonly Axis[] {
  if (shape.kind === 'sequence') return ['time', 'feature', 'batch'];
  return shape.kind === 'image' || withImages ? ours[shape.kind] : ['feature', 'batch'];
}

/** The kernels' order → the reference's. */
export function fromKernel(values: Values, shape: Shape, withImages: boolean, sizes: Sizes): Float64Array {
  return fromFileOrder(values, kernelAxes(shape, withImages), shape, sizes);
}

/** The reference's order → the kernels'. */
export function toKernel(values: Values, shape: Shape, withImages: boolean, sizes: Sizes): Float64Array {
  return toFileOrder(values, kernelAxes(shape, withImages), shape, sizes);
}
