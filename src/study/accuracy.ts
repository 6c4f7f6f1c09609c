/** @file `onchip accuracy`: formats x seeds x tasks, paired: runs that differ only in the format start from the same weights
 * and see the same batches in the same order. Jobs are independent, so a caller may spread them over workers and put the
 * results together with `assembleAccuracy`; `runAccuracy` does them one after the other. */
import { trainingKernels } from '../kernels/train/train.js';
import { networkSizes, parameterCount } from '../models/config.js';
import { defaultExponents, precisionPolicy, regimeOf } from '../models/regime.js';
import { type TaskName, taskName, taskNamed } from '../models/tasks/index.js';
import { InputError } from '../numerics/errors.js';
import { parseFormat } from '../numerics/format.js';
import { type ExponentSharing, exponentSharings } from '../sim/exponentUses.js';
import { accuracyPreset } from './accuracyPresets.js';
import { meanOf } from './accuracyRecord.js';
import { type JobHooks, networkOf, runAccuracyJob } from './accuracyRun.js';
import { summarise } from './accuracySummary.js';
import type { AccuracyJob, AccuracyResult, AccuracyRun, JobResult, TaskSettings } from './accuracyTypes.js';

export interface AccuracyOptions {
  /** Name of a preset; everything below overrides it. Default `default`. */
  readonly preset?: string;
  readonly tasks?: readonly string[];
  readonly formats?: readonly string[];
  /** Seeds, or their number. */
  readonly seeds?: readonly number[] | number;
  readonly samples?: number;
  /** Changes to every task's settings. */
  readonly settings?: Partial<TaskSettings>;
  /** Text of the char and word tasks. */
  readonly text?: { readonly text: string; readonly name: string };
  /** Shared exponents (flex): one for all time steps of a tensor, or one for each (the default). */
  readonly exponents?: ExponentSharing;
}

export interface AccuracyProgress {
  readonly job: number;
  readonly jobs: number;
  /** Updates of this job, and of all jobs together. */
  readonly done: number;
  readonly total: number;
  readonly doneOverall: number;
  readonly totalOverall: number;
  /** `char flex16+5 seed 1: loss 2.31`. */
  readonly note: string;
}

/** All runs of a study, in the order task, seed, format. Throws InputError for unknown names and bad numbers. */
export function accuracyJobs(options: AccuracyOptions = {}): AccuracyJob[] {
  const preset = accuracyPreset(options.preset ?? 'default');
  const tasks = (options.tasks ?? preset.tasks).map(taskName);
  const formats = options.formats ?? preset.formats;
  for (const format of formats) parseFormat(format);
  const exponents = sharingOf(options);
  const fallback = accuracyPreset('default').settings;
  return tasks.flatMap((task) => {
    const base = preset.settings[task] ?? fallback[task];
    if (base === undefined) throw new Error(`no settings for task ${task}`);
    const settings = checkSettings({ ...base, ...options.settings });
    const needsText = task === 'char' || task === 'word';
    const text = needsText && options.text !== undefined ? { text: options.text } : {};
    const samples = options.samples ?? preset.samples;
    return seedsOf(options.seeds ?? preset.seeds).flatMap((seed) =>
      formats.map((format): AccuracyJob => ({ task, format, seed, settings, samples, exponents, ...text })),
    );
  });
}

/** Train and evaluate everything, one run after the other. */
export function runAccuracy(
  options: AccuracyOptions = {},
  onProgress: (progress: AccuracyProgress) => void = () => {},
  hooksOf: (job: AccuracyJob, index: number) => JobHooks = () => ({}),
): AccuracyResult {
  const jobs = accuracyJobs(options);
  const totalOverall = jobs.reduce((sum, job) => sum + job.settings.updates, 0);
  let before = 0;
  const results = jobs.map((job, index) => {
    const hooks = hooksOf(job, index);
    const result = runAccuracyJob(job, {
      ...hooks,
      onStep: (done, total, loss) => {
        hooks.onStep?.(done, total, loss);
        const note = `${job.task} ${job.format} seed ${job.seed}: loss ${loss.toFixed(3)}`;
        onProgress({ job: index + 1, jobs: jobs.length, done, total, doneOverall: before + done, totalOverall, note });
      },
    });
    before += job.settings.updates;
    return result;
  });
  return assembleAccuracy(options, jobs, results);
}

/** One result of all runs; `results[i]` belongs to `jobs[i]`. */
export function assembleAccuracy(
  options: AccuracyOptions,
  jobs: readonly AccuracyJob[],
  results: readonly JobResult[],
): AccuracyResult {
  const runs = pairWithFp32(results.map((r) => r.run));
  const tensors = results.flatMap((r) => r.tensors);
  const tasks = [...new Map(jobs.map((job) => [job.task, job])).values()];
  const formats = [...new Set(jobs.map((job) => job.format))];
  return {
    preset: options.preset ?? 'default',
    exponents: sharingOf(options),
    tasks: tasks.map(describeTask),
    formats: formats.map((format) => ({ format, regime: regimeOf(format).source, ...parseFormat(format).fidelity })),
    seeds: [...new Set(jobs.map((job) => job.seed))],
    runs,
    tensors,
    summary: summarise(runs, tensors, meanOf),
  };
}

function describeTask(job: AccuracyJob): AccuracyResult['tasks'][number] {
  const { settings, seed } = job;
  const { batch, seqLength, maxSymbols } = settings;
  const text =
    job.text === undefined ? undefined : { ...job.text, ...(maxSymbols === undefined ? {} : { maxSymbols }) };
  const task = taskNamed(job.task, { batch, steps: seqLength, seed }, text);
  const config = networkOf(task, settings);
  const policy = precisionPolicy(trainingKernels[config.cell], networkSizes(config, batch, seqLength), job.exponents);
  return { task: job.task, title: task.title, settings, parameters: parameterCount(config), policy };
}

function pairWithFp32(runs: readonly AccuracyRun[]): AccuracyRun[] {
  const key = (run: AccuracyRun): string => `${run.task} ${run.seed}`;
  const base = new Map(runs.filter((run) => run.format === 'fp32').map((run) => [key(run), run.final.value]));
  return runs.map((run) => {
    const fp32 = base.get(key(run)) ?? null;
    const { value } = run.final;
    const deltaToFp32 = value === null || fp32 === null ? null : value - fp32;
    return { ...run, final: { ...run.final, deltaToFp32 } };
  });
}

function sharingOf({ exponents = defaultExponents }: AccuracyOptions): ExponentSharing {
  if (exponentSharings.includes(exponents)) return exponents;
  throw new InputError({ where: 'exponents', expected: exponentSharings.join(' or '), found: String(exponents) });
}

function seedsOf(seeds: readonly number[] | number): readonly number[] {
  if (typeof seeds !== 'number') return seeds;
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > 1000) {
    throw new InputError({ where: 'seeds', expected: 'a whole number from 1 to 1000', found: String(seeds) });
  }
  return Array.from({ length: seeds }, (_, i) => i + 1);
}

function checkSettings(settings: TaskSettings): TaskSettings {
  const { updates, learningRate } = settings;
  if (!Number.isInteger(updates) || updates < 1) {
    throw new InputError({ where: 'updates', expected: 'a whole number from 1', found: String(updates) });
  }
  if (!(learningRate > 0) || !Number.isFinite(learningRate)) {
    throw new InputError({ where: 'learning rate', expected: 'a positive number', found: String(learningRate) });
  }
  return settings;
}

export type { TaskName };
