/** @file An answer is a range, not a number: each unknown of the chips alone and all of them together, and the unknowns
 * that matter most. */
import type { Quantity } from './quantity.js';
import { keyOfOptions, type SensitivityOptions, variantsOf } from './variants.js';

/** How far one assumed figure moves the answer. */
export interface Factor {
  /** The chips that share it. */
  readonly chip: string;
  readonly path: string;
  /** The answer at the figure's low and high end. */
  readonly atLow: number;
  readonly atHigh: number;
}

export interface Answer {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Most influential first; those that change nothing are left out. */
  readonly factors: readonly Factor[];
}

/** `top / bottom` with its range. */
export function ratioRange(top: Quantity, bottom: Quantity, options: SensitivityOptions): Answer {
  return rangeOf([top, bottom], ([t, b]) => t / b, options);
}

/** A function of several quantities with its range. Equal unknowns of several quantities vary as one. */
export function rangeOf(
  quantities: readonly Quantity[],
  of: (values: readonly number[]) => number,
  options: SensitivityOptions,
): Answer {
  const spreads = quantities.map((quantity) => spreadOf(quantity, options));
  const value = of(spreads.map((s) => s.value));
  const unknowns = new Set(spreads.flatMap((s) => [...s.singles.keys()]));
  const factors = [...unknowns].map((unknown): Factor => {
    const end = (side: 'low' | 'high'): number => of(spreads.map((s) => s.singles.get(unknown)?.[side] ?? s.value));
    const sharing = quantities.filter((_, i) => spreads[i].singles.has(unknown)).map((q) => q.chip.name);
    const path = spreads.map((s) => s.singles.get(unknown)?.path).find((p) => p !== undefined)!;
    return { chip: [...new Set(sharing)].join(', '), path, atLow: end('low'), atHigh: end('high') };
  });
  const together = Array.from({ length: options.samples }, (_, i) => of(spreads.map((s) => s.together[i])));
  const all = [value, ...factors.flatMap((f) => [f.atLow, f.atHigh]), ...together];
  return {
    value,
    low: all.reduce((a, b) => Math.min(a, b)),
    high: all.reduce((a, b) => Math.max(a, b)),
    factors: factors.filter((f) => f.atLow !== f.atHigh).sort((a, b) => swing(b) - swing(a) || order(a, b)),
  };
}

/** How much a figure moves an answer, on a logarithmic scale. */
export const swing = ({ atLow, atHigh }: Pick<Factor, 'atLow' | 'atHigh'>): number =>
  atLow > 0 && atHigh > 0 ? Math.abs(Math.log(atHigh / atLow)) : Math.abs(atHigh - atLow);

const order = (a: Factor, b: Factor): number => a.path.localeCompare(b.path) || a.chip.localeCompare(b.chip);

interface Spread {
  readonly value: number;
  readonly singles: ReadonlyMap<string, { readonly path: string; readonly low: number; readonly high: number }>;
  readonly together: readonly number[];
}

const known = new WeakMap<Quantity, Map<string, Spread>>();

/** The quantity as its chip is, with each unknown at either end, and at the points of the hypercube; worked out once. */
function spreadOf(quantity: Quantity, options: SensitivityOptions): Spread {
  const spreads = known.get(quantity) ?? new Map<string, Spread>();
  known.set(quantity, spreads);
  const key = keyOfOptions(options);
  const cached = spreads.get(key);
  if (cached !== undefined) return cached;
  const { chip, of, scope = 'speed' } = quantity;
  const { singles, together } = variantsOf(chip, scope, options);
  const spread = {
    value: of(chip),
    singles: new Map(singles.map((s) => [s.unknown, { path: s.path, low: of(s.low), high: of(s.high) }])),
    together: together.map(of),
  };
  spreads.set(key, spread);
  return spread;
}
