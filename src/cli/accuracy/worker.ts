/** @file A worker thread of `onchip accuracy`: does one run after the other, and keeps their files. The main thread stays
 * free for signals and progress. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../../numerics/errors.js';
import { type JobHooks, runAccuracyJob } from '../../study/accuracyRun.js';
import type { AccuracyJob } from '../../study/accuracyTypes.js';
import { RunFiles } from './checkpointFolder.js';
import type { WorkerMessage, WorkerSetup, WorkerTask } from './messages.js';

const setup = workerData as WorkerSetup;
const stop = new Int32Array(setup.stop);
const port = parentPort;
if (port === null) throw new Error('this file is a worker thread');
const post = (message: WorkerMessage): void => port.postMessage(message);

/** Thrown out of a run when its checkpoint is safe and it should go on another day. */
class Stopped extends Error {}

port.on('message', (task: WorkerTask) => {
  try {
    post({ kind: 'result', index: task.index, json: run(task) });
  } catch (error) {
    if (error instanceof Stopped) post({ kind: 'stopped', index: task.index });
    else if (error instanceof InputError) post({ kind: 'wrong', problem: error.problem });
    else throw error;
  }
});

function run({ index, job }: WorkerTask): string {
  const { checkpoints, text } = setup;
  const reads = job.task === 'char' || job.task === 'word';
  const whole: AccuracyJob = text !== null && reads ? { ...job, text } : job;
  const files = checkpoints === null ? null : new RunFiles(checkpoints.folder, index, job);
  // The main thread puts results together from this JSON, whether it was written today or before a stop.
  const json = JSON.stringify(runAccuracyJob(whole, hooksOf(whole, index, files)));
  files?.saveResult(json);
  return json;
}

function hooksOf({ task, format, seed }: AccuracyJob, index: number, files: RunFiles | null): JobHooks {
  const onStep = (done: number, _total: number, loss: number): void =>
    post({ kind: 'step', index, done, note: `${task} ${format} seed ${seed}: loss ${loss.toFixed(3)}` });
  if (files === null || setup.checkpoints === null) return { onStep };
  const resume = files.loadCheckpoint();
  return {
    onStep,
    checkpointEvery: setup.checkpoints.every,
    onCheckpoint: (bytes) => {
      files.saveCheckpoint(bytes);
      if (Atomics.load(stop, 0) !== 0) throw new Stopped();
    },
    ...(resume === null ? {} : { resume }),
  };
}
