/** @file One training run: the trainer of the accuracy studies, told update by update. The same choices, the same losses as
 * on the command line. */
import { initialWeights } from '../../src/models/config.js';
import { Evaluator } from '../../src/models/evaluator.js';
import { allCounts, totalCounts } from '../../src/models/formatCounts.js';
import { taskNamed } from '../../src/models/tasks/index.js';
import { Trainer } from '../../src/models/trainer.js';
import { parseFormat } from '../../src/numerics/format.js';
import { exponentSamples, heldWeights } from '../../src/study/accuracyProbe.js';
import { networkOf } from '../../src/study/accuracyRun.js';
import type { ExponentSample } from '../../src/study/accuracyTypes.js';
import type { TrainingChoices } from '../state/choices.js';

/** What happened since the last one. */
export interface TrainingNews {
  /** Of each update, in nats or squared error; the numbers that are none are not finite. */
  readonly losses: readonly number[];
  /** By tensor, at the latest update. */
  readonly exponents: Readonly<Record<string, ExponentSample>>;
  readonly saturated: number;
  readonly overflows: number;
  readonly flushedToZero: number;
}

export interface TrainingEnd {
  /** Value of the task's metric on held-out data; null after a loss that was no number. */
  readonly value: number | null;
  readonly metric: string;
  readonly baseline: number;
}

/** Most samples of the exponents in a run. */
const SAMPLES = 80;

/** Throws InputError. `tell` is called about 80 times. */
export function train(choices: TrainingChoices, format: string, tell: (news: TrainingNews) => void): TrainingEnd {
  const { hidden, layers, batch, steps, updates, learningRate, seed } = choices;
  const task = taskNamed(choices.task, { batch, steps, seed });
  const settings = { cell: 'lstm', optimiser: 'adam', clipNorm: 1, source: '' } as const;
  const config = networkOf(task, {
    ...settings,
    hidden,
    layers,
    embedding: 16,
    batch,
    seqLength: steps,
    updates,
    learningRate,
  });
  const options = { batch, steps, optimiser: settings.optimiser, learningRate, clipNorm: settings.clipNorm, seed };
  const trainer = new Trainer(config, options, parseFormat(format), initialWeights(config, { seed }));
  const every = Math.max(1, Math.ceil(updates / SAMPLES));
  let losses: number[] = [];
  while (trainer.step < updates) {
    const { loss } = trainer.train(task.training.batch(trainer.step));
    losses.push(loss);
    const broken = !Number.isFinite(loss);
    if (trainer.step % every === 0 || trainer.step === updates || broken) {
      const { saturated, overflows, flushedToZero } = totalCounts(allCounts(trainer.tensors));
      tell({ losses, exponents: exponentSamples(trainer), saturated, overflows, flushedToZero });
      losses = [];
    }
    if (broken) return { value: null, metric: task.metric.name, baseline: task.baseline };
  }
  const evaluator = new Evaluator(config, parseFormat(format), { batch, steps, seed });
  evaluator.setWeights(heldWeights(trainer));
  // Predicted exponents get a history first.
  evaluator.run(task.training.batch(0));
  let sum = 0;
  for (let i = 0; i < task.heldOutBatches; i++) sum += evaluator.run(task.heldOut.batch(i));
  const value = task.metric.of(sum / task.heldOutBatches);
  return { value: Number.isFinite(value) ? value : null, metric: task.metric.name, baseline: task.baseline };
}
