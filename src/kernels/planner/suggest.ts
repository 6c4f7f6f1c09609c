/** @file The smallest change that fits: for a refused kernel, the largest value of one parameter that would. */
import type { Target } from '../../sim/target.js';
import type { Kernel } from '../kernel.js';
import { fits } from './fit.js';

/** One sentence: `hidden=1180 fits (instead of 4096)`, the parameter that has to give way least. Of a training step it is
 * the longest unroll that fits, where one does. */
export function suggestChange(kernel: Kernel, params: Readonly<Record<string, number>>, target: Target): string {
  const unroll = kernel.trains && 'steps' in params;
  const longest = unroll ? largestThatFits(kernel, withoutFollowers(kernel, params), 'steps', target) : null;
  if (longest !== null) return `steps=${longest} fits, the longest unroll (instead of ${params.steps})`;
  const other = leastChange(kernel, params, target);
  return unroll ? `no unroll fits, however short; ${other}` : other;
}

function leastChange(kernel: Kernel, params: Readonly<Record<string, number>>, target: Target): string {
  let best: { readonly key: string; readonly value: number; readonly kept: number } | null = null;
  const free = withoutFollowers(kernel, params);
  if (Object.keys(free).length === 0) return 'the kernel has no parameter that could be made smaller';
  for (const [key, value] of Object.entries(free)) {
    const largest = largestThatFits(kernel, free, key, target);
    if (largest === null) continue;
    const kept = largest / value;
    if (best === null || kept > best.kept) best = { key, value: largest, kept };
  }
  if (best === null) return 'no single parameter can be made small enough';
  return `${best.key}=${best.value} fits (instead of ${params[best.key]})`;
}

/** Parameters that have their default, another parameter's value, follow it: `input` shrinks with `hidden`. */
function withoutFollowers(kernel: Kernel, params: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(params).filter(([key, value]) => {
      const { default: other } = kernel.params[key];
      return typeof other !== 'string' || value !== params[other];
    }),
  );
}

/** Largest value below the given one that fits, by bisection: what a kernel pins never shrinks as a size grows. */
function largestThatFits(
  kernel: Kernel,
  params: Readonly<Record<string, number>>,
  key: string,
  target: Target,
): number | null {
  const at = (value: number): boolean => fits(kernel, { ...params, [key]: value }, target);
  let low = kernel.params[key].min;
  let high = params[key];
  if (!at(low)) return null;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle)) low = middle;
    else high = middle;
  }
  return low;
}
