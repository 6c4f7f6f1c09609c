/** @file What `onchip worker` does: take rows from the queue until it is told to stop. */
import { availableParallelism } from 'node:os';
import { jsonText, print } from '../output.js';
import { wholeNumberWithin } from '../params.js';
import { catchStopSignals } from '../stopSignals.js';
import { DEFAULT_HEAP_MIB, DEFAULT_LIMIT_SECONDS, LARGEST_LIMIT_SECONDS, MOST_WORKERS } from '../sweep/limits.js';
import { queueAddress } from '../sweep/queue/address.js';
import { QueueWorker } from '../sweep/queue/queueWorker.js';
import { version } from '../version.js';

export interface WorkerFlags {
  readonly queue: string | true;
  readonly workers?: string;
  readonly limit?: string;
  readonly memory?: string;
  readonly stalledAfter?: string;
  readonly attempts?: string;
  readonly idle?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const DEFAULT_STALLED_SECONDS = 30;
const DEFAULT_ATTEMPTS = 5;
const LOOK_EVERY_MS = 100;
const SAY_EVERY_MS = 30_000;

/** Ends on SIGTERM, Ctrl-C, or when idle for long enough; exit code 0 when all rows that it had taken are done. */
export async function workerAction(flags: WorkerFlags): Promise<void> {
  const whole = (flag: string, text: string | undefined, most: number, otherwise: number): number =>
    text === undefined ? otherwise : wholeNumberWithin(flag, text, 1, most);
  const address = queueAddress(flags.queue);
  const idle =
    flags.idle === undefined ? Number.POSITIVE_INFINITY : wholeNumberWithin('--idle', flags.idle, 1, 604_800);
  const counts = { rows: 0, failed: 0 };
  let stopped = false;
  const signals = catchStopSignals(() => {
    stopped = true;
  });
  const worker = await QueueWorker.open(address, {
    workers: whole('--workers', flags.workers, MOST_WORKERS, availableParallelism()),
    limitSeconds: whole('--limit', flags.limit, LARGEST_LIMIT_SECONDS, DEFAULT_LIMIT_SECONDS),
    heapMiB: whole('--memory', flags.memory, 2 ** 20, DEFAULT_HEAP_MIB),
    stalledSeconds: whole('--stalled-after', flags.stalledAfter, 3600, DEFAULT_STALLED_SECONDS),
    attempts: whole('--attempts', flags.attempts, 1000, DEFAULT_ATTEMPTS),
    onRow: (result) => {
      counts.rows++;
      if ('failed' in result) counts.failed++;
    },
  });
  const say = (words: string): void => {
    if (!flags.quiet) process.stderr.write(`onchip: ${words}\n`);
  };
  say(`worker of ${address.shown}, onchip ${version}: waiting for rows`);
  let said = performance.now();
  while (!stopped && worker.idleSeconds() < idle) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (performance.now() - said < SAY_EVERY_MS || counts.rows === 0) continue;
    said = performance.now();
    say(`${counts.rows} rows done`);
  }
  say('ending: rows under way are finished first');
  await worker.close();
  signals.release();
  if (flags.json) print(jsonText({ schema: 'onchip-worker/1', version, ...counts }));
  else say(`${counts.rows} rows done, ${counts.failed} of them without a result`);
}
