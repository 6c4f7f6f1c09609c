/** @file Softmax cross-entropy over columns: logits are [classes, batch], one class index per column. fp32 with the maximum
 * subtracted; sums run over classes in ascending order. The loss is accumulated in float64. */
import { expF32, lnF64 } from './float32Math.js';

const f = Math.fround;

/** Writes softmax probabilities (may be in place) and returns the sum over columns of -ln p[target], in nats.
 * A negative target marks a column that does not count. */
export function softmaxCrossEntropy(
  logits: Float32Array,
  targets: Int32Array,
  probabilities: Float32Array,
  classes: number,
  batch: number,
): number {
  let loss = 0;
  for (let column = 0; column < batch; column++) {
    let max = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < classes; row++) {
      const x = logits[row * batch + column];
      if (x > max || Number.isNaN(x)) max = x;
    }
    const target = targets[column];
    const chosen = target >= 0 ? f(logits[target * batch + column] - max) : 0;
    let sum = 0;
    for (let row = 0; row < classes; row++) {
      const e = expF32(f(logits[row * batch + column] - max));
      probabilities[row * batch + column] = e;
      sum = f(sum + e);
    }
    for (let row = 0; row < classes; row++) {
      probabilities[row * batch + column] = probabilities[row * batch + column] / sum;
    }
    if (target >= 0) loss += lnF64(sum) - chosen;
  }
  return loss;
}

/** dLogits = (probabilities - one-hot(target)) * factor; columns with a negative target get 0. May be in place. */
export function softmaxCrossEntropyBackward(
  probabilities: Float32Array,
  targets: Int32Array,
  dLogits: Float32Array,
  classes: number,
  batch: number,
  factor: number,
): void {
  const rounded = f(factor);
  for (let column = 0; column < batch; column++) {
    const target = targets[column];
    for (let row = 0; row < classes; row++) {
      const at = row * batch + column;
      const p = probabilities[at];
      dLogits[at] = target < 0 ? 0 : f(f(row === target ? p - 1 : p) * rounded);
    }
  }
}
