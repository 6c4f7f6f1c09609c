/** @file Training kernels on chips: no races in any shape, nothing on inference-only chips, cuts that grow with the units. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { evaluationKernels } from '../../src/kernels/train/evaluate.js';
import { trainingKernels } from '../../src/kernels/train/train.js';
import { precisionPolicy } from '../../src/models/regime.js';
import { parseFormat } from '../../src/numerics/index.js';
import { chip } from '../../src/sim/chips/index.js';
import { checkHazards } from '../../src/sim/hazards.js';
import { runtimeFor } from '../../src/sim/runtimes.js';

const on = (name: string, format: string) => {
  const spec = chip(name);
  return { chip: spec, runtime: runtimeFor(spec), format: parseFormat(format) };
};

const cells = ['lstm', 'gru', 'rnn'] as const;
const shapes = fc.record({
  hidden: fc.integer({ min: 1, max: 9 }),
  layers: fc.integer({ min: 1, max: 3 }),
  batch: fc.integer({ min: 1, max: 3 }),
  steps: fc.integer({ min: 1, max: 9 }),
  classes: fc.integer({ min: 1, max: 6 }),
  vocabulary: fc.constantFrom(0, 5),
  input: fc.integer({ min: 1, max: 5 }),
  regression: fc.constantFrom(0, 1),
  carry: fc.constantFrom(0, 1),
});
const training = fc.record({
  optimiser: fc.integer({ min: 0, max: 2 }),
  master: fc.constantFrom(0, 1),
  dropout: fc.constantFrom(0, 20),
});

describe('training kernels', () => {
  it('have no race on a chip of many units, whatever the shape', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cells), shapes, training, (cell, shape, extra) => {
        const planned = plan(trainingKernels[cell], { ...shape, ...extra }, on('nnp-t1000', 'flex16+5'));
        if (planned.rejected !== null) throw new Error('does not fit');
        checkHazards(planned.program);
        const forward = plan(evaluationKernels[cell], shape, on('nnp-t1000', 'bf16'));
        if (forward.rejected !== null) throw new Error('does not fit');
        checkHazards(forward.program);
      }),
      { numRuns: 40 },
    );
  });

  it('are refused where a chip cannot train', () => {
    expect(() => plan(trainingKernels.lstm, {}, on('tpu-v1', 'fp16'))).toThrow('expected a chip that can train');
  });

  it('keep LSTM-200 training resident on an NNP', () => {
    const planned = plan(trainingKernels.lstm, {}, on('nnp-t1000', 'flex16+5'));
    if (planned.rejected !== null) throw new Error('does not fit');
    const { steps, batch, classes, input, hidden } = planned.program.params;
    // Multiply-accumulates: forward W, U of two layers and the projection, twice that again backward (data and weights).
    const forward = 4 * hidden * (input + 3 * hidden) + classes * hidden;
    expect(planned.result.macs).toBe(3 * forward * batch * steps);
  });

  it('say which tensors stay fp32', () => {
    const policy = precisionPolicy(trainingKernels.lstm, { hidden: 8, master: 1 });
    const of = (precision: string) => policy.find((line) => line.precision === precision)!.tensors;
    for (const name of ['loss', 'norms', 'm.W*', 'v.W*', 'master.W*', 'weights']) expect(of('fp32')).toContain(name);
    for (const name of ['W*', 'own*', 'c*', 'dGates*', 'g.W*']) expect(of('format')).toContain(name);
    for (const name of ['gates*', 'sum.W*', 'dh*']) expect(of('accumulator')).toContain(name);
  });
});
