/** @file What `onchip calibrate` does. */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../numerics/errors.js';
import { chip } from '../../sim/chips/index.js';
import { type CalibrateResult, runCalibrate } from '../../study/calibrate.js';
import { OutputFolder, withOutput } from '../files.js';
import { readMeasuredTable } from '../measuredTables.js';
import { jsonText, print } from '../output.js';
import { noteProgress } from '../progress.js';
import { packageRoot, version } from '../version.js';
import { calibrateView } from '../views/calibrateView.js';

export interface CalibrateFlags {
  readonly skipLeaveOut?: true;
  readonly write?: true;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

/** Throws InputError. */
export async function calibrateAction(flags: CalibrateFlags): Promise<void> {
  if (flags.write && !existsSync(new URL('src/sim/gpu/calibrated', packageRoot))) {
    const hint = 'use --out FOLDER';
    throw new InputError({ where: '--write', expected: 'a source tree', found: 'an installed package', hint });
  }
  await withOutput(flags.out, (folder) => {
    const result = runCalibrate({
      readTable: readMeasuredTable,
      chip,
      ...(flags.skipLeaveOut ? { skipLeaveOut: true } : {}),
      onProgress: noteProgress(flags.quiet),
    });
    const { files, ...fits } = result;
    const report = { schema: 'onchip-calibrate/1', version, ...fits };
    folder?.write({ ...byName(files), 'calibrate.json': jsonText(report) });
    if (flags.write) writeSources(files);
    print(flags.json ? jsonText(report) : calibrateView(result));
  });
}

type Files = CalibrateResult['files'];

const byName = (files: Files): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map(({ path, text }) => [basename(path), text]));

function writeSources(files: Files): void {
  const folders = new Set(files.map(({ path }) => dirname(path)));
  for (const folder of folders) {
    const own = files.filter(({ path }) => dirname(path) === folder);
    new OutputFolder(fileURLToPath(new URL(folder, packageRoot))).write(byName(own));
  }
}
