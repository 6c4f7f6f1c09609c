/** @file The two times that claims compare: what a library of the day does on a chip, and the best that we know how to
 * write for it; each with the runtime as it was and with one that costs nothing. */
import type { Quantity } from '../sensitivity/quantity.js';
import { libraryWays, type Suite } from './problems.js';
import { suiteTimeOn } from './suiteTime.js';
import { sixteenBit } from './timing.js';

/** Real: the library of the chip's day, or its own launch path. Ideal: a host that costs nothing. */
export const runtimes = [
  { name: 'real runtime', runtime: undefined },
  { name: 'ideal runtime', runtime: 'ideal' },
] as const;

/** The library's kernels in the chip's 16-bit format. */
export function libraryTime(name: string, suite: Suite, runtime?: string, format = sixteenBit(name)): Quantity {
  return suiteTimeOn(name, suite, { format, runtime, ways: libraryWays });
}

/** The fastest of all kernels that fit. */
export function bestTime(name: string, suite: Suite, runtime?: string, format = sixteenBit(name)): Quantity {
  return suiteTimeOn(name, suite, { format, runtime });
}
