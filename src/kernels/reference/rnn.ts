/** @file Float64 tanh RNN without cleverness. */
import { type LayerReference, rowTimes, stacked } from './stack.js';

const layer: LayerReference = ({ hidden: H, batch: B, steps: T }, x, width, { W, U, b }) => {
  const y = new Float64Array(T * H * B);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < H; i++) {
      for (let j = 0; j < B; j++) {
        const sum = b[i] + rowTimes(W, i, width, x, t, B, j) + rowTimes(U, i, H, y, t - 1, B, j);
        y[(t * H + i) * B + j] = Math.tanh(sum);
      }
    }
  }
  return y;
};

/** x [T, I, B], W0.. [H, in], U0.. [H, H], b0.. [H, 1] → y [T, H, B] of the top layer. */
export const rnnReference = stacked(layer);
