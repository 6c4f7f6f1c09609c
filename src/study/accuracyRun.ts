/** @file One run of an accuracy study: train a network in a format, evaluate it in that format, report what happened.
 * Stops and goes on bit for bit from a checkpoint. */
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, restoreCheckpoint } from '../models/checkpoint.js';
import { initialWeights, type NetworkConfig } from '../models/config.js';
import { Evaluator } from '../models/evaluator.js';
import { type FirstNonFinite, FormatObserver, type StoreSample } from '../models/observer.js';
import { type Task, taskNamed } from '../models/tasks/index.js';
import { Trainer, type TrainOptions } from '../models/trainer.js';
import { parseFormat } from '../numerics/format.js';
import { type CosineSample, exponentSamples, GradientProbe, heldWeights, unchangedShares } from './accuracyProbe.js';
import { resultOf } from './accuracyRecord.js';
import type { AccuracyJob, ExponentSample, JobResult, TaskSettings } from './accuracyTypes.js';

export interface JobHooks {
  /** After each update. */
  readonly onStep?: (done: number, total: number, loss: number) => void;
  readonly checkpointEvery?: number;
  readonly onCheckpoint?: (bytes: Uint8Array) => void;
  /** Bytes of an earlier checkpoint of the same job, and their name for messages. */
  readonly resume?: { readonly bytes: Uint8Array; readonly name: string };
}

/** What a run has learnt about itself so far; kept in checkpoints. */
export interface RunNotes {
  readonly losses: number[];
  readonly lossScales: { step: number; scale: number }[];
  skipped: number;
  firstNonFinite: FirstNonFinite | null;
  readonly cosines: CosineSample[];
  readonly unchanged: Record<string, number | null>[];
  readonly exponents: Record<string, ExponentSample>[];
  stores: Readonly<Record<string, StoreSample>>;
}

const emptyNotes = (): RunNotes => ({
  losses: [],
  lossScales: [],
  skipped: 0,
  firstNonFinite: null,
  cosines: [],
  unchanged: [],
  exponents: [],
  stores: {},
});

/** Sizes of the network that a task and its settings ask for. */
export function networkOf(task: Task, settings: TaskSettings): NetworkConfig {
  const { classes, vocabulary, regression, realInputs } = task.shape;
  const { cell, hidden, layers, embedding } = settings;
  return { cell, hidden, layers, classes, vocabulary, regression, input: vocabulary > 0 ? embedding : realInputs };
}

/** Throws InputError for unknown tasks or formats, texts shorter than a batch, checkpoints that do not belong here. */
export function runAccuracyJob(job: AccuracyJob, hooks: JobHooks = {}): JobResult {
  const { settings, seed } = job;
  const sizes = { batch: settings.batch, steps: settings.seqLength, seed };
  const text = job.text === undefined ? undefined : { ...job.text, ...pick(settings, 'maxSymbols') };
  const task = taskNamed(job.task, sizes, text);
  const config = networkOf(task, settings);
  const run = new Run(job, task, config);
  if (hooks.resume !== undefined) {
    run.restore(decodeCheckpoint(hooks.resume.bytes, hooks.resume.name), hooks.resume.name);
  }
  run.train(hooks);
  const heldOutLoss = run.diverged ? null : evaluate(run, job, task);
  const result = resultOf(job, task, run.trainer, run.notes, heldOutLoss);
  run.release();
  return result;
}

class Run {
  readonly trainer: Trainer;
  notes = emptyNotes();
  readonly #job: AccuracyJob;
  readonly #task: Task;
  readonly #observer: FormatObserver;
  readonly #probe: GradientProbe | null;
  readonly #sampleSteps: ReadonlySet<number>;

  constructor(job: AccuracyJob, task: Task, config: NetworkConfig) {
    const { settings, seed } = job;
    this.#job = job;
    this.#task = task;
    this.#observer = new FormatObserver(parseFormat(job.format));
    const options: TrainOptions = {
      batch: settings.batch,
      steps: settings.seqLength,
      optimiser: settings.optimiser,
      learningRate: settings.learningRate,
      ...pick(settings, 'clipNorm', 'clipValue', 'dropoutPercent'),
      seed,
      exponents: job.exponents,
      onOp: this.#observer.onOp,
    };
    const range = settings.initRange;
    const weights = initialWeights(config, range === undefined ? { seed } : { seed, range });
    this.trainer = new Trainer(config, options, this.#observer.format, weights);
    this.#observer.watch(this.trainer.tensors);
    this.#probe = job.format === 'fp32' ? null : new GradientProbe(config, options, weights);
    const { updates } = settings;
    const count = Math.min(job.samples, updates);
    const at = (i: number): number => (count === 1 ? updates - 1 : Math.round((i * (updates - 1)) / (count - 1)));
    this.#sampleSteps = new Set(Array.from({ length: count }, (_, i) => at(i)));
  }

  get diverged(): boolean {
    const { losses } = this.notes;
    return losses.length > 0 && !Number.isFinite(losses[losses.length - 1]);
  }

  restore(checkpoint: Checkpoint, where: string): void {
    restoreCheckpoint(this.trainer, checkpoint, where);
    this.notes = checkpoint.header.notes as RunNotes;
    this.#observer.first = this.notes.firstNonFinite;
    this.#observer.restore(this.notes.stores);
  }

  train({ onStep, onCheckpoint, checkpointEvery = 0 }: JobHooks): void {
    const { updates } = this.#job.settings;
    while (this.trainer.step < updates && !this.diverged) {
      const { step } = this.trainer;
      this.#one(step);
      onStep?.(step + 1, updates, this.notes.losses[step]);
      if (onCheckpoint !== undefined && (step + 1) % checkpointEvery === 0 && !this.diverged) {
        this.notes.stores = this.#observer.samples();
        onCheckpoint(encodeCheckpoint(this.trainer, this.notes));
      }
    }
    this.notes.stores = this.#observer.samples();
  }

  #one(step: number): void {
    const { trainer, notes } = this;
    const batch = this.#task.training.batch(step);
    const sampled = this.#sampleSteps.has(step);
    const before = sampled ? heldWeights(trainer) : null;
    if (sampled) this.#probe?.before(trainer, batch);
    this.#observer.sampling = sampled;
    this.#observer.step = step;
    const { loss, lossScale, skipped } = trainer.train(batch);
    notes.losses.push(loss);
    if (notes.lossScales.at(-1)?.scale !== lossScale) notes.lossScales.push({ step, scale: lossScale });
    if (skipped) notes.skipped += 1;
    notes.firstNonFinite = this.#observer.first;
    if (before === null) return;
    if (this.#probe !== null) notes.cosines.push(this.#probe.after(trainer));
    notes.unchanged.push(unchangedShares(trainer, before));
    notes.exponents.push(exponentSamples(trainer));
  }

  release(): void {
    this.trainer.release();
    this.#probe?.release();
  }
}

/** Held-out loss in the run's own format and with the weights as it holds them; one training batch goes first, so that
 * predicted exponents have a history. */
function evaluate({ trainer }: Run, job: AccuracyJob, task: Task): number {
  const { batch, seqLength } = job.settings;
  const { seed, exponents } = job;
  const evaluator = new Evaluator(trainer.config, parseFormat(job.format), {
    batch,
    steps: seqLength,
    seed,
    exponents,
  });
  evaluator.setWeights(heldWeights(trainer));
  evaluator.run(task.training.batch(0));
  let sum = 0;
  for (let i = 0; i < task.heldOutBatches; i++) sum += evaluator.run(task.heldOut.batch(i));
  evaluator.release();
  return sum / task.heldOutBatches;
}

/** Those of the members that are there: absent ones stay absent. */
function pick<T, K extends keyof T>(from: T, ...keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((k) => from[k] !== undefined).map((k) => [k, from[k]])) as Pick<T, K>;
}
