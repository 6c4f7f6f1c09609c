/** @file Seconds of a kernel on a chip, as a quantity that sensitivity can vary. What was planned once is kept: claims
 * share chips, their variants and workloads. */
import type { Params } from '../../kernels/kernel.js';
import { adamPass, reluPass } from '../../kernels/micro/memoryPasses.js';
import type { PlanChoices } from '../../kernels/planner/choices.js';
import { plan } from '../../kernels/planner/plan.js';
import { kernelNamed } from '../../kernels/registry.js';
import { parseFormat } from '../../numerics/format.js';
import { withFigure } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import type { MappingLine, Quantity } from '../sensitivity/quantity.js';

/** W200: the essay's multi-layer LSTM of 200 units, two layers, 100 steps. */
export const w200: Params = { hidden: 200, layers: 2, steps: 100 };

export interface Workload {
  readonly kernel: string;
  readonly params: Params;
  readonly format: string;
  readonly runtime?: string;
}

/** Kernels of the studies that are no kernels of the ladder. */
const passes = new Map([reluPass, adamPass].map((kernel) => [kernel.name, kernel]));

/** Plan and simulate a workload; with `prefer`, just that plan as long as it fits. */
export function planned(spec: ChipSpec, { kernel, params, format, runtime }: Workload, prefer?: PlanChoices) {
  const target = { chip: spec, runtime: runtimeFor(spec, runtime), format: parseFormat(format) };
  const options = { suggest: false, ...(prefer === undefined ? {} : { prefer }) };
  return plan(passes.get(kernel) ?? kernelNamed(kernel), params, target, options);
}

/** What studies ask of a plan. */
export interface Timed {
  readonly seconds: number;
  /** The plan that was found. */
  readonly choices: PlanChoices;
  readonly units: string;
  readonly engine: string;
  readonly resident: Readonly<Record<string, number>>;
  readonly boundBy: string;
  readonly macs: number;
  readonly dramBytes: number;
  /** Cycles of the busiest unit's engines with matrix products, and with all arithmetic. */
  readonly productCycles: number;
  readonly arithmeticCycles: number;
}

const known = new WeakMap<ChipSpec, Map<string, Timed | null>>();

/** The workload on the chip; null when it does not fit. */
export function timed(spec: ChipSpec, work: Workload, prefer?: PlanChoices): Timed | null {
  const ofChip = known.get(spec) ?? new Map<string, Timed | null>();
  known.set(spec, ofChip);
  const key = JSON.stringify([work.kernel, work.params, work.format, work.runtime, prefer]);
  const found = ofChip.get(key);
  if (found !== undefined) return found;
  const made = planned(spec, work, prefer);
  const time = made.rejected === null ? timedPlan(spec, made) : null;
  ofChip.set(key, time);
  return time;
}

function timedPlan(
  spec: ChipSpec,
  { result, choices, mapping, resident }: Extract<ReturnType<typeof planned>, { rejected: null }>,
): Timed {
  return {
    seconds: result.cycles / spec.clockHz.value,
    choices,
    units: `${mapping.unitsUsed} of ${mapping.unitsOnChip} ${mapping.unitKind}`,
    engine: Object.values(mapping.engines)[0] ?? 'no matrix product',
    resident,
    boundBy: result.boundBy,
    macs: result.macs,
    dramBytes: result.bytes.dram,
    productCycles: result.workByKind.matmul,
    arithmeticCycles: Object.values(result.workByKind).reduce((sum, cycles) => sum + cycles),
  };
}

/** Seconds of the workload on the chip; infinite when it does not fit. */
export function secondsOn(spec: ChipSpec, work: Workload, prefer?: PlanChoices): number {
  return timed(spec, work, prefer)?.seconds ?? Number.POSITIVE_INFINITY;
}

/** How the chip as it is runs the workload; nothing when it does not fit. */
export function mappingOf(spec: ChipSpec, problem: string, work: Workload): MappingLine[] {
  const time = timed(spec, work);
  if (time === null) return [];
  const { units, engine, resident, boundBy, seconds } = time;
  const runtime = runtimeFor(spec, work.runtime).name;
  const { kernel, format } = work;
  return [{ chip: spec.name, runtime, format, problem, kernel, units, engine, resident, boundBy, seconds }];
}

/** The workload on a named chip. Variants of the chip keep the plan that suits it as it is. */
export function timeOf(name: string, work: Workload): Quantity {
  const spec = chip(name);
  const choices = timed(spec, work)?.choices;
  return {
    label: `${work.kernel} in ${work.format} on ${name}`,
    chip: spec,
    of: (variant) => secondsOn(variant, work, choices),
    mappings: () => mappingOf(spec, work.kernel, work),
  };
}

const warmed = new WeakMap<ChipSpec, ChipSpec>();

/** The chip in the middle of a long run: its Flexpoint exponents have been initialised long ago. */
export function warm(spec: ChipSpec): ChipSpec {
  const made = warmed.get(spec) ?? withFigure(spec, 'flexpoint.initReruns', 0);
  warmed.set(spec, made);
  return made;
}

/** 16-bit format that a chip computes in the study. */
export function sixteenBit(name: string): string {
  const { defaultFormat } = chip(name);
  return defaultFormat === 'fp32' ? 'fp16' : defaultFormat;
}
