/** @file A target: chip + runtime + numeric format. The same chip is another target under another library. */
import type { NumericFormat } from '../numerics/format.js';
import type { ChipSpec, MatrixEngine } from './chipSchema.js';
import type { RigSpec } from './rigs.js';
import type { RuntimeSpec } from './runtimes.js';

export interface Target {
  readonly chip: ChipSpec;
  readonly runtime: RuntimeSpec;
  readonly format: NumericFormat;
  /** Set when several of these chips work together. */
  readonly rig?: RigSpec;
  /** How a rig shares the work; data without it. */
  readonly parallel?: Parallelism;
}

/** data: each chip has all layers and its share of the batch. layer: each chip has its share of the layers. */
export const parallelisms = ['data', 'layer'] as const;
export type Parallelism = (typeof parallelisms)[number];

/** Relative excess that is the rounding of decimal fractions in binary and no part of a cycle. */
const ROUNDING = 1e-12;

/** Seconds as whole cycles of the chip's core clock, rounded up. 7 ns at 1 GHz are 7 cycles, not 8. */
export function secondsToCycles(chip: ChipSpec, seconds: number): number {
  return Math.ceil(seconds * chip.clockHz.value * (1 - ROUNDING));
}

/** Matrix engines that take the target's format, in the chip file's order; empty when the chip cannot do it. */
export function enginesFor(target: Target): readonly { readonly index: number; readonly engine: MatrixEngine }[] {
  return target.chip.matrix
    .map((engine, index) => ({ index, engine }))
    .filter(({ engine }) => engine.formats.includes(target.format.name));
}

/** Multiply-accumulates a cycle of one unit's engine at its peak. */
export function peakMacsPerCycle(engine: MatrixEngine): number {
  if (engine.kind !== 'systolic') return engine.macsPerCycle.value;
  return engine.rows.value * engine.columns.value * engine.arrays.value;
}
