/** @file Spreads the runs of a study over worker threads. Runs are independent and their order does not matter: results
 * are put where they belong. */
import { Worker } from 'node:worker_threads';
import { InputError } from '../../numerics/errors.js';
import type { WorkerMessage, WorkerSetup, WorkerTask } from './messages.js';

export interface PoolHooks {
  readonly onStep: (index: number, done: number, note: string) => void;
  readonly onResult: (index: number) => void;
}

/** JSON of each task's result, by index; tasks that a stop cut short are missing. Rejects with the first error of a
 * worker, InputError among them; all workers have ended when it settles. */
export async function runPool(
  tasks: readonly WorkerTask[],
  setup: WorkerSetup,
  count: number,
  { onStep, onResult }: PoolHooks,
): Promise<ReadonlyMap<number, string>> {
  const results = new Map<number, string>();
  const waiting = [...tasks];
  const stop = new Int32Array(setup.stop);
  const workers: Worker[] = [];
  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setup });
      workers.push(worker);
      const next = (): void => {
        const task = Atomics.load(stop, 0) === 0 ? waiting.shift() : undefined;
        if (task === undefined) resolve();
        else worker.postMessage(task);
      };
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'step') onStep(message.index, message.done, message.note);
        else if (message.kind === 'wrong') reject(new InputError(message.problem));
        else {
          if (message.kind === 'result') {
            results.set(message.index, message.json);
            onResult(message.index);
          }
          next();
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('a worker thread ended by itself')));
      next();
    });
  try {
    await Promise.all(Array.from({ length: Math.min(count, tasks.length) }, serve));
  } finally {
    for (const worker of workers) worker.removeAllListeners('exit');
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
