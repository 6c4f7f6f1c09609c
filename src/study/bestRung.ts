/** @file A network's kernels on a target: every rung is tried, the fastest that fits is the row, and the row says what became
 * of the others. Nothing is spilled: a rung either fits as it is or is refused. */
import type { Kernel, Params } from '../kernels/kernel.js';
import type { Rejection } from '../kernels/planner/placement.js';
import type { Target } from '../sim/target.js';
import { checkedValues, type OneChipOptions, runOnChip, type ValueChecks } from './oneChip.js';
import { runOnRig } from './rig/runOnRig.js';
import { isRejected, type RunRow, type SimulatedRow } from './row.js';
import type { RunOptions } from './run.js';

/** What became of one rung. */
export type RungResult =
  | { readonly kernel: string; readonly seconds: number; readonly rejected?: never }
  | { readonly kernel: string; readonly rejected: Rejection };

/** Rows in the order of the targets; refused only where no rung fits. Throws InputError. */
export function runBestRung(
  kernels: readonly Kernel[],
  params: Params,
  targets: readonly Target[],
  options: RunOptions = {},
): RunRow[] {
  const checks = new Map<string, ValueChecks>(kernels.map(({ name }) => [name, new Map()]));
  return targets.map((target, index) => {
    const timeline = index < (options.timelines ?? 0);
    const row = bestOn(kernels, params, target, { ...options, timeline }, checks);
    options.onProgress?.(index + 1, targets.length, `${row.kernel} on ${target.rig?.name ?? target.chip.name}`);
    return row;
  });
}

function bestOn(
  kernels: readonly Kernel[],
  params: Params,
  target: Target,
  options: OneChipOptions,
  checks: ReadonlyMap<string, ValueChecks>,
): RunRow {
  const { rig } = target;
  const run = (kernel: Kernel, more: OneChipOptions): RunRow => {
    const known = checks.get(kernel.name) ?? new Map();
    const all = { ...options, ...more };
    return rig === undefined
      ? runOnChip(kernel, params, target, all, known).row
      : runOnRig(kernel, params, target, rig, all, known);
  };
  const rows = kernels.map((kernel) => run(kernel, { values: false }));
  const fitting = rows.filter((row): row is SimulatedRow => !isRejected(row));
  if (fitting.length === 0) return rows[0];
  const best = fitting.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const kernel = kernels[rows.indexOf(best)];
  const rungs = rows.length === 1 ? {} : { rungs: rows.map(resultOf) };
  if (options.values === false) return { ...best, ...rungs };
  const known = checks.get(kernel.name) ?? new Map();
  const values = checkedValues(kernel, params, target, options.seed ?? 1, known);
  return { ...best, values, ...rungs };
}

const resultOf = (row: RunRow): RungResult =>
  isRejected(row) ? { kernel: row.kernel, rejected: row.rejected } : { kernel: row.kernel, seconds: row.seconds };
