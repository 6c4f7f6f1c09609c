/** @file What `onchip run` does: targets, rows, one rendering. */

import { checkParams } from '../../kernels/kernel.js';
import { kernelNamed } from '../../kernels/registry.js';
import { isRejected, type RunRow } from '../../study/row.js';
import { runExperiment } from '../../study/run.js';
import { exitCodes } from '../fail.js';
import { withOutput } from '../files.js';
import { jsonText, print } from '../output.js';
import { LARGEST_SEED, parseParams, wholeNumberWithin } from '../params.js';
import { withProgress } from '../progress.js';
import { targetsOf } from '../targets.js';
import { version } from '../version.js';
import { runCsv } from '../views/runCsv.js';
import { runView } from '../views/runView.js';

export interface RunFlags {
  readonly chip: readonly string[];
  readonly format?: readonly string[];
  readonly runtime?: readonly string[];
  readonly param?: readonly string[];
  readonly values?: 'full' | 'none';
  readonly seed?: string;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

/** What `onchip run --json` prints: no wall times, so that two runs give the same bytes. */
export interface RunReport {
  readonly schema: 'onchip.run/1';
  readonly version: string;
  readonly kernel: string;
  readonly seed: number;
  readonly values: 'full' | 'none';
  /** Values are checked against a slow reference at these smaller parameters; null when they are not. */
  readonly valuesCheckedAt: Readonly<Record<string, number>> | null;
  readonly rows: readonly RunRow[];
}

/** Runs and prints. Sets exit code 1 when a row's values are off. Throws InputError. */
export async function runAction(kernelName: string, flags: RunFlags): Promise<void> {
  const kernel = kernelNamed(kernelName);
  const params = checkParams(kernel.name, kernel.params, parseParams(flags.param ?? []));
  const seed = flags.seed === undefined ? 1 : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED);
  const targets = targetsOf(flags);
  const values = flags.values ?? 'full';
  const report = await withOutput(flags.out, (folder) => {
    const rows = withProgress({ quiet: flags.quiet }, (progress) =>
      runExperiment(kernel, params, targets, {
        values: values === 'full',
        seed,
        onProgress: (done, total, label) => progress.update({ stage: 'targets', done, total, label }),
      }),
    );
    const valuesCheckedAt = values === 'none' ? null : (kernel.check?.smaller(params) ?? null);
    const made: RunReport = {
      schema: 'onchip.run/1',
      version,
      kernel: kernel.name,
      seed,
      values,
      valuesCheckedAt,
      rows,
    };
    folder?.write({ 'run.json': jsonText(made), 'run.csv': runCsv(rows) });
    return made;
  });
  print(flags.json ? jsonText(report) : runView(report, targets));
  if (report.rows.some(valuesAreOff)) process.exitCode = exitCodes.checkFailed;
}

const valuesAreOff = (row: RunRow): boolean => !isRejected(row) && row.values?.ok === false;
