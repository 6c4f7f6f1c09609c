/** @file Seconds of a kernel on a chip, as a quantity that sensitivity can vary. */
import type { Params } from '../../kernels/kernel.js';
import type { PlanChoices } from '../../kernels/planner/choices.js';
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

/** Plan and simulate a workload; with `prefer`, just that plan as long as it fits. */
export function planned(spec: ChipSpec, { kernel, params, format, runtime }: Workload, prefer?: PlanChoices) {
  const target = { chip: spec, runtime: runtimeFor(spec, runtime), format: parseFormat(format) };
  return plan(kernelNamed(kernel), params, target, prefer === undefined ? {} : { prefer });
}

/** Seconds of the workload on the chip; infinite when it does not fit. */
export function secondsOn(spec: ChipSpec, workload: Workload, prefer?: PlanChoices): number {
  const made = planned(spec, workload, prefer);
  return made.rejected === null ? made.result.cycles / spec.clockHz.value : Number.POSITIVE_INFINITY;
}

/** What the planner chooses for the workload; undefined when it does not fit. */
export function choicesFor(spec: ChipSpec, workload: Workload): PlanChoices | undefined {
  const nominal = planned(spec, workload);
  return nominal.rejected === null ? nominal.choices : undefined;
}

/** The workload on a named chip. Variants of the chip keep the plan that suits it as it is. */
export function timeOf(name: string, workload: Workload): Quantity {
  const spec = chip(name);
  const choices = choicesFor(spec, workload);
  return {
    label: `${workload.kernel} in ${workload.format} on ${name}`,
    chip: spec,
    of: (variant) => secondsOn(variant, workload, choices),
  };
}

/** 16-bit format that a chip computes in the study. */
export function sixteenBit(name: string): string {
  const { defaultFormat } = chip(name);
  return defaultFormat === 'fp32' ? 'fp16' : defaultFormat;
}
