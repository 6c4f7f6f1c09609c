/** @file A kernel on one chip: the row, and the plan that it was read from. */
import { checkParams, type Kernel, type Params } from '../kernels/kernel.js';
import { machineOf } from '../kernels/planner/placement.js';
import { type Planned, type PlanOptions, plan } from '../kernels/planner/plan.js';
import { assumedFigures } from '../sim/chipFigures.js';
import type { Target } from '../sim/target.js';
import { busyShares, bytesByLevel, peakMacs, peaksOf } from './limits.js';
import { livenessOf } from './liveness.js';
import { partRows } from './partRows.js';
import type { RejectedRow, SimulatedRow, ValueCheck } from './row.js';
import { steadyWindow, timelineOf } from './timeline.js';
import { unitShares } from './unitShares.js';
import { checkValues } from './values.js';

export interface OneChipOptions {
  /** false: no values, cycles only. */
  readonly values?: boolean;
  readonly seed?: number;
  /** How much of the mapping space is searched, or just the plan to take. */
  readonly plan?: PlanOptions;
  /** true: two steps of the run as a timeline. */
  readonly timeline?: boolean;
}

/** Operations of a row's timeline: as many as a picture can show. */
const MOST_SPANS = 240;

/** Value checks of a kernel that are known, by format: they are computed once, whatever the number of chips; those of a
 * kernel that asks about its chip, once for each answer. */
export type ValueChecks = Map<string, ValueCheck | null>;

export type OneChip =
  | { readonly row: SimulatedRow; readonly planned: Planned }
  | { readonly row: RejectedRow; readonly planned: null };

/** Plan, simulate, check values. Throws InputError for what the target can never do. */
export function runOnChip(
  kernel: Kernel,
  params: Params,
  target: Target,
  options: OneChipOptions,
  checks: ValueChecks,
): OneChip {
  const planned = plan(kernel, params, target, options.plan);
  const head = {
    chip: target.chip.name,
    runtime: target.runtime.name,
    kernel: kernel.name,
    format: target.format.name,
    params: checkParams(kernel.name, kernel.params, params),
  };
  if (planned.rejected !== null) return { row: { ...head, rejected: planned.rejected }, planned: null };
  const { result, mapping, resident } = planned;
  const seconds = result.cycles / target.chip.clockHz.value;
  const dramBytes = result.bytes.dram;
  const { dram } = target.chip;
  const row: SimulatedRow = {
    ...head,
    cycles: result.cycles,
    seconds,
    work: result.work,
    waits: result.waits,
    boundBy: result.boundBy,
    resident,
    mapping,
    macs: result.macs,
    macUtilisation: result.macs / (result.cycles * peakMacs(planned.program, target)),
    dramBytes,
    dramUtilisation: dramBytes / (seconds * dram.bytesPerSecond.value * dram.sustainedFraction.value),
    bytes: bytesByLevel(result, target),
    busy: busyShares(result),
    peaks: peaksOf(planned.program, target),
    liveness: livenessOf(planned.program, result),
    values: options.values === false ? null : checkedValues(kernel, params, target, options.seed ?? 1, checks),
    units: unitShares(planned.program, result),
    ...partsOf(planned),
    ...(options.timeline && { timeline: timelineOf(planned.program, target, steadyWindow, MOST_SPANS) }),
    assumed: assumedFigures(target.chip).map(({ path }) => path),
  };
  return { row, planned };
}

function partsOf(planned: Planned): Pick<SimulatedRow, 'parts'> {
  const parts = partRows(planned);
  return parts === undefined ? {} : { parts };
}

/** Values of a kernel against its reference, at parameters at which that is quick. Null without a reference. */
export function checkedValues(
  kernel: Kernel,
  params: Params,
  target: Target,
  seed: number,
  checks: ValueChecks,
): ValueCheck | null {
  const { format } = target;
  if (kernel.check === null) return null;
  const small = kernel.check.smaller(checkParams(kernel.name, kernel.params, params));
  const machine = machineOf(target);
  const { asksMachine } = kernel.graph(small, machine);
  const key = asksMachine ? `${format.name} ${JSON.stringify(machine)}` : format.name;
  let check = checks.get(key);
  if (check === undefined) {
    // Values do not depend on the mapping: no need to search for a fast one.
    const planned = plan(kernel, small, target, { search: 'default' });
    if (planned.rejected !== null) return null;
    check = checkValues(kernel, small, planned.program, format, seed);
    checks.set(key, check);
  }
  return check;
}
