/** @file The GEMM sweep: the rate that a target reaches on square products of growing size, through planner and engine. */
import { enginesFor, peakMacsPerCycle, type Target } from '../../sim/target.js';
import { gemm } from '../gemm.js';
import { plan } from '../planner/plan.js';

export interface GemmRate {
  readonly size: number;
  readonly cycles: number;
  readonly macsPerCycle: number;
  /** Of the fastest engine of all units. */
  readonly ofPeak: number;
  readonly boundBy: string;
}

/** Peak of the target's format over all units, multiply-accumulates a cycle. */
export function chipPeakMacsPerCycle(target: Target): number {
  const rates = enginesFor(target).map(({ engine }) => peakMacsPerCycle(engine));
  return Math.max(0, ...rates) * target.chip.units.count.value;
}

/** C = A · B with all sides `size`, for each size. Multiply-adds count once, Flexpoint's trial runs as lost time.
 * Throws InputError for a format that the chip cannot multiply. */
export function gemmSweep(target: Target, sizes: readonly number[]): readonly GemmRate[] {
  const peak = chipPeakMacsPerCycle(target);
  return sizes.map((size) => {
    const planned = plan(gemm, { m: size, n: size, k: size }, target);
    if (planned.rejected !== null) throw new Error(`gemm of ${size} was refused on ${target.chip.name}`);
    const { cycles, boundBy } = planned.result;
    const macsPerCycle = size ** 3 / cycles;
    return { size, cycles, macsPerCycle, ofPeak: macsPerCycle / peak, boundBy };
  });
}
