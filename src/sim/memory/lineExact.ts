/** @file DRAM traffic of a program with its chip's shared cache simulated line by line. Too slow for the engine, exact
 * for its tests. */
import type { Program } from '../program.js';
import type { Target } from '../target.js';
import { replayAccesses } from './accessStream.js';
import { sharedCacheShape } from './cacheShapes.js';
import { type CacheShape, SectoredCache, TrafficCounter } from './sectoredCache.js';

export interface LineExactTraffic {
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly totalBytes: number;
  readonly hitSectors: number;
  readonly missedSectors: number;
}

/** DRAM bytes of all accesses with a tensor behind them; what is dirty at the end is written back. `shape`: another
 * cache than the chip's own. Throws for a chip without a shared cache. */
export function lineExactTraffic(program: Program, target: Target, shape?: CacheShape): LineExactTraffic {
  const cache = shape ?? sharedCacheShape(target.chip);
  if (cache === null) throw new Error(`chip ${target.chip.name} has no cache that all units share`);
  const dram = new TrafficCounter();
  const l2 = new SectoredCache(cache, dram);
  replayAccesses(program, l2);
  l2.flush();
  const { readBytes, writtenBytes, totalBytes } = dram;
  return { readBytes, writtenBytes, totalBytes, hitSectors: l2.hitSectors, missedSectors: l2.missedSectors };
}
