/** @file A claim is a range, not a number: varies each assumed figure of a chip alone and all of them together (seeded
 * Latin hypercube), and names the figures that matter most. */
import { assumedFigures, isWholeFigure, withFigure } from '../sim/chipFigures.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { figureRange } from '../sim/figure.js';
import { hypercubeColumn } from './latinHypercube.js';

/** A number about one chip that follows from its figures, e.g. the seconds of a kernel. */
export interface Quantity {
  readonly label: string;
  readonly chip: ChipSpec;
  readonly of: (chip: ChipSpec) => number;
}

/** How far one assumed figure moves the answer. */
export interface Factor {
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
  /** Most influential first. */
  readonly factors: readonly Factor[];
}

export interface SensitivityOptions {
  /** Points of the Latin hypercube. */
  readonly samples: number;
  readonly seed: number;
}

interface Spread {
  readonly value: number;
  readonly singles: readonly { readonly path: string; readonly low: number; readonly high: number }[];
  readonly together: readonly number[];
}

/** Figures that no cycle count depends on. */
const IDLE_FIGURES = /^(price|tdpWatts|links)\b/;

/** `top / bottom` with its range. Figures of two chips vary independently; those of one chip vary for both at once. */
export function ratioRange(top: Quantity, bottom: Quantity, options: SensitivityOptions): Answer {
  const same = top.chip === bottom.chip;
  const [t, b] = [spreadOf(top, options, 0), spreadOf(bottom, options, same ? 0 : 1)];
  const factors: Factor[] = t.singles.map((s, i) => ({
    chip: top.chip.name,
    path: s.path,
    atLow: s.low / (same ? b.singles[i].low : b.value),
    atHigh: s.high / (same ? b.singles[i].high : b.value),
  }));
  if (!same) {
    const { name } = bottom.chip;
    for (const s of b.singles) {
      factors.push({ chip: name, path: s.path, atLow: t.value / s.low, atHigh: t.value / s.high });
    }
  }
  const swing = (f: Factor): number => Math.abs(Math.log(f.atHigh / f.atLow));
  const ordered = factors.sort((x, y) => swing(y) - swing(x) || x.path.localeCompare(y.path));
  const value = t.value / b.value;
  const all = [value, ...ordered.flatMap((f) => [f.atLow, f.atHigh]), ...t.together.map((x, i) => x / b.together[i])];
  return { value, low: Math.min(...all), high: Math.max(...all), factors: ordered.filter((f) => f.atLow !== f.atHigh) };
}

const known = new WeakMap<Quantity, Map<string, Spread>>();

/** The quantity as its chip is, with each assumed figure at either end, and at the points of the hypercube. */
function spreadOf(quantity: Quantity, options: SensitivityOptions, stream: number): Spread {
  const spreads = known.get(quantity) ?? new Map<string, Spread>();
  known.set(quantity, spreads);
  const key = `${stream} ${options.samples} ${options.seed}`;
  const cached = spreads.get(key);
  if (cached !== undefined) return cached;
  const { chip, of } = quantity;
  const varied = assumedFigures(chip)
    .filter(({ path }) => !IDLE_FIGURES.test(path))
    .map(({ path, figure }) => ({ path, range: legal(path, figure.unit, figureRange(figure)) }))
    .filter(({ range: [low, high] }) => low < high);
  const singles = varied.map(({ path, range: [low, high] }) => ({
    path,
    low: of(withFigure(chip, path, low)),
    high: of(withFigure(chip, path, high)),
  }));
  const cells = varied.map((_, axis) => hypercubeColumn(axis, options, stream));
  const together = Array.from({ length: options.samples }, (_, i) => {
    const point = varied.reduce((c, { path, range }, axis) => {
      return withFigure(c, path, legalValue(path, at(range, cells[axis][i])));
    }, chip);
    return of(point);
  });
  const spread = { value: of(chip), singles, together };
  spreads.set(key, spread);
  return spread;
}

/** Whole numbers stay whole and shares stay shares. */
function legal(path: string, unit: string, [low, high]: readonly [number, number]): readonly [number, number] {
  const share = unit === 'fraction' ? 1 : Number.POSITIVE_INFINITY;
  return [legalValue(path, Math.min(low, share)), legalValue(path, Math.min(high, share))];
}

function legalValue(path: string, value: number): number {
  return isWholeFigure(path) ? Math.max(1, Math.round(value)) : value;
}

/** Position in a range, geometric where the range allows it: 0.5x and 2x are equally far away. */
function at([low, high]: readonly [number, number], position: number): number {
  return low > 0 ? low * (high / low) ** position : low + (high - low) * position;
}
