/** @file What one chip of a layer-parallel rig costs: until it is ready, and for each chunk of time steps. */
import type { Kernel } from '../../kernels/kernel.js';
import { plan } from '../../kernels/planner/plan.js';
import type { Node } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import { type OneChipOptions, runOnChip, type ValueChecks } from '../oneChip.js';
import type { RejectedRow, SimulatedRow } from '../row.js';
import type { Stage } from './stages.js';

/** What one chip of the pipeline costs. */
export interface StageCost {
  readonly row: SimulatedRow;
  readonly layers: number;
  readonly readyCycles: number;
  /** Cycles for each chunk of so many steps. */
  readonly busyCycles: (steps: number) => number;
}

/**
 * A kernel of one launch keeps its state on the chip and takes chunks as they come: what a step costs is the slope of the
 * cycles over steps, the rest is readiness. One of several launches (its loops over time lie inside its loop over layers)
 * runs anew for each chunk; that run is counted with one step more, because a run's first step starts from zero and does
 * without the recurrent product.
 */
export function stageCost(
  kernel: Kernel,
  { layers, params }: Stage,
  target: Target,
  options: OneChipOptions,
  checks: ValueChecks,
): StageCost | RejectedRow {
  const { row, planned } = runOnChip(kernel, params, target, options, checks);
  if (planned === null) return row;
  const cyclesOf = (steps: number): number => {
    const again = plan(kernel, { ...params, steps }, target, { prefer: planned.choices });
    if (again.rejected !== null) throw new Error(`${kernel.name}: ${steps} steps do not fit where ${params.steps} do`);
    return again.result.cycles;
  };
  if (beginsOf(planned.program.body) > 1) {
    return { row, layers, readyCycles: 0, busyCycles: (steps: number) => cyclesOf(steps + 1) };
  }
  const { steps } = params;
  const fewer = Math.ceil(steps / 2);
  const perStep = fewer === steps ? row.cycles : (row.cycles - cyclesOf(fewer)) / (steps - fewer);
  return {
    row,
    layers,
    readyCycles: row.cycles - steps * perStep,
    busyCycles: (chunk: number) => chunk * perStep,
  };
}

/** Times that the program begins a launched kernel. */
function beginsOf(nodes: readonly Node[]): number {
  return nodes.reduce(
    (sum, n) => sum + (n.kind === 'repeat' ? n.count * beginsOf(n.body) : n.kind === 'begin' ? 1 : 0),
    0,
  );
}
