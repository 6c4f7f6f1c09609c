/** @file The report of a run: the same for a shipped kernel, for one in an author's file, and for a trained model. */
import { checkParams, type Kernel, type Params } from '../kernels/kernel.js';
import { buildRunReport } from '../report/runReport.js';
import type { RunReport } from '../report/schemas/run.js';
import type { TraceWriter } from '../report/trace/index.js';
import type { Target } from '../sim/target.js';
import { runBestRung } from '../study/bestRung.js';
import type { RunRow } from '../study/row.js';
import { type RunOptions, runExperiment } from '../study/run.js';
import { LARGEST_SEED, parseParams, wholeNumberWithin } from './params.js';
import { planFlags, planOptions } from './planFlags.js';
import type { RunFlags } from './runFlags.js';
import { targetsOf } from './targets.js';

/** Rows that a page shows in full, timeline and all. */
const SHOWN_IN_FULL = 12;

export interface MakeOptions {
  readonly source?: RunReport['source'];
  /** Where timelines go, target by target. */
  readonly trace?: TraceWriter | null;
}

export type { RunReport } from '../report/schemas/run.js';

type OnProgress = (done: number, total: number, label: string) => void;

/** Runs a kernel on the targets of the flags. Throws InputError. */
export function makeReport(
  kernel: Kernel,
  flags: RunFlags,
  onProgress: OnProgress,
  options: MakeOptions = {},
): RunReport {
  const run: Run = (...rest) => runExperiment(kernel, ...rest);
  return reportOf([kernel], flags, onProgress, { ...options, name: kernel.name, run });
}

/** Runs a network on the targets of the flags, on each the fastest of its kernels. Throws InputError. */
export function makeModelReport(
  kernels: readonly Kernel[],
  name: string,
  flags: RunFlags,
  onProgress: OnProgress,
  options: MakeOptions,
): RunReport {
  const run: Run = (...rest) => runBestRung(kernels, ...rest);
  return reportOf(kernels, flags, onProgress, { ...options, name, run });
}

type Run = (params: Params, targets: readonly Target[], options: RunOptions) => RunRow[];

interface Work extends MakeOptions {
  readonly name: string;
  readonly run: Run;
}

/** The first kernel says which parameters there are, and at which ones values are checked. */
function reportOf(
  kernels: readonly Kernel[],
  flags: RunFlags,
  onProgress: OnProgress,
  { name, run, source = null, trace = null }: Work,
): RunReport {
  const given = planFlags(flags);
  const kernel = kernels.find((k) => k.name === given.file?.plan.kernel) ?? kernels[0];
  const kernelOf = (row: RunRow): Kernel => kernels.find((k) => k.name === row.kernel) ?? kernel;
  const params = checkParams(name, kernel.params, { ...given.params, ...parseParams(flags.param ?? []) });
  const seed = flags.seed === undefined ? 1 : wholeNumberWithin('--seed', flags.seed, 0, LARGEST_SEED);
  const values = flags.values ?? 'full';
  const targets = targetsOf(given.targets);
  const plan = planOptions(flags, given.file, kernel, params, targets);
  const runOptions: RunOptions = { values: values === 'full', seed, plan, timelines: SHOWN_IN_FULL, onProgress };
  // A plan is of one kernel: of a network's, the one that it names.
  const rows =
    given.file === null ? run(params, targets, runOptions) : runExperiment(kernel, params, targets, runOptions);
  if (trace !== null) for (const [at, target] of targets.entries()) trace.add(kernelOf(rows[at]), params, target, plan);
  const valuesCheckedAt = values === 'none' ? null : (kernel.check?.smaller(params) ?? null);
  const chips = [...new Set(targets.map(({ chip }) => chip))];
  return buildRunReport({ kernel: name, source, seed, values, valuesCheckedAt, chips, rows });
}
