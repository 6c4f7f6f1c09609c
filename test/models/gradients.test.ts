/** @file Gradients of the training programs in fp32 against central finite differences of the float64 reference: every
 * weight of every parameter. The state is carried in from a batch before, so gradients through h[0], c[0] are wrong if
 * the backward pass reads another slot. */
import { describe, expect, it } from 'vitest';
import { initialWeights, type NetworkConfig, type Weights } from '../../src/models/config.js';
import { type ReferenceState, referenceForward } from '../../src/models/reference.js';
import { Trainer, type TrainOptions } from '../../src/models/trainer.js';
import { parseFormat } from '../../src/numerics/index.js';
import { randomBatch, small } from './helpers.js';

const WIDTH = 3;
const STEPS = 4;
const options: TrainOptions = { batch: WIDTH, steps: STEPS, optimiser: 'sgd', learningRate: 0, seed: 3 };

/** State after the last step, from the program's tensors. */
function stateOf(trainer: Trainer): ReferenceState {
  const { hidden, layers, cell } = trainer.config;
  const size = hidden * WIDTH;
  const last = (name: string) => Float64Array.from(trainer.tensors.get(name).subarray(STEPS * size));
  const each = (prefix: string) => Array.from({ length: layers }, (_, l) => last(`${prefix}${l}`));
  return { h: each('own'), c: cell === 'lstm' ? each('c') : each('own').map((x) => x.fill(0)) };
}

function lossOf(
  config: NetworkConfig,
  weights: Weights | Record<string, Float64Array>,
  state: ReferenceState,
  masks: readonly Float32Array[] | null,
): number {
  const batch = randomBatch(config, WIDTH, STEPS, 2, false);
  const { loss } = referenceForward(config, weights, batch, WIDTH, state, masks);
  return loss.reduce((sum, x, i) => sum + x * batch.weights[i], 0);
}

/** Largest |program - finite difference| / largest |gradient| of each parameter. */
function gradientErrors(config: NetworkConfig, dropoutPercent: number): Record<string, number> {
  const start = initialWeights(config, { seed: 5, range: 0.5 });
  const trainer = new Trainer(config, { ...options, dropoutPercent }, parseFormat('fp32'), start);
  trainer.train(randomBatch(config, WIDTH, STEPS, 1));
  const state = stateOf(trainer);
  const { loss } = trainer.train(randomBatch(config, WIDTH, STEPS, 2, false));
  const names = Array.from({ length: config.layers }, (_, l) => `mask${l}`);
  const masks = dropoutPercent > 0 ? names.map((name) => trainer.tensors.get(name)) : null;
  expect(loss).toBeCloseTo(lossOf(config, start, state, masks), 5);
  const weights = Object.fromEntries(Object.entries(start).map(([name, w]) => [name, Float64Array.from(w)]));
  const errors: Record<string, number> = {};
  for (const [name, w] of Object.entries(weights)) {
    const gradient = trainer.tensors.get(`sum.${name}`);
    let [largest, off] = [1e-3, 0];
    for (let i = 0; i < w.length; i++) {
      const [value, step] = [w[i], 1e-5];
      w[i] = value + step;
      const above = lossOf(config, weights, state, masks);
      w[i] = value - step;
      const below = lossOf(config, weights, state, masks);
      w[i] = value;
      const expected = (above - below) / (2 * step);
      largest = Math.max(largest, Math.abs(expected));
      off = Math.max(off, Math.abs(expected - gradient[i]));
    }
    errors[name] = off / largest;
  }
  trainer.release();
  return errors;
}

const cases: readonly (readonly [string, NetworkConfig, number])[] = [
  ['LSTM, symbols', small, 0],
  ['GRU, symbols', { ...small, cell: 'gru' }, 0],
  ['tanh RNN, symbols', { ...small, cell: 'rnn' }, 0],
  ['LSTM, real inputs, regression', { ...small, vocabulary: 0, input: 3, classes: 2, regression: true }, 0],
  ['three layers', { ...small, layers: 3 }, 0],
  ['LSTM with dropout', small, 30],
  ['GRU with dropout', { ...small, cell: 'gru' }, 30],
  ['tanh RNN with dropout', { ...small, cell: 'rnn' }, 30],
  ['one layer', { ...small, layers: 1, vocabulary: 0, input: 3 }, 0],
];

describe('gradients of the training program', () => {
  it.each(cases)('%s equal float64 finite differences', (_, config, dropoutPercent) => {
    // fp32 sums of at most 12 terms of magnitude about 1: errors of some 1e-7; 1e-5 leaves room for cancellation.
    for (const [name, error] of Object.entries(gradientErrors(config, dropoutPercent)))
      expect(error, name).toBeLessThan(1e-5);
  });
});
