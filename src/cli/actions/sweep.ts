/** @file What `onchip sweep` does: define it, open its folder, compute what is missing, write the files, say what came out. */
import { availableParallelism } from 'node:os';
import { InputError } from '../../numerics/errors.js';
import type { SweepSummary } from '../../report/sweep/summary.js';
import { defineSweep } from '../../study/sweep/definition.js';
import type { Sweep } from '../../study/sweep/sweepTypes.js';
import { exitCodes } from '../fail.js';
import { jsonText, print } from '../output.js';
import { wholeNumberWithin } from '../params.js';
import { startProgress } from '../progress.js';
import { catchStopSignals } from '../stopSignals.js';
import { writeFinalFiles } from '../sweep/finalFiles.js';
import { askedSweep, type SweepFlags } from '../sweep/flags.js';
import { DEFAULT_HEAP_MIB, DEFAULT_LIMIT_SECONDS, LARGEST_LIMIT_SECONDS, MOST_WORKERS } from '../sweep/limits.js';
import { lookupFor, sweepOfHeader, workerSetup } from '../sweep/lookup.js';
import { queueAddress } from '../sweep/queue/address.js';
import { QueueRunner } from '../sweep/queue/queueRunner.js';
import { type KeyOf, keysOf } from '../sweep/rowKey.js';
import { RowStore } from '../sweep/rowStore.js';
import { isOfShard, type RowPlan, type Runner, rowPlan, rowsOfShard, runRows } from '../sweep/runRows.js';
import { openSweepFolder, shardFolder } from '../sweep/sweepFolder.js';
import { headerOf, readHeader, type Shard, type SweepHeader } from '../sweep/sweepHeader.js';
import { WorkerPool } from '../sweep/workerPool.js';
import { version } from '../version.js';
import { sweepView } from '../views/sweepView.js';

export type { SweepFlags } from '../sweep/flags.js';

const DEFAULT_RECONNECT_SECONDS = 600;
/** More rows than this are more likely a slip of the pen than a plan. */
const ROWS_WITHOUT_YES = 10_000_000;

interface Settings {
  readonly workers: number;
  readonly limitSeconds: number;
  readonly heapMiB: number;
  readonly reconnectSeconds: number;
  readonly shard: Shard | null;
}

/** Sets exit code 1 when rows have crashed or ran out of time or memory, that of the signal when stopped. Throws InputError. */
export async function sweepAction(argument: string | undefined, flags: SweepFlags): Promise<void> {
  const settings = settingsOf(flags);
  const sweep = await definedSweep(argument, flags, settings);
  const plan = rowPlan(sweep);
  checkSize(plan, flags);
  if (settings.shard !== null) checkShard(plan, settings.shard);
  const header = headerOf(sweep, plan.count, settings.shard);
  const folder = shardFolder(flags.out ?? `sweep-${header.hash.slice(0, 8)}`, settings.shard);
  const opened = openSweepFolder(folder, header, flags.resume === true);
  try {
    const summary = await runInFolder({ sweep, plan, header, folder, flags, settings });
    if (summary === null) return;
    if (flags.json) {
      const { points: _, ...rest } = summary;
      print(
        jsonText({
          schema: 'onchip-sweep-result/1',
          version,
          hash: header.hash,
          out: folder,
          shard: settings.shard,
          ...rest,
        }),
      );
    } else print(sweepView(summary, folder, settings.shard));
    const { refused: _refused = 0, ...bad } = summary.failed;
    if (Object.keys(bad).length > 0) process.exitCode = exitCodes.checkFailed;
  } finally {
    opened.release();
  }
}

function settingsOf(flags: SweepFlags): Settings {
  const whole = (flag: string, text: string | undefined, most: number, otherwise: number): number =>
    text === undefined ? otherwise : wholeNumberWithin(flag, text, 1, most);
  return {
    workers: whole('--workers', flags.workers, MOST_WORKERS, availableParallelism()),
    limitSeconds: whole('--limit', flags.limit, LARGEST_LIMIT_SECONDS, DEFAULT_LIMIT_SECONDS),
    heapMiB: whole('--memory', flags.memory, 2 ** 20, DEFAULT_HEAP_MIB),
    reconnectSeconds: whole('--reconnect', flags.reconnect, LARGEST_LIMIT_SECONDS, DEFAULT_RECONNECT_SECONDS),
    shard: flags.shard === undefined ? null : parseShard(flags.shard),
  };
}

function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index !== undefined && shard.index >= 1 && shard.index <= shard.count) return shard;
  const expected = 'number/of, counted from 1, e.g. 3/16';
  throw new InputError({ where: '--shard', expected, found: JSON.stringify(text) });
}

async function definedSweep(argument: string | undefined, flags: SweepFlags, { shard }: Settings): Promise<Sweep> {
  if (argument !== undefined) {
    const { file, from } = askedSweep(argument, flags);
    const kernels = typeof file.kernel === 'string' ? file.kernel.split(',').map((k) => k.trim()) : file.kernel;
    return defineSweep(file, await lookupFor(kernels), from);
  }
  if (!flags.resume || flags.out === undefined) {
    const hint = 'or --resume with --out DIR';
    throw new InputError({ where: 'sweep', expected: 'a kernel or a sweep file', found: 'none', hint });
  }
  const folder = shardFolder(flags.out, shard);
  return sweepOfHeader(readHeader(folder), folder);
}

function checkSize({ count }: RowPlan, { yes }: SweepFlags): void {
  if (count <= ROWS_WITHOUT_YES || yes) return;
  const found = `${count.toLocaleString('en-GB')} rows`;
  const hint = '--yes computes them all; --sample takes some of them';
  throw new InputError({ where: 'sweep', expected: 'at most 10,000,000 rows', found, hint });
}

function checkShard({ space, count }: RowPlan, shard: Shard): void {
  if (space === null) {
    const hint = '--queue spreads a search over machines';
    throw new InputError({ where: '--shard', expected: 'a grid, list or sample', found: 'a search', hint });
  }
  if (shard.count > count) {
    throw new InputError({
      where: '--shard',
      expected: `at most ${count} shards of ${count} rows`,
      found: String(shard.count),
    });
  }
}

interface InFolder {
  readonly sweep: Sweep;
  readonly plan: RowPlan;
  readonly header: SweepHeader;
  readonly folder: string;
  readonly flags: SweepFlags;
  readonly settings: Settings;
}

/** What the report says, or null after a signal. */
async function runInFolder(work: InFolder): Promise<SweepSummary | null> {
  const { sweep, plan, header, folder, flags, settings } = work;
  const { shard } = settings;
  const keyOf = keysOf({ ...sweep.definition, ...sweep }, version);
  const expected = (index: number): string | null => {
    if (plan.space === null) return null;
    return isOfShard(index, shard) ? keyOf(plan.space.at(index)) : 'of another shard';
  };
  const store = new RowStore(folder, plan.count, expected, flags.retryFailed !== true);
  const progress = startProgress({ quiet: flags.quiet });
  const stop = new AbortController();
  const signals = catchStopSignals(() => stop.abort());
  try {
    noteBefore(store, flags);
    const before = store.counts.done + store.counts.failed;
    const total = rowsOfShard(plan.count, shard) - before;
    const runner = await runnerOf(work, keyOf);
    try {
      const onProgress = (): void => {
        const { done, failed } = store.counts;
        const label = failed === 0 ? 'none has failed' : `${failed} without a result`;
        progress.update({ stage: 'rows', done: done + failed - before, total, label });
      };
      await runRows(sweep, plan, { store, runner, keyOf, shard, stop: stop.signal, onProgress });
    } finally {
      await runner.close();
    }
    const code = signals.code();
    if (code !== null) {
      progress.stop();
      process.stderr.write(
        `onchip: stopped; onchip sweep --resume --out ${flags.out ?? folder}${shardFlag(shard)} goes on\n`,
      );
      process.exitCode = code;
      return null;
    }
    return await writeFinalFiles(sweep, storeSource(store, plan.count), {
      folder,
      hash: header.hash,
      linesOnly: shard !== null,
      onProgress: (done, all) => progress.update({ stage: 'files', done, total: all, label: folder }),
    });
  } finally {
    progress.stop();
    signals.release();
    store.close();
  }
}

const shardFlag = (shard: Shard | null): string => (shard === null ? '' : ` --shard ${shard.index}/${shard.count}`);

function storeSource(store: RowStore, count: number) {
  return {
    count,
    counts: store.counts,
    has: (index: number) => store.has(index),
    isFailed: (index: number) => store.isFailed(index),
    line: (index: number) => store.line(index),
    isOrdered: (failed: boolean) => store.isOrdered(failed),
  };
}

function noteBefore(store: RowStore, { quiet }: SweepFlags): void {
  const { done, failed, damaged } = store.counts;
  if (quiet || done + failed + damaged === 0) return;
  const lost = damaged === 0 ? '' : `; ${damaged} damaged lines are computed again`;
  process.stderr.write(`onchip: ${done + failed} rows are there already${lost}\n`);
}

async function runnerOf({ sweep, header, settings, flags }: InFolder, keyOf: KeyOf): Promise<Runner> {
  if (flags.queue === undefined) return new WorkerPool(workerSetup(sweep), keyOf, settings);
  const file = sweep.kernels.find((k) => k.file !== null)?.file;
  if (file != null) {
    const hint = 'workers run no code from a queue; --shard spreads a kernel file over machines';
    throw new InputError({ where: '--queue', expected: 'kernels of onchip', found: `the file ${file}`, hint });
  }
  const { reconnectSeconds } = settings;
  return QueueRunner.open(queueAddress(flags.queue), { header, keyOf, reconnectSeconds, quiet: flags.quiet === true });
}
