/** @file Rows of any sweep from the queue, one job at a time for each thread. A result is on the server before its job is done: a
 * worker that is killed in between leaves a job that another one does again, and the result counts once. */
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { InputError } from '../../../numerics/errors.js';
import { version } from '../../version.js';
import { sweepOfHeader, workerSetup } from '../lookup.js';
import type { RowResult } from '../messages.js';
import { keysOf } from '../rowKey.js';
import { parseHeader } from '../sweepHeader.js';
import { type PoolOptions, WorkerPool } from '../workerPool.js';
import type { QueueAddress } from './address.js';
import { connect, ReconnectNotes } from './connection.js';
import { definitionKey, KEPT_SECONDS, PREFIX, QUEUE_NAME, type RowJob, resultsKey } from './names.js';

export interface QueueWorkerOptions extends PoolOptions {
  /** A job whose worker has not been heard of for so long is given to another. */
  readonly stalledSeconds: number;
  /** How often that may happen to one row. */
  readonly attempts: number;
  readonly onRow: (result: RowResult) => void;
}

/** Sweeps whose threads are kept: two that take turns do not start threads for every row. */
const MOST_POOLS = 2;

export class QueueWorker {
  readonly #client: Redis;
  readonly #blocking: Redis;
  readonly #options: QueueWorkerOptions;
  readonly #notes: ReconnectNotes;
  readonly #pools = new Map<string, Promise<WorkerPool | null>>();
  readonly #running = new AbortController();
  #worker: Worker<RowJob> | undefined;
  #active = 0;
  #lastJob = performance.now();

  private constructor(client: Redis, blocking: Redis, options: QueueWorkerOptions, notes: ReconnectNotes) {
    this.#notes = notes;
    this.#client = client;
    this.#blocking = blocking;
    this.#options = options;
  }

  /** Connects and begins to take jobs. Throws InputError when the server is not there. */
  static async open(address: QueueAddress, options: QueueWorkerOptions): Promise<QueueWorker> {
    const client = await connect(address);
    const blocking = await connect(address);
    const own = new QueueWorker(client, blocking, options, new ReconnectNotes(client, address.shown, () => {}));
    const { Worker: BullWorker } = await import('bullmq');
    const milliseconds = 1000 * options.stalledSeconds;
    own.#worker = new BullWorker<RowJob>(QUEUE_NAME, (job) => own.#do(job), {
      connection: blocking,
      prefix: PREFIX,
      concurrency: options.workers,
      lockDuration: milliseconds,
      stalledInterval: milliseconds,
      maxStalledCount: options.attempts,
    });
    // A server that is away is said by ReconnectNotes; a lock that was lost means that another does the job again.
    own.#worker.on('error', () => {});
    return own;
  }

  /** Seconds since the last job ended; 0 while one is under way. */
  idleSeconds(): number {
    return this.#active > 0 ? 0 : (performance.now() - this.#lastJob) / 1000;
  }

  /** Takes no more jobs, ends those under way, and leaves. */
  async close(): Promise<void> {
    await this.#worker?.close();
    this.#notes.end();
    for (const pool of this.#pools.values()) await (await pool)?.close();
    this.#client.disconnect();
    this.#blocking.disconnect();
  }

  async #do(job: Job<RowJob>): Promise<void> {
    this.#active++;
    try {
      const { sweep, row } = job.data;
      const pool = await this.#poolOf(sweep);
      // A sweep that has been finished or forgotten: nobody waits for this row.
      if (pool === null) return;
      const [result] = (await pool.compute([row], this.#running.signal)) ?? [];
      if (result === undefined) throw new Error('stopped before it was done');
      const list = resultsKey(sweep);
      await this.#client.multi().rpush(list, JSON.stringify(result)).expire(list, KEPT_SECONDS).exec();
      this.#options.onRow(result);
    } finally {
      this.#active--;
      this.#lastJob = performance.now();
    }
  }

  #poolOf(sweep: string): Promise<WorkerPool | null> {
    const known = this.#pools.get(sweep);
    if (known !== undefined) return known;
    const made = this.#makePool(sweep).catch((error: unknown) => {
      this.#pools.delete(sweep);
      throw error;
    });
    this.#pools.set(sweep, made);
    const oldest = [...this.#pools.keys()].slice(0, -MOST_POOLS);
    for (const name of oldest) {
      const pool = this.#pools.get(name);
      this.#pools.delete(name);
      void pool?.then((old) => old?.closeWhenIdle());
    }
    return made;
  }

  async #makePool(sweep: string): Promise<WorkerPool | null> {
    const text = await this.#client.get(definitionKey(sweep));
    if (text === null) {
      this.#pools.delete(sweep);
      return null;
    }
    const header = parseHeader(text, `sweep ${sweep.slice(0, 8)}`);
    if (header.definition.kernels.some(({ file }) => file !== null)) {
      throw new InputError({
        where: `sweep ${sweep.slice(0, 8)}`,
        expected: 'kernels of onchip',
        found: 'a kernel file',
      });
    }
    const known = await sweepOfHeader(header, `sweep ${sweep.slice(0, 8)}`);
    return new WorkerPool(workerSetup(known), keysOf({ ...known.definition, ...known }, version), this.#options);
  }
}
