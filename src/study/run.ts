/** @file One experiment: a kernel with parameters on several targets, values checked first, then cycles. */
import type { Kernel, Params } from '../kernels/kernel.js';
import type { Target } from '../sim/target.js';
import { type OneChipOptions, runOnChip, type ValueChecks } from './oneChip.js';
import { runOnRig } from './rig/runOnRig.js';
import type { RunRow } from './row.js';

export interface RunOptions extends OneChipOptions {
  /** Targets, from the first on, whose rows get a timeline; default: none. */
  readonly timelines?: number;
  /** Called after each target with the number done. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/** Rows in the order of the targets. Throws InputError for what a target can never do. */
export function runExperiment(
  kernel: Kernel,
  params: Params,
  targets: readonly Target[],
  options: RunOptions = {},
): RunRow[] {
  const checks: ValueChecks = new Map();
  return targets.map((target, index) => {
    const { rig } = target;
    const timeline = index < (options.timelines ?? 0);
    const row =
      rig === undefined
        ? runOnChip(kernel, params, target, { ...options, timeline }, checks).row
        : runOnRig(kernel, params, target, rig, options, checks);
    options.onProgress?.(index + 1, targets.length, `${kernel.name} on ${rig?.name ?? target.chip.name}`);
    return row;
  });
}
