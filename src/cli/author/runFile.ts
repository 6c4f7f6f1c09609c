/** @file Runs an author's file in a thread of its own and stops it when its code does not come back. */
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../numerics/errors.js';
import type { ExplainedPlans, PlanFlags } from '../explainedPlans.js';
import { wholeNumberWithin } from '../params.js';
import { noteProgress, type Progress } from '../progress.js';
import type { RunFlags } from '../runFlags.js';
import type { RunReport } from '../runReport.js';
import { word } from './guard.js';
import type { KernelFile } from './kernelFile.js';
import type { AuthorTask, WorkerReply, WorkerSetup } from './messages.js';
import { shownPath } from './shownPath.js';

const DEFAULT_LIMIT_SECONDS = 30;
const LARGEST_LIMIT_SECONDS = 86_400;
const LOOK_EVERY_MS = 50;
const HEAP_MIB = 2048;

type OnFile = (path: string) => void;

/** Runs the file's kernel on the targets of the flags. Throws InputError for everything that the author's code does wrong,
 * with its place. `onFile`: each file as it is read. */
export function runFile(
  file: KernelFile,
  flags: RunFlags,
  progress: Progress,
  onFile: OnFile = () => {},
): Promise<RunReport> {
  return inThread(file, { kind: 'run', flags }, progress, onFile) as Promise<RunReport>;
}

/** Plans the file's kernel on the targets of the flags. Throws InputError as `runFile` does. */
export function planFile(file: KernelFile, flags: PlanFlags): Promise<ExplainedPlans> {
  return inThread(file, { kind: 'plan', flags }, null, () => {}) as Promise<ExplainedPlans>;
}

async function inThread(
  file: KernelFile,
  task: AuthorTask,
  progress: Progress | null,
  onFile: OnFile,
): Promise<RunReport | ExplainedPlans> {
  const { limit } = task.flags;
  const seconds =
    limit === undefined ? DEFAULT_LIMIT_SECONDS : wholeNumberWithin('--limit', limit, 1, LARGEST_LIMIT_SECONDS);
  const shared = new SharedArrayBuffer(4 * word.count);
  const setup: WorkerSetup = { path: resolve(file.path), name: file.name, task, shared };
  onFile(setup.path);
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: setup,
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  // Results alone go to stdout.
  worker.stdout.pipe(process.stderr, { end: false });
  const shownFiles: string[] = [];
  const place = (): string => placeOf(new Int32Array(shared), shownFiles) ?? shownPath(setup.path);
  let clock: NodeJS.Timeout | undefined;
  try {
    return await new Promise<RunReport | ExplainedPlans>((settle, reject) => {
      const tooLong = (): void => reject(limitError(place(), seconds));
      clock = watchCalls(new Int32Array(shared), seconds, tooLong);
      worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'file') {
          shownFiles[reply.index] = reply.shown;
          onFile(reply.path);
        } else if (reply.kind === 'progress') progress?.update({ stage: 'targets', ...reply });
        else if (reply.kind === 'wrong') reject(new InputError(reply.problem));
        else {
          progress?.stop();
          if (reply.notice !== null) noteProgress(false)(reply.notice);
          settle(reply.result);
        }
      });
      worker.on('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? memoryError(place()) : error);
      });
      worker.on('exit', () => {
        reject(new InputError({ where: place(), expected: 'a kernel', found: 'code that ends the program' }));
      });
    });
  } finally {
    clearInterval(clock);
    await worker.terminate();
  }
}

/** The place where the author's loops were last seen. */
function placeOf(words: Int32Array, shownFiles: readonly string[]): string | null {
  const line = words[word.line];
  return line === 0 ? null : `${shownFiles[words[word.file]]}:${line}`;
}

/** Calls `tooLong` when one call into the author's code has lasted for the limit. */
function watchCalls(words: Int32Array, seconds: number, tooLong: () => void): NodeJS.Timeout {
  let [call, since] = [0, performance.now()];
  return setInterval(() => {
    const now = Atomics.load(words, word.call);
    if (now !== call) [call, since] = [now, performance.now()];
    else if (call !== 0 && performance.now() - since > 1000 * seconds) tooLong();
  }, LOOK_EVERY_MS);
}

function limitError(where: string, seconds: number): InputError {
  const hint = 'a loop without an end? --limit SECONDS gives it longer';
  return new InputError({ where, expected: `code that ends within ${seconds} s`, found: 'it still at work', hint });
}

function memoryError(where: string): InputError {
  const hint = 'a loop without an end? k.repeat makes one statement of many';
  return new InputError({ where, expected: `code that needs at most ${HEAP_MIB} MiB`, found: 'more', hint });
}
