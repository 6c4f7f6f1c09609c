/** @file Float64 GRU without cleverness, in the variant of cuDNN and PyTorch: the reset gate scales U·h. */
import { type LayerReference, rowTimes, sigmoid, stacked } from './stack.js';

const layer: LayerReference = ({ hidden: H, batch: B, steps: T }, x, width, { W, U, b }) => {
  const y = new Float64Array(T * H * B);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < H; i++) {
      for (let j = 0; j < B; j++) {
        const fromInput = (gate: number): number => b[gate * H + i] + rowTimes(W, gate * H + i, width, x, t, B, j);
        const fromState = (gate: number): number => rowTimes(U, gate * H + i, H, y, t - 1, B, j);
        const r = sigmoid(fromInput(0) + fromState(0));
        const z = sigmoid(fromInput(1) + fromState(1));
        const n = Math.tanh(fromInput(2) + r * fromState(2));
        const before = t === 0 ? 0 : y[((t - 1) * H + i) * B + j];
        y[(t * H + i) * B + j] = (1 - z) * n + z * before;
      }
    }
  }
  return y;
};

/** x [T, I, B], W0.. [3H, in], U0.. [3H, H], b0.. [3H, 1] → y [T, H, B] of the top layer; gates r, z, n. */
export const gruReference = stacked(layer);
