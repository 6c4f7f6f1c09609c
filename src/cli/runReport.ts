/** @file The report of a run: the same for a shipped kernel and for one in an author's file. */
import { checkParams, type Kernel } from '../kernels/kernel.js';
import { buildRunReport } from '../report/runReport.js';
import type { RunReport } from '../report/schemas/run.js';
import type { TraceWriter } from '../report/trace/index.js';
import { runExperiment } from '../study/run.js';
import { LARGEST_SEED, parseParams, wholeNumberWithin } from './params.js';
import { targetsOf } from './targets.js';
import type { TraceFlags } from './traceFlags.js';

export interface RunFlags extends TraceFlags {
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

export interface MakeOptions {
  readonly source?: RunReport['source'];
  /** Where timelines go, target by target. */
  readonly trace?: TraceWriter | null;
}

export type { RunReport } from '../report/schemas/run.js';

/** Runs a kernel on the targets of the flags. Throws InputError. */
export function makeReport(
  kernel: Kernel,
  flags: RunFlags,
  onProgress: (done: number, total: number, label: string) => void,
  { source = null, trace = null }: MakeOptions = {},
): RunReport {
  const params = checkParams(kernel.name, kernel.params, parseParams(flags.param ?? []));
  const seed = flags.seed === undefined ? 1 : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED);
  const values = flags.values ?? 'full';
  const targets = targetsOf(flags);
  const rows = runExperiment(kernel, params, targets, { values: values === 'full', seed, onProgress });
  if (trace !== null) for (const target of targets) trace.add(kernel, params, target);
  const valuesCheckedAt = values === 'none' ? null : (kernel.check?.smaller(params) ?? null);
  const chips = [...new Set(targets.map(({ chip }) => chip))];
  return buildRunReport({ kernel: kernel.name, source, seed, values, valuesCheckedAt, chips, rows });
}
