/** @file Rows through a queue: puts them there, collects results, and never takes one off the server before it is in the folder.
 * Jobs are told by the key of their row, results of a row that is there already are dropped: whatever is sent again, by a
 * worker that was killed or a server that has forgotten, does no harm. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { InputError } from '../../../numerics/errors.js';
import type { RowInputs } from '../../../study/sweep/row.js';
import { jsonText } from '../../output.js';
import { isGone, ownerName, ownerText } from '../folderLock.js';
import type { RowResult } from '../messages.js';
import type { KeyOf } from '../rowKey.js';
import { rowHead } from '../rowStore.js';
import type { Runner } from '../runRows.js';
import type { SweepHeader } from '../sweepHeader.js';
import type { QueueAddress } from './address.js';
import { connect, ReconnectNotes } from './connection.js';
import {
  coordinatorKey,
  definitionKey,
  jobId,
  KEPT_SECONDS,
  PREFIX,
  QUEUE_NAME,
  type RowJob,
  resultsKey,
} from './names.js';

/** Rows on the server at a time: enough for hundreds of workers, and little for its memory. */
const MOST_OUTSTANDING = 5000;
const ADDED_AT_ONCE = 500;
const COLLECTED_AT_ONCE = 500;
const LOOK_EVERY_MS = 50;
const LOOK_AT_FAILED_EVERY_MS = 2000;
/** Without a result for so long, what is outstanding is put there again: a server without persistence may have lost it. */
const ADD_AGAIN_AFTER_MS = 30_000;
const LEASE_MS = 30_000;
const ATTEMPTS = 5;
/** Sets a key that still has the value that was seen. */
const REPLACE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) end return nil";

/** A result as a worker has sent it; nothing for what is none. */
function resultOf(text: string): readonly RowResult[] {
  try {
    const result = JSON.parse(text) as RowResult;
    const head = 'failed' in result ? result.failed : rowHead(result.line);
    return head !== null && head.index === result.index && head.key === result.key ? [result] : [];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return [];
    throw error;
  }
}

export interface QueueOptions {
  readonly header: SweepHeader;
  readonly keyOf: KeyOf;
  /** Longest that the server may be away. */
  readonly reconnectSeconds: number;
  readonly quiet: boolean;
}

export class QueueRunner implements Runner {
  readonly #client: Redis;
  readonly #queue: Queue<RowJob>;
  readonly #notes: ReconnectNotes;
  readonly #options: QueueOptions;
  readonly #shown: string;
  readonly #outstanding = new Map<string, RowInputs>();
  #addAgain = false;
  #heard = performance.now();
  #lease: NodeJS.Timeout | undefined;

  private constructor(client: Redis, queue: Queue<RowJob>, shown: string, options: QueueOptions) {
    this.#client = client;
    this.#queue = queue;
    this.#options = options;
    this.#shown = shown;
    this.#notes = new ReconnectNotes(client, shown, () => {
      this.#addAgain = true;
    });
  }

  /** Connects and takes the sweep. Throws InputError when the server is not there or another process runs this sweep. */
  static async open(address: QueueAddress, options: QueueOptions): Promise<QueueRunner> {
    const client = await connect(address);
    try {
      const { Queue: BullQueue } = await import('bullmq');
      const queue = new BullQueue<RowJob>(QUEUE_NAME, { connection: client, prefix: PREFIX });
      queue.on('error', () => {});
      const runner = new QueueRunner(client, queue, address.shown, options);
      await runner.#take();
      return runner;
    } catch (error) {
      client.disconnect();
      throw error;
    }
  }

  async run(
    rows: Iterable<RowInputs>,
    onResults: (results: readonly RowResult[]) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const waiting = rows[Symbol.iterator]();
    let [isLast, lookedAtFailed] = [false, performance.now()];
    this.#heard = performance.now();
    while (!stop.aborted) {
      if (!isLast) isLast = await this.#fill(waiting);
      if (isLast && this.#outstanding.size === 0) return;
      this.#checkServer();
      const got = await this.#orGone(this.#collect(onResults), stop);
      if (got > 0) this.#heard = performance.now();
      else await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      if (performance.now() - lookedAtFailed > LOOK_AT_FAILED_EVERY_MS) {
        await this.#orGone(this.#collectFailed(onResults), stop);
        lookedAtFailed = performance.now();
      }
      if (this.#addAgain || performance.now() - this.#heard > ADD_AGAIN_AFTER_MS)
        await this.#orGone(this.#putAgain(), stop);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#lease);
    this.#notes.end();
    if (this.#client.status === 'ready') {
      const { hash } = this.#options.header;
      await this.#client.del(coordinatorKey(hash));
      if (this.#outstanding.size === 0) await this.#client.del(definitionKey(hash), resultsKey(hash));
    }
    await this.#queue.close().catch(() => {});
    this.#client.disconnect();
  }

  /** One process collects the results of a sweep; its lease runs out when it is killed. */
  async #take(): Promise<void> {
    const { hash } = this.#options.header;
    const own = ownerText();
    const key = coordinatorKey(hash);
    for (let waited = 0; ; waited += 1000) {
      if ((await this.#client.set(key, own, 'PX', LEASE_MS, 'NX')) === 'OK') break;
      const found = (await this.#client.get(key)) ?? '';
      if (isGone(found) && (await this.#client.eval(REPLACE, 1, key, found, own, LEASE_MS)) === 'OK') break;
      const name = ownerName(found);
      if (waited > LEASE_MS + 5000) {
        const expected = 'a sweep that no other process runs';
        throw new InputError({ where: `--queue ${this.#shown}`, expected, found: `${name} at work on it` });
      }
      if (waited === 0 && !this.#options.quiet) {
        process.stderr.write(`onchip: ${name} has this sweep; waiting up to ${LEASE_MS / 1000} s for it to be gone\n`);
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    this.#lease = setInterval(() => {
      if (this.#client.status === 'ready') void this.#client.set(key, own, 'PX', LEASE_MS).catch(() => {});
    }, LEASE_MS / 3).unref();
    await this.#putDefinition();
  }

  async #putDefinition(): Promise<void> {
    const { header } = this.#options;
    await this.#client.set(definitionKey(header.hash), jsonText(header), 'EX', KEPT_SECONDS);
  }

  /** Puts rows until enough are outstanding. True when there are no more. */
  async #fill(waiting: Iterator<RowInputs>): Promise<boolean> {
    while (this.#outstanding.size < MOST_OUTSTANDING) {
      const fresh: (readonly [key: string, row: RowInputs])[] = [];
      while (fresh.length < ADDED_AT_ONCE) {
        const { done, value } = waiting.next();
        if (done === true) break;
        fresh.push([this.#options.keyOf(value), value]);
      }
      for (const [key, row] of fresh) this.#outstanding.set(key, row);
      if (fresh.length > 0) await this.#put(fresh);
      if (fresh.length < ADDED_AT_ONCE) return true;
    }
    return false;
  }

  async #put(rows: readonly (readonly [key: string, row: RowInputs])[]): Promise<void> {
    const { hash } = this.#options.header;
    await this.#queue.addBulk(
      rows.map(([key, row]) => ({
        name: 'row',
        data: { sweep: hash, row },
        opts: {
          jobId: jobId(hash, key),
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: 1000 },
          removeOnComplete: true,
        },
      })),
    );
  }

  async #putAgain(): Promise<void> {
    if (!this.#addAgain && !this.#options.quiet) {
      const word = `no result for ${ADD_AGAIN_AFTER_MS / 1000} s; is a worker running? onchip worker --queue ${this.#shown}`;
      process.stderr.write(`onchip: ${word}\n`);
    }
    this.#addAgain = false;
    this.#heard = performance.now();
    await this.#putDefinition();
    const all = [...this.#outstanding];
    for (let at = 0; at < all.length; at += ADDED_AT_ONCE) await this.#put(all.slice(at, at + ADDED_AT_ONCE));
  }

  /** Results go into the folder first, then off the server. */
  async #collect(onResults: (results: readonly RowResult[]) => void): Promise<number> {
    const list = resultsKey(this.#options.header.hash);
    const texts = await this.#client.lrange(list, 0, COLLECTED_AT_ONCE - 1);
    if (texts.length === 0) return 0;
    this.#keep(texts.flatMap(resultOf), onResults);
    await this.#client.ltrim(list, texts.length, -1);
    return texts.length;
  }

  #keep(results: readonly RowResult[], onResults: (results: readonly RowResult[]) => void): void {
    const fresh = results.filter(({ key, index }) => this.#outstanding.get(key)?.index === index);
    const once = [...new Map(fresh.map((r) => [r.key, r])).values()];
    if (once.length > 0) onResults(once);
    for (const { key } of once) this.#outstanding.delete(key);
  }

  /** Rows whose workers were gone again and again, or could not do them at all. */
  async #collectFailed(onResults: (results: readonly RowResult[]) => void): Promise<void> {
    const { hash } = this.#options.header;
    for (const job of await this.#queue.getFailed(0, COLLECTED_AT_ONCE - 1)) {
      if (job?.data?.sweep !== hash) continue;
      const { row } = job.data;
      const key = this.#options.keyOf(row);
      const failed = { ...row, key, kind: 'lost' as const, reason: job.failedReason };
      this.#keep([{ index: row.index, key, failed }], onResults);
      await job.remove();
    }
  }

  /** `work`, unless the server stays away for too long or a stop is asked for meanwhile. */
  async #orGone<T>(work: Promise<T>, stop: AbortSignal): Promise<T | 0> {
    let clock: NodeJS.Timeout | undefined;
    const gone = new Promise<0>((resolve, reject) => {
      clock = setInterval(() => {
        if (stop.aborted) resolve(0);
        else {
          try {
            this.#checkServer();
          } catch (error) {
            reject(error);
          }
        }
      }, 200);
    });
    // What is still under way when the other has settled ends with the connection.
    work.catch(() => {});
    try {
      return await Promise.race([work, gone]);
    } finally {
      clearInterval(clock);
    }
  }

  #checkServer(): void {
    const { reconnectSeconds } = this.#options;
    if (this.#notes.lostForSeconds() <= reconnectSeconds) return;
    const found = `it gone for ${reconnectSeconds} s`;
    const hint = 'the rows so far are safe; --resume goes on';
    throw new InputError({ where: `--queue ${this.#shown}`, expected: 'a server that comes back', found, hint });
  }
}
