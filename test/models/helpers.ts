/** @file Small networks and random batches for the tests of models. */
import type { Batch } from '../../src/models/batch.js';
import type { NetworkConfig } from '../../src/models/config.js';
import { fillUniform, uniformAt } from '../../src/numerics/index.js';

export const small: NetworkConfig = {
  cell: 'lstm',
  hidden: 5,
  layers: 2,
  classes: 7,
  vocabulary: 7,
  input: 4,
  regression: false,
};

/** Random ids (or numbers), unequal weights that sum to one, the last prediction not counted. */
export function randomBatch(config: NetworkConfig, width: number, steps: number, seed: number, fresh = true): Batch {
  const n = steps * width;
  const ids = (stream: number, count: number): Float32Array =>
    Float32Array.from({ length: n }, (_, i) => Math.floor(uniformAt({ seed, stream, step: 0 }, i) * count));
  const numbers = (stream: number, rows: number): Float32Array => {
    const values = new Float32Array(n * rows);
    fillUniform(values, { seed, stream, step: 0 }, -1, 1);
    return values;
  };
  const weights = Float32Array.from({ length: n }, (_, i) => (i === n - 1 ? 0 : i + 1));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return {
    x: config.vocabulary > 0 ? ids(1, config.vocabulary) : numbers(1, config.input),
    targets: config.regression ? numbers(2, config.classes) : ids(2, config.classes),
    weights: weights.map((w) => w / total),
    fresh,
  };
}
