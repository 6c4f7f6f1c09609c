/** @file The report of a run: the same for a shipped kernel and for one in an author's file. */
import { checkParams, type Kernel } from '../kernels/kernel.js';
import type { RunRow } from '../study/row.js';
import { runExperiment } from '../study/run.js';
import { LARGEST_SEED, parseParams, wholeNumberWithin } from './params.js';
import { targetsOf } from './targets.js';
import { version } from './version.js';

export interface RunFlags {
  readonly chip: readonly string[];
  readonly format?: readonly string[];
  readonly runtime?: readonly string[];
  readonly parallel?: readonly string[];
  readonly param?: readonly string[];
  readonly values?: 'full' | 'none';
  readonly seed?: string;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
  /** Seconds that an author's code may take at a time. */
  readonly limit?: string;
  readonly watch?: true;
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

/** Runs a kernel on the targets of the flags. Throws InputError. */
export function makeReport(
  kernel: Kernel,
  flags: RunFlags,
  onProgress: (done: number, total: number, label: string) => void,
): RunReport {
  const params = checkParams(kernel.name, kernel.params, parseParams(flags.param ?? []));
  const seed = flags.seed === undefined ? 1 : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED);
  const values = flags.values ?? 'full';
  const rows = runExperiment(kernel, params, targetsOf(flags), { values: values === 'full', seed, onProgress });
  const valuesCheckedAt = values === 'none' ? null : (kernel.check?.smaller(params) ?? null);
  return { schema: 'onchip.run/1', version, kernel: kernel.name, seed, values, valuesCheckedAt, rows };
}
