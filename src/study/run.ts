/** @file One experiment: a kernel with parameters on several targets, values checked first, then cycles. */
import { checkParams, type Kernel, type Params } from '../kernels/kernel.js';
import { type Planned, plan } from '../kernels/planner/plan.js';
import { assumedFigures } from '../sim/chipFigures.js';
import { staticOps } from '../sim/program.js';
import type { RigSpec } from '../sim/rigs.js';
import { peakMacsPerCycle, type Target } from '../sim/target.js';
import { paramsOfOneChip, rigRow } from './rigRun.js';
import { isRejected, type RunRow, type SimulatedRow, type ValueCheck } from './row.js';
import { checkValues } from './values.js';

export interface RunOptions {
  /** false: no values, cycles only. */
  readonly values?: boolean;
  readonly seed?: number;
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
  const checks = new Map<string, ValueCheck | null>();
  const onRig = (target: Target, rig: RigSpec): RunRow => {
    const whole = checkParams(kernel.name, kernel.params, params);
    const share = paramsOfOneChip(kernel, whole, rig);
    const one = runOne(kernel, share, target, options, checks);
    if (isRejected(one)) return { ...one, chip: rig.name, params: whole };
    const planned = plan(kernel, share, target, { units: one.mapping.unitsUsed });
    if (planned.rejected !== null) throw new Error(`${kernel.name}: rejected on its own plan`);
    return rigRow(rig, one, kernel, whole, planned.program, target);
  };
  return targets.map((target, index) => {
    const row = target.rig === undefined ? runOne(kernel, params, target, options, checks) : onRig(target, target.rig);
    options.onProgress?.(index + 1, targets.length, `${kernel.name} on ${target.rig?.name ?? target.chip.name}`);
    return row;
  });
}

function runOne(
  kernel: Kernel,
  params: Params,
  target: Target,
  options: RunOptions,
  checks: Map<string, ValueCheck | null>,
): RunRow {
  const planned = plan(kernel, params, target);
  const head = {
    chip: target.chip.name,
    runtime: target.runtime.name,
    kernel: kernel.name,
    format: target.format.name,
    params: checkParams(kernel.name, kernel.params, params),
  };
  if (planned.rejected !== null) return { ...head, rejected: planned.rejected };
  const { result, mapping, resident } = planned;
  const seconds = result.cycles / target.chip.clockHz.value;
  const dramBytes = result.bytes.dram;
  const { dram } = target.chip;
  return {
    ...head,
    cycles: result.cycles,
    seconds,
    work: result.work,
    waits: result.waits,
    boundBy: result.boundBy,
    resident,
    mapping,
    macs: result.macs,
    macUtilisation: result.macs / (result.cycles * chipPeak(planned, target)),
    dramBytes,
    dramUtilisation: dramBytes / (seconds * dram.bytesPerSecond.value * dram.sustainedFraction.value),
    values: options.values === false ? null : valuesOf(kernel, params, target, options.seed ?? 1, checks),
    assumed: assumedFigures(target.chip).map(({ path }) => path),
  } satisfies SimulatedRow;
}

/** Values of a kernel in a format are computed once, whatever the number of chips. */
function valuesOf(
  kernel: Kernel,
  params: Params,
  target: Target,
  seed: number,
  checks: Map<string, ValueCheck | null>,
): ValueCheck | null {
  const { format } = target;
  if (kernel.check === null) return null;
  let check = checks.get(format.name);
  if (check === undefined) {
    const small = kernel.check.smaller(checkParams(kernel.name, kernel.params, params));
    const planned = plan(kernel, small, target);
    if (planned.rejected !== null) return null;
    check = checkValues(kernel, small, planned.program, format, seed);
    checks.set(format.name, check);
  }
  return check;
}

/** Multiply-accumulates a cycle of the whole chip on the fastest engine that the program uses. */
function chipPeak({ program }: Planned, { chip }: Target): number {
  const rates = [...staticOps(program.body)].map((op) =>
    op.kind === 'matmul' ? peakMacsPerCycle(chip.matrix[op.engine]) : 0,
  );
  return Math.max(0, ...rates) * chip.units.count.value;
}
