/** @file Rows on all cores. A worker gets several rows at a time, as many as it does in a twentieth of a second, so that
 * messages cost little. A word of shared memory says which of them is under way: when it hangs, runs out of memory or ends
 * its worker, it becomes a failed row, and its neighbours are done again. piscina, which replaces and
 * ends threads, costs what comlink costs: docs/scale.md has the figures of both. */
import { Piscina } from 'piscina';
import type { FailureKind, RowInputs } from '../../study/sweep/row.js';
import { LOADING_SECONDS } from './kernelSource.js';
import { LOADING, type RowResult, type WorkerSetup, type WorkerTask } from './messages.js';
import type { KeyOf } from './rowKey.js';

export interface PoolOptions {
  readonly workers: number;
  /** Longest that one row may take. */
  readonly limitSeconds: number;
  /** Heap of one worker. */
  readonly heapMiB: number;
}

const CHUNK_MS = 50;
const MOST_ROWS_A_CHUNK = 128;
const LOOK_EVERY_MS = 50;

export class WorkerPool {
  readonly #pool: Piscina<WorkerTask, readonly RowResult[]>;
  readonly #options: PoolOptions;
  readonly #keyOf: KeyOf;
  #rowMs = CHUNK_MS;

  constructor(setup: WorkerSetup, keyOf: KeyOf, options: PoolOptions) {
    this.#options = options;
    this.#keyOf = keyOf;
    this.#pool = new Piscina({
      filename: new URL('./rowWorker.js', import.meta.url).href,
      name: 'computeRows',
      workerData: setup,
      minThreads: options.workers,
      maxThreads: options.workers,
      // A worker that waits in Atomics.wait cannot be ended in time.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: options.heapMiB },
    });
    // A worker that dies between two tasks is replaced; one that dies in a task is told by the task.
    this.#pool.on('error', () => {});
  }

  /** Computes all rows; `onResults` gets them as they come. Ends early, without an error, when `stop` is raised. */
  async run(
    rows: Iterable<RowInputs>,
    onResults: (results: readonly RowResult[]) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const waiting = rows[Symbol.iterator]();
    // A result that cannot be kept ends all lanes before the threads are ended: a row that is cut short has not crashed.
    const over = new AbortController();
    const end = (): void => over.abort();
    stop.addEventListener('abort', end, { once: true });
    if (stop.aborted) end();
    const lane = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const chunk = take(waiting, Math.max(1, Math.min(MOST_ROWS_A_CHUNK, Math.round(CHUNK_MS / this.#rowMs))));
        if (chunk.length === 0) return;
        const results = await this.#chunk(chunk, over.signal);
        if (results !== null && !over.signal.aborted) onResults(results);
      }
    };
    const lanes = Array.from({ length: this.#options.workers }, () =>
      lane().catch((error: unknown) => {
        end();
        throw error;
      }),
    );
    const ended = await Promise.allSettled(lanes);
    stop.removeEventListener('abort', end);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  }

  /** Results of some rows, in their order; null when `stop` was raised before they were done. */
  async compute(rows: readonly RowInputs[], stop: AbortSignal): Promise<readonly RowResult[] | null> {
    return this.#chunk(rows, stop);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** Ends its threads when the rows that it has are done. */
  async closeWhenIdle(): Promise<void> {
    await this.#pool.close();
  }

  async #chunk(rows: readonly RowInputs[], stop: AbortSignal): Promise<readonly RowResult[] | null> {
    if (rows.length === 0) return [];
    const began = performance.now();
    const tried = await this.#try(rows, stop);
    if (!('problem' in tried)) {
      this.#rowMs += ((performance.now() - began) / rows.length - this.#rowMs) / 4;
      return tried;
    }
    if (stop.aborted) return null;
    const { problem, at } = tried;
    // Memory may have been eaten by the rows before: alone it has all of it. A row without an end has none either way.
    const certain = rows.length === 1 || problem.kind === 'limit';
    const before = await this.#chunk(rows.slice(0, at), stop);
    const culprit = certain ? [this.#failed(rows[at], problem)] : await this.#chunk([rows[at]], stop);
    const after = await this.#chunk(rows.slice(at + 1), stop);
    return before === null || culprit === null || after === null ? null : [...before, ...culprit, ...after];
  }

  async #try(rows: readonly RowInputs[], stop: AbortSignal): Promise<readonly RowResult[] | Fault> {
    const clock = new AbortController();
    const end = (): void => clock.abort();
    const { limitSeconds, heapMiB } = this.#options;
    const shared = new SharedArrayBuffer(4);
    const word = new Int32Array(shared);
    const watch = watchRows(word, limitSeconds, end);
    stop.addEventListener('abort', end, { once: true });
    try {
      return await this.#pool.run({ rows, at: shared }, { signal: clock.signal });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const at = Math.max(0, Atomics.load(word, 0) - 1);
      const fault = (kind: FailureKind, reason: string): Fault => ({ problem: { kind, reason }, at });
      if (clock.signal.aborted) return fault('limit', `no result within ${limitSeconds} s`);
      if (code === 'ERR_WORKER_OUT_OF_MEMORY') return fault('memory', `needs more than ${heapMiB} MiB`);
      return fault('crashed', message);
    } finally {
      clearInterval(watch);
      stop.removeEventListener('abort', end);
    }
  }

  #failed(inputs: RowInputs, problem: Problem): RowResult {
    const key = this.#keyOf(inputs);
    return { index: inputs.index, key, failed: { ...inputs, key, ...problem } };
  }
}

interface Problem {
  readonly kind: FailureKind;
  readonly reason: string;
}

interface Fault {
  readonly problem: Problem;
  /** Index of the row that was under way. */
  readonly at: number;
}

/** Calls `tooLong` when one row has lasted for the limit. Starting a thread does not count, reading an author's file does, with
 * a limit of its own. */
function watchRows(word: Int32Array, limitSeconds: number, tooLong: () => void): NodeJS.Timeout {
  let [row, since] = [0, performance.now()];
  return setInterval(() => {
    const now = Atomics.load(word, 0);
    const limit = now === LOADING ? Math.max(limitSeconds, LOADING_SECONDS) : limitSeconds;
    if (now !== row) [row, since] = [now, performance.now()];
    else if (row !== 0 && performance.now() - since > 1000 * limit) tooLong();
  }, LOOK_EVERY_MS);
}

function take<T>(from: Iterator<T>, count: number): readonly T[] {
  const items: T[] = [];
  while (items.length < count) {
    const { done, value } = from.next();
    if (done === true) break;
    items.push(value);
  }
  return items;
}
