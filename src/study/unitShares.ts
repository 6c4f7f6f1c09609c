/** @file What each unit of the chip holds and how long it works, for a map of the chip. Units with equal shares are one entry:
 * one of them was simulated for all. */
import type { Program } from '../sim/program.js';
import type { SimulationResult } from '../sim/stats.js';

export interface UnitShare {
  readonly firstUnit: number;
  readonly units: number;
  /** Cycles in which an engine of one such unit worked. */
  readonly work: number;
  /** Bytes that one such unit has places for, per level. What different launches hold counts once each. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** In the order of the units. */
export function unitShares({ tensors }: Program, { classes }: SimulationResult): UnitShare[] {
  return classes.map(({ firstUnit, count, time }, cls) => {
    const bytes: Record<string, number> = {};
    for (const { shard, placement } of tensors) {
      if (shard === 'chip') continue;
      for (const { level, bytesPerClass } of placement) bytes[level] = (bytes[level] ?? 0) + bytesPerClass[cls];
    }
    return { firstUnit, units: count, work: time.work, bytes };
  });
}
