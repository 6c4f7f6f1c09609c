/** @file Seconds of a kernel on a chip, as a quantity that sensitivity can vary. */
import type { Params } from '../../kernels/kernel.js';
import { plan } from '../../kernels/planner/plan.js';
import { kernelNamed } from '../../kernels/registry.js';
import { parseFormat } from '../../numerics/format.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import type { Quantity } from '../sensitivity.js';

/** W200: the essay's multi-layer LSTM of 200 units, two layers, 100 steps. */
export const w200: Params = { hidden: 200, layers: 2, steps: 100 };

export interface Workload {
  readonly kernel: string;
  readonly params: Params;
  readonly format: string;
  readonly runtime?: string;
}

/** Plan and simulate a workload. */
export function planned(spec: ChipSpec, { kernel, params, format, runtime }: Workload, units?: number) {
  const target = { chip: spec, runtime: runtimeFor(spec, runtime), format: parseFormat(format) };
  return plan(kernelNamed(kernel), params, target, units === undefined ? {} : { units });
}

/** Seconds of the workload on the chip; infinite when it does not fit. */
export function secondsOn(spec: ChipSpec, workload: Workload, units?: number): number {
  const made = planned(spec, workload, units);
  return made.rejected === null ? made.result.cycles / spec.clockHz.value : Number.POSITIVE_INFINITY;
}

/** Units that the planner takes for the workload; undefined when it does not fit. */
export function unitsFor(spec: ChipSpec, workload: Workload): number | undefined {
  const nominal = planned(spec, workload);
  return nominal.rejected === null ? nominal.mapping.unitsUsed : undefined;
}

/** The workload on a named chip. Variants of the chip keep the number of units that suits it as it is. */
export function timeOf(name: string, workload: Workload): Quantity {
  const spec = chip(name);
  const units = unitsFor(spec, workload);
  return {
    label: `${workload.kernel} in ${workload.format} on ${name}`,
    chip: spec,
    of: (variant) => secondsOn(variant, workload, units),
  };
}

/** 16-bit format that a chip computes in the study. */
export function sixteenBit(name: string): string {
  const { defaultFormat } = chip(name);
  return defaultFormat === 'fp32' ? 'fp16' : defaultFormat;
}
