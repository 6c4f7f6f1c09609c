/** @file What `onchip merge` does: shards of one sweep become what the sweep would have been in one piece. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { exitCodes } from '../fail.js';
import { jsonText, print } from '../output.js';
import { startProgress } from '../progress.js';
import { writeFinalFiles } from '../sweep/finalFiles.js';
import { lockFolder } from '../sweep/folderLock.js';
import { sweepOfHeader } from '../sweep/lookup.js';
import { MergedRows } from '../sweep/mergedRows.js';
import { keysOf } from '../sweep/rowKey.js';
import { rowPlan } from '../sweep/runRows.js';
import { openSweepFolder } from '../sweep/sweepFolder.js';
import { hasHeader, headerOf, readHeader, requireSameSweep, type SweepHeader } from '../sweep/sweepHeader.js';
import { version } from '../version.js';
import { sweepView } from '../views/sweepView.js';

export interface MergeFlags {
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
}

interface Input {
  readonly folder: string;
  readonly header: SweepHeader;
}

/** Exit code 1 when rows had crashed or ran out of time or memory, as in the sweep. Throws InputError. */
export async function mergeAction(folders: readonly string[], flags: MergeFlags): Promise<void> {
  const inputs = folders.flatMap(inputsOf);
  const [first] = inputs;
  for (const { header, folder } of inputs) requireSameSweep(header, first.header, folder);
  requireAllShards(inputs);
  const sweep = await sweepOfHeader(first.header, first.folder);
  const { space } = rowPlan(sweep);
  if (space === null)
    throw new InputError({ where: first.folder, expected: 'a shard', found: 'a search, which has none' });
  const keyOf = keysOf({ ...sweep.definition, ...sweep }, version);
  const header = headerOf(sweep, space.count, null);
  const rows = new MergedRows(space.count, (index) => keyOf(space.at(index)));
  const progress = startProgress({ quiet: flags.quiet });
  const releases = inputs.map(({ folder }) => lockFolder(folder));
  try {
    inputs.forEach(({ folder }, i) => {
      rows.add(folder);
      progress.update({ stage: 'shards', done: i + 1, total: inputs.length, label: folder });
    });
    requireAllRows(rows, inputs);
    const { release } = openSweepFolder(flags.out, header, true);
    releases.push(release);
    const onProgress = (done: number, total: number): void =>
      progress.update({ stage: 'files', done, total, label: flags.out });
    const summary = await writeFinalFiles(sweep, rows, {
      folder: flags.out,
      hash: header.hash,
      linesOnly: false,
      onProgress,
    });
    progress.stop();
    const { points: _, ...rest } = summary;
    const result = {
      schema: 'onchip-sweep-result/1',
      version,
      hash: header.hash,
      out: flags.out,
      shard: null,
      ...rest,
    };
    print(flags.json ? jsonText(result) : sweepView(summary, flags.out, null));
    if (Object.keys(summary.failed).some((kind) => kind !== 'refused')) process.exitCode = exitCodes.checkFailed;
  } finally {
    progress.stop();
    rows.close();
    for (const release of releases) release();
  }
}

/** The sweep in a folder, or those in the folders in it. */
function inputsOf(folder: string): readonly Input[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InputError({ where: folder, expected: 'a folder of shards', found: 'nothing there' });
  }
  if (hasHeader(folder)) return [{ folder, header: readHeader(folder) }];
  const inside = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory() && hasHeader(path));
  if (inside.length > 0) return inside.map((path) => ({ folder: path, header: readHeader(path) }));
  throw new InputError({ where: folder, expected: 'a folder of shards', found: 'no sweep.json in it or below' });
}

function requireAllShards(inputs: readonly Input[]): void {
  const shards = inputs.flatMap(({ header }) => header.shard ?? []);
  if (shards.length < inputs.length) return;
  const [{ count }] = shards;
  const other = inputs.find(({ header }) => header.shard?.count !== count);
  if (other !== undefined) {
    throw new InputError({
      where: other.folder,
      expected: `a shard of ${count}`,
      found: `one of ${other.header.shard?.count}`,
    });
  }
  const there = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !there.has(index));
  if (missing.length === 0) return;
  const expected = `all ${count} shards`;
  throw new InputError({ where: 'merge', expected, found: `none of ${few(missing)}` });
}

function requireAllRows(rows: MergedRows, inputs: readonly Input[]): void {
  const missing: number[] = [];
  for (let index = 0; index < rows.count; index++) if (!rows.has(index)) missing.push(index);
  if (missing.length === 0) return;
  const shard = inputs.find(
    ({ header }) => header.shard !== null && missing[0] % header.shard.count === header.shard.index - 1,
  );
  const hint = `onchip sweep --resume goes on with ${shard?.folder ?? inputs[0].folder}`;
  const found = `${missing.length} missing: ${few(missing)}`;
  throw new InputError({ where: 'merge', expected: `${rows.count} rows`, found, hint });
}

const MOST_NAMED = 10;

const few = (numbers: readonly number[]): string =>
  numbers.length <= MOST_NAMED ? numbers.join(', ') : `${numbers.slice(0, MOST_NAMED).join(', ')} and more`;
