/** @file Training runs: equal bytes on equal seeds, a loss that falls, values that do not depend on a chip. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { trainingKernels } from '../../src/kernels/train/train.js';
import { initialWeights } from '../../src/models/config.js';
import { type StepResult, Trainer, type TrainOptions } from '../../src/models/trainer.js';
import { parseFormat } from '../../src/numerics/index.js';
import { chip } from '../../src/sim/chips/index.js';
import { execute } from '../../src/sim/execute.js';
import { exponentSharings } from '../../src/sim/exponentUses.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import { TensorStore } from '../../src/sim/tensors.js';
import { randomBatch, small } from './helpers.js';

const options: TrainOptions = { batch: 4, steps: 6, optimiser: 'adam', learningRate: 0.02, clipNorm: 1, seed: 7 };

function run(format: string, changed: Partial<TrainOptions> = {}, count = 12): [Trainer, StepResult[]] {
  const trainer = new Trainer(
    small,
    { ...options, ...changed },
    parseFormat(format),
    initialWeights(small, { seed: 7 }),
  );
  const results = Array.from({ length: count }, (_, i) => trainer.train(randomBatch(small, 4, 6, 9, i % 3 === 0)));
  return [trainer, results];
}

describe('Trainer', () => {
  it.each(['fp32', 'fp16', 'fp16-mixed', 'bf16', 'flex16+5'])('%s: the same seed gives the same bytes', (format) => {
    const [a, first] = run(format, { dropoutPercent: 20 });
    const [b, second] = run(format, { dropoutPercent: 20 });
    expect(second).toEqual(first);
    expect(b.weights()).toEqual(a.weights());
  });

  it.each(['sgd', 'rmsProp', 'adam'] as const)('%s learns one batch by heart', (optimiser) => {
    const learningRate = { sgd: 0.3, rmsProp: 0.02, adam: 0.03 }[optimiser];
    const [, results] = run('fp32', { optimiser, learningRate }, 120);
    // 7 classes: ln 7 = 1.95 nats when nothing is known.
    expect(results[0].loss).toBeGreaterThan(1.5);
    expect(results[119].loss).toBeLessThan(0.5);
  });

  it('scales the loss, skips overflowed updates and leaves the weights alone then', () => {
    const start = initialWeights(small, { seed: 7 });
    const regime = { masterWeights: true, lossScaling: { initial: 2 ** 24, growthInterval: 3 }, source: 'test' };
    const trainer = new Trainer(small, { ...options, regime }, parseFormat('fp16-mixed'), start);
    const batch = randomBatch(small, 4, 6, 9);
    const results = Array.from({ length: 16 }, () => trainer.train(batch));
    const skips = results.filter((r) => r.skipped).length;
    expect(results[0].skipped).toBe(true);
    expect(skips).toBeLessThan(16);
    const scales = results.map((r) => r.lossScale);
    expect(scales[1]).toBe(2 ** 23);
    // after three clean updates in a row it doubles
    const firstClean = results.findIndex((r) => !r.skipped);
    expect(scales[firstClean + 3]).toBe(2 * scales[firstClean]);
    expect(trainer.updates).toBe(16 - skips);
    const once = new Trainer(small, { ...options, regime }, parseFormat('fp16-mixed'), start);
    once.train(batch);
    expect(once.weights()).toEqual(start);
  });

  it('clips by norm and by value', () => {
    // Without momentum's history the first sgd update is -rate x gradient: its norm, or largest element, is the limit.
    const moved = (changed: Partial<TrainOptions>): number[] => {
      const start = initialWeights(small, { seed: 7 });
      const weights = run('fp32', { optimiser: 'sgd', learningRate: 1, ...changed }, 1)[0].weights();
      return Object.entries(weights).flatMap(([name, w]) => [...w].map((x, i) => x - start[name][i]));
    };
    const norm = (values: number[]) => Math.hypot(...values);
    expect(norm(moved({ clipNorm: 100 }))).toBeGreaterThan(0.2);
    expect(norm(moved({ clipNorm: 0.01 }))).toBeCloseTo(0.01, 5);
    expect(Math.max(...moved({ clipNorm: 100, clipValue: 0.003 }).map(Math.abs))).toBeCloseTo(0.003, 6);
  });

  it.each(exponentSharings)('%s exponents: the values of a program planned for a chip, bit for bit', (exponents) => {
    const target = { chip: chip('nnp-t1000'), format: parseFormat('flex16+5') };
    const [trainer] = run('flex16+5', { exponents }, 1);
    const planned = plan(trainingKernels.lstm, trainer.program.params, { ...target, runtime: runtimeFor(target.chip) });
    if (planned.rejected !== null) throw new Error('does not fit');
    const tensors = new TensorStore(planned.program, target.format, { seed: 7, exponents });
    for (const [name, w] of Object.entries(initialWeights(small, { seed: 7 }))) tensors.set(name, w);
    const batch = randomBatch(small, 4, 6, 9);
    for (const name of ['x', 'targets', 'weights'] as const) tensors.set(name, batch[name]);
    tensors.set('schedule', trainer.tensors.get('schedule'));
    execute(planned.program, tensors);
    for (const name of ['W0', 'U1', 'by', 'E']) expect(tensors.get(name), name).toEqual(trainer.tensors.get(name));
  });
});
