/** @file What the float64 oracles of all recurrent cells share: layers on top of each other, and plain sums. */

export type Values = Readonly<Record<string, Float64Array>>;

export interface Sizes {
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly steps: number;
  readonly input: number;
}

/** One layer over all steps: x [T, width, B], W [G·H, width], U [G·H, H], b [G·H] → y [T, H, B]. */
export type LayerReference = (sizes: Sizes, x: Float64Array, width: number, weights: LayerWeights) => Float64Array;

export interface LayerWeights {
  readonly W: Float64Array;
  readonly U: Float64Array;
  readonly b: Float64Array;
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Inputs x [T, I, B], W0.. [G·H, in], U0.. [G·H, H], b0.. [G·H, 1]; returns y [T, H, B] of the top layer. */
export function stacked(layer: LayerReference) {
  return (params: Readonly<Record<string, number>>, inputs: Values): Record<string, Float64Array> => {
    const sizes = params as unknown as Sizes;
    let below = inputs.x;
    for (let l = 0; l < sizes.layers; l++) {
      const width = l === 0 ? sizes.input : sizes.hidden;
      below = layer(sizes, below, width, { W: inputs[`W${l}`], U: inputs[`U${l}`], b: inputs[`b${l}`] });
    }
    return { y: below };
  };
}

/** Row `row` of M [rows, width] times column j of step t of x [T, width, B]; 0 before the first step. */
export function rowTimes(
  M: Float64Array,
  row: number,
  width: number,
  x: Float64Array,
  t: number,
  B: number,
  j: number,
): number {
  if (t < 0) return 0;
  let sum = 0;
  for (let i = 0; i < width; i++) sum += M[row * width + i] * x[(t * width + i) * B + j];
  return sum;
}
