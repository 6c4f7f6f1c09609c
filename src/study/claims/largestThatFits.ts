/** @file The largest problem that a chip holds: by bisection, what a kernel pins never shrinks as a size grows. */
import type { Params } from '../../kernels/kernel.js';
import { fits } from '../../kernels/planner/fit.js';
import { kernelNamed } from '../../kernels/registry.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import type { Target } from '../../sim/target.js';

/** A size of a kernel that is made as large as fits. */
export interface Size {
  readonly kernel: string;
  readonly params: Params;
  /** The parameter that grows, and the largest value that is tried. */
  readonly name: string;
  readonly most: number;
}

const known = new Map<string, number>();
/** Where the last search of a size ended: variants of a chip differ little. */
const near = new Map<string, number>();

/** Largest whole value at which the kernel fits; 0 when none does. Depends on capacities alone, so it is kept by them. */
export function largestThatFits(size: Size, target: Target): number {
  const question = JSON.stringify([size, target.chip.name, target.format.name]);
  const key = `${question} ${capacities(target.chip)}`;
  const found = known.get(key) ?? search(size, target, near.get(question) ?? 1);
  known.set(key, found);
  near.set(question, found);
  return found;
}

function capacities({ units, levels, dram }: ChipSpec): string {
  const each = levels.map((l) => [l.capacityBytes.value, l.pinnableFraction.value, l.maxBlockBytes?.value ?? 0]);
  return JSON.stringify([units.count.value, dram.capacityBytes.value, each]);
}

/** Strides that double away from a guess until it is passed, then bisection. */
function search({ kernel, params, name, most }: Size, target: Target, guess: number): number {
  const found = kernelNamed(kernel);
  const at = (value: number): boolean => fits(found, { ...params, [name]: value }, target);
  let [low, high] = [0, most + 1];
  let stride = Math.max(1, Math.floor(guess / 16));
  for (let value = Math.max(1, guess); value > low && value < high; stride *= 2) {
    const fit = at(value);
    if (fit) low = value;
    else high = value;
    value += fit ? stride : -stride;
    // The other side of the answer has been seen already.
    if ((fit && high <= most) || (!fit && low > 0)) break;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle)) low = middle;
    else high = middle;
  }
  return low;
}
