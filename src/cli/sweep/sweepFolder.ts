/** @file The folder of a sweep: taken by one process, begun once, gone on with as often as it takes. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { isUnfinished, OutputFolder } from '../files.js';
import { FINAL_FILES } from './finalFiles.js';
import { lockFolder } from './folderLock.js';
import { partName } from './partFile.js';
import {
  HEADER_FILE,
  hasHeader,
  readHeader,
  requireSameSweep,
  type Shard,
  type SweepHeader,
  writeHeader,
} from './sweepHeader.js';

/** Folder of a shard inside the folder of all. */
export function shardFolder(out: string, shard: Shard | null): string {
  if (shard === null) return out;
  const width = String(shard.count).length;
  return join(out, `shard-${String(shard.index).padStart(width, '0')}-of-${shard.count}`);
}

export interface OpenedFolder {
  readonly folder: string;
  readonly release: () => void;
  /** Removes what was made, as long as no row is in it. */
  readonly abandon: () => void;
}

/** Takes the folder and writes or compares its header. Throws InputError when it is in use, holds another sweep, or holds this
 * one and `resume` is not asked for. */
export function openSweepFolder(folder: string, header: SweepHeader, resume: boolean): OpenedFolder {
  const output = new OutputFolder(folder);
  const release = lockFolder(folder);
  try {
    if (!hasHeader(folder)) writeHeader(folder, header);
    else {
      const where = join(folder, HEADER_FILE);
      const found = readHeader(folder);
      requireSameSweep(found, header, where);
      if (JSON.stringify(found.shard) !== JSON.stringify(header.shard)) {
        throw new InputError({ where, expected: shardText(header.shard), found: shardText(found.shard) });
      }
      if (!resume) {
        const hint = '--resume goes on with it, and has nothing to do when it is finished';
        throw new InputError({ where: `--out ${folder}`, expected: 'a new folder', found: 'this sweep in it', hint });
      }
    }
  } catch (error) {
    release();
    output.abandon();
    throw error;
  }
  removeUnfinished(folder);
  const abandon = (): void => {
    rmSync(join(folder, HEADER_FILE), { force: true });
    release();
    output.abandon();
  };
  return { folder, release, abandon };
}

const shardText = (shard: Shard | null): string =>
  shard === null ? 'a whole sweep' : `shard ${shard.index}/${shard.count}`;

/** What a killed process left behind. */
function removeUnfinished(folder: string): void {
  for (const name of FINAL_FILES) rmSync(join(folder, partName(name)), { force: true });
  for (const name of readdirSync(folder)) if (isUnfinished(name)) rmSync(join(folder, name), { force: true });
}
