/** @file One trained network on the same held-out text in every format: loss, error of its predictions against float64,
 * and what the format did to the numbers. */
import type { BatchSource } from '../models/batch.js';
import type { NetworkConfig, Weights } from '../models/config.js';
import { Evaluator } from '../models/evaluator.js';
import { markCounts, type TensorCounts, type TotalCounts, totalCounts } from '../models/formatCounts.js';
import { type ReferenceState, referenceForward, zeroState } from '../models/reference.js';
import { parseFormat } from '../numerics/format.js';

/** What is evaluated, and how. */
export interface Evaluation {
  readonly config: NetworkConfig;
  readonly weights: Weights;
  readonly heldOut: BatchSource;
  readonly batches: number;
  /** Batches of other data that run first, uncounted: predicted exponents (Autoflex) start without a history. */
  readonly warmUp: BatchSource;
  readonly warmUpBatches: number;
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
  /** Float64 predictions of the first held-out batches. */
  readonly reference: Float64Array;
}

export interface FormatResult extends TotalCounts {
  readonly format: string;
  /** Nats per prediction. */
  readonly loss: number;
  readonly bitsPerChar: number;
  /** bitsPerChar minus that of fp32; null when fp32 is not among the formats. */
  readonly deltaToFp32: number | null;
  /** |logits - float64| / |float64| in the 2-norm over the reference batches. */
  readonly relativeError: number;
  readonly tensors: readonly TensorCounts[];
}

/** Predictions [batches x T,C,B] of the float64 forward pass over the first `batches` batches. */
export function referenceLogits(
  config: NetworkConfig,
  weights: Weights,
  source: BatchSource,
  batches: number,
  width: number,
): Float64Array {
  const parts: Float64Array[] = [];
  let state: ReferenceState = zeroState(config, width);
  for (let i = 0; i < batches; i++) {
    const batch = source.batch(i);
    const result = referenceForward(config, weights, batch, width, batch.fresh ? zeroState(config, width) : state);
    state = result.state;
    parts.push(result.logits);
  }
  const all = new Float64Array(parts.reduce((sum, p) => sum + p.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

/** Evaluate in one format. */
export function evaluateFormat(format: string, evaluation: Evaluation): Omit<FormatResult, 'deltaToFp32'> {
  const { config, weights, heldOut, warmUp, batch, steps, seed, reference, batches } = evaluation;
  // A short warm-up fills the history of an exponent that all steps share, not those of an exponent for each.
  const evaluator = new Evaluator(config, parseFormat(format), { batch, steps, seed, exponents: 'shared' });
  evaluator.setWeights(weights);
  for (let i = 0; i < evaluation.warmUpBatches; i++) evaluator.run(warmUp.batch(i));
  const marked = markCounts(evaluator.tensors);
  const size = steps * config.classes * batch;
  let [loss, squaredError, squaredNorm] = [0, 0, 0];
  for (let i = 0; i < batches; i++) {
    loss += evaluator.run(heldOut.batch(i)) / batches;
    const logits = evaluator.tensors.get('logits');
    for (let e = 0; e < size && i * size + e < reference.length; e++) {
      const exact = reference[i * size + e];
      squaredError += (logits[e] - exact) ** 2;
      squaredNorm += exact * exact;
    }
  }
  const tensors = marked.since();
  evaluator.release();
  // Six digits: the float64 reference uses the host's exp and tanh, whose last bits differ between JavaScript engines.
  const relativeError = Number(Math.sqrt(squaredError / squaredNorm).toPrecision(6));
  return { format, loss, bitsPerChar: loss / Math.LN2, relativeError, ...totalCounts(tensors), tensors };
}

/** Evaluate in all formats, in the order given. Throws InputError for an unknown format. */
export function evaluateInFormats(
  formats: readonly string[],
  evaluation: Evaluation,
  onFormat: (done: number, format: string) => void = () => {},
): FormatResult[] {
  const results = formats.map((format, i) => {
    const result = evaluateFormat(format, evaluation);
    onFormat(i + 1, format);
    return result;
  });
  const fp32 = results.find((r) => r.format === 'fp32');
  return results.map((r) => ({ ...r, deltaToFp32: fp32 === undefined ? null : r.bitsPerChar - fp32.bitsPerChar }));
}
