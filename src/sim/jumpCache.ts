/** @file What a jump does to the hardware cache. The cache may still fill while all else repeats, and a later loop may
 * read what this one leaves behind. So the cache alone goes through the accesses of the iterations that are jumped; the
 * jump ends before the first period in which DRAM would serve other bytes. Once two periods leave the same tiles in the
 * same order, relative to the iteration, the rest is a renaming of slots. */
import type { HardwareCache } from './hardwareCache.js';
import type { Touches } from './touchLog.js';

export interface CacheJump {
  /** Periods that the cache has gone through with equal results. */
  readonly periods: number;
  readonly cache: HardwareCache;
}

/** Take the cache at most `most` periods ahead; `advance`: slots that a tensor's accesses move on in a period. */
export function jumpCache(
  cache: HardwareCache,
  touches: Touches,
  advance: (tensor: number) => number,
  most: number,
): CacheJump {
  const trial = cache.clone();
  let known: readonly number[] | null = null;
  for (let n = 1; n <= most; n++) {
    const slotsOn = (tensor: number): number => n * advance(tensor);
    if (!touches.repeat(trial, slotsOn)) return again(cache, touches, advance, n - 1);
    if (known !== null) {
      if (same(known, trial.state(slotsOn))) {
        trial.shift((tensor) => (most - n) * advance(tensor));
        return { periods: most, cache: trial };
      }
      known = null;
    }
    // Writing a state down takes as long as many accesses: only ever more seldom.
    if ((n & (n - 1)) === 0) known = trial.state(slotsOn);
  }
  return { periods: most, cache: trial };
}

/** The last period was begun in vain: take the cache from where it was through the others. */
function again(
  cache: HardwareCache,
  touches: Touches,
  advance: (tensor: number) => number,
  periods: number,
): CacheJump {
  for (let n = 1; n <= periods; n++) touches.repeat(cache, (tensor) => n * advance(tensor));
  return { periods, cache };
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
