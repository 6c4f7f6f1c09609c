/** @file Float64 multi-layer perceptron: the oracle of `mlp`. */

type Values = Readonly<Record<string, Float64Array>>;

/** x [T, I, B], W0.. [out, in], b0.. [out, 1] → y [T, O, B]; ReLU after every layer but the last. */
export function mlpReference(params: Readonly<Record<string, number>>, inputs: Values): Record<string, Float64Array> {
  const { layers, batch: B, steps: T, input } = params;
  let [below, width] = [inputs.x, input];
  for (let l = 0; l < layers; l++) {
    const [W, b] = [inputs[`W${l}`], inputs[`b${l}`]];
    const rows = b.length;
    const next = new Float64Array(T * rows * B);
    for (let t = 0; t < T; t++) {
      for (let r = 0; r < rows; r++) {
        for (let j = 0; j < B; j++) {
          let sum = b[r];
          for (let i = 0; i < width; i++) sum += W[r * width + i] * below[(t * width + i) * B + j];
          next[(t * rows + r) * B + j] = l === layers - 1 ? sum : Math.max(0, sum);
        }
      }
    }
    [below, width] = [next, rows];
  }
  return { y: below };
}
