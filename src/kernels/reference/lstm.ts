/** @file Float64 LSTM without cleverness: the oracle that every rung of the ladder is checked against. */
import { type LayerReference, rowTimes, sigmoid, stacked } from './stack.js';

const layer: LayerReference = ({ hidden: H, batch: B, steps: T }, x, width, { W, U, b }) => {
  const y = new Float64Array(T * H * B);
  const c = new Float64Array(H * B);
  const sum = (row: number, j: number, t: number): number =>
    b[row] + rowTimes(W, row, width, x, t, B, j) + rowTimes(U, row, H, y, t - 1, B, j);
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
};

/** x [T, I, B], W0.. [4H, in], U0.. [4H, H], b0.. [4H, 1] → y [T, H, B] of the top layer; gates i, f, g, o. */
export const lstmReference = stacked(layer);
