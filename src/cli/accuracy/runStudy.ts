/** @file Runs a defined study: workers, progress, checkpoints, stop signals; then puts the results together. */
import { availableParallelism } from 'node:os';
import { assembleAccuracy } from '../../study/accuracy.js';
import type { AccuracyResult, JobResult } from '../../study/accuracyTypes.js';
import { startProgress } from '../progress.js';
import { catchStopSignals } from '../stopSignals.js';
import { RunFiles } from './checkpointFolder.js';
import type { DefinedStudy } from './definition.js';
import type { WorkerSetup, WorkerTask } from './messages.js';
import { runPool } from './pool.js';
import { StepCount } from './stepCount.js';

export interface StudyRunOptions {
  readonly checkpoints: { readonly folder: string; readonly every: number } | null;
  readonly workers: number | null;
  readonly quiet: boolean;
}

/** The result, or the exit code of the signal that stopped the study. Throws InputError. */
export async function runStudy(
  { jobs, options, text }: DefinedStudy,
  { checkpoints, workers, quiet }: StudyRunOptions,
): Promise<AccuracyResult | { readonly stoppedBy: number }> {
  const done = new Map<number, string>();
  const tasks: WorkerTask[] = [];
  jobs.forEach(({ text: _, ...job }, index) => {
    const json = checkpoints === null ? null : new RunFiles(checkpoints.folder, index, job).loadResult();
    if (json === null) tasks.push({ index, job });
    else done.set(index, json);
  });
  const stop = new SharedArrayBuffer(4);
  const setup: WorkerSetup = {
    text: text === null ? null : { text: text.text, name: text.textName },
    stop,
    checkpoints,
  };
  // Without checkpoints there is nothing to go on with: signals end the program as ever.
  const signals = checkpoints === null ? null : catchStopSignals(() => Atomics.store(new Int32Array(stop), 0, 1));
  const progress = startProgress({ quiet });
  const steps = new StepCount(tasks.map(({ index, job }) => [index, job.settings.updates]));
  try {
    const made = await runPool(tasks, setup, workers ?? availableParallelism(), {
      onStep: (index, at, note) => {
        steps.at(index, at);
        progress.update({ stage: 'training', done: steps.done, total: steps.total, label: note });
      },
      onResult: (index) => steps.finish(index),
    });
    for (const [index, json] of made) done.set(index, json);
  } finally {
    progress.stop();
    signals?.release();
  }
  const code = signals?.code() ?? null;
  if (code !== null && done.size < jobs.length) return { stoppedBy: code };
  return assembleAccuracy(
    options,
    jobs,
    jobs.map((_, index) => JSON.parse(done.get(index) ?? missing(index)) as JobResult),
  );
}

function missing(index: number): never {
  throw new Error(`run ${index} has no result`);
}
