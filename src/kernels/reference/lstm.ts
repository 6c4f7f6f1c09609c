/** @file Float64 LSTM without cleverness: the oracle that every rung of the ladder is checked against. */

type Values = Readonly<Record<string, Float64Array>>;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

interface Sizes {
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly steps: number;
  readonly input: number;
}

/** Inputs x [T, I, B], W0.. [4H, in], U0.. [4H, H], b0.. [4H, 1]; returns y [T, H, B] of the top layer. */
export function lstmReference(params: Readonly<Record<string, number>>, inputs: Values): Values {
  const sizes = params as unknown as Sizes;
  const { layers, input } = sizes;
  let below = inputs.x;
  for (let l = 0; l < layers; l++) {
    const width = l === 0 ? input : sizes.hidden;
    below = layer(sizes, below, width, inputs[`W${l}`], inputs[`U${l}`], inputs[`b${l}`]);
  }
  return { y: below };
}

function layer(
  sizes: Sizes,
  x: Float64Array,
  I: number,
  W: Float64Array,
  U: Float64Array,
  b: Float64Array,
): Float64Array {
  const { hidden: H, batch: B, steps: T } = sizes;
  const y = new Float64Array(T * H * B);
  const c = new Float64Array(H * B);
  const sum = (row: number, j: number, t: number): number => {
    let s = b[row];
    for (let i = 0; i < I; i++) s += W[row * I + i] * x[(t * I + i) * B + j];
    if (t > 0) for (let i = 0; i < H; i++) s += U[row * H + i] * y[((t - 1) * H + i) * B + j];
    return s;
  };
  for (let t = 0; t < T; t++) {
    for (let r = 0; r < H; r++) {
      for (let j = 0; j < B; j++) {
        const [i, f, o] = [sigmoid(sum(r, j, t)), sigmoid(sum(H + r, j, t)), sigmoid(sum(3 * H + r, j, t))];
        const e = r * B + j;
        c[e] = f * c[e] + i * Math.tanh(sum(2 * H + r, j, t));
        y[(t * H + r) * B + j] = o * Math.tanh(c[e]);
      }
    }
  }
  return y;
}
