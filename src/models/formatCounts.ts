/** @file What the formats' entries counted, per tensor: after a mark, so that a warm-up does not count. */
import type { FormatEntry, FormatStats } from '../numerics/formatTypes.js';
import type { TensorStore } from '../sim/tensors.js';

/** Counts of one tensor, or sums over several. */
export interface FormatCounts {
  readonly elements: number;
  readonly saturated: number;
  readonly overflows: number;
  readonly flushedToZero: number;
  readonly infinities: number;
  readonly nans: number;
}

export interface TensorCounts extends FormatCounts {
  readonly tensor: string;
  /** Range of e, scale = 2^e; null without a shared exponent. */
  readonly minExponent: number | null;
  readonly maxExponent: number | null;
  readonly exponentChanges: number;
  /** Largest magnitude held after the last store. */
  readonly maxAbs: number;
}

const keys = ['elements', 'saturated', 'overflows', 'flushedToZero', 'infinities', 'nans'] as const;
const summed = [...keys, 'stores', 'initReruns', 'exponentChanges'] as const;
/** Counts of all uses of a tensor together; null without any. `maxAbs`: the largest after the latest store of each. */
export function statsOf(entries: readonly FormatEntry[]): FormatStats | null {
  if (entries.length === 0) return null;
  const [total, ...others] = entries.map(({ stats }) => ({ ...stats }));
  for (const stats of others) {
    for (const key of summed) total[key] += stats[key];
    total.maxAbs = Math.max(total.maxAbs, stats.maxAbs);
    total.minExponent = bound(Math.min, total.minExponent, stats.minExponent);
    total.maxExponent = bound(Math.max, total.maxExponent, stats.maxExponent);
  }
  return total;
}

function bound(pick: (a: number, b: number) => number, a: number | undefined, b: number | undefined) {
  return a === undefined || b === undefined ? (a ?? b) : pick(a, b);
}

type Marked = Pick<FormatStats, (typeof keys)[number] | 'exponentChanges'>;

/** Counts from here on: `since()` gives them per tensor that was stored to through the format. */
export function markCounts(tensors: TensorStore): { since(): TensorCounts[] } {
  const before = tensors.program.tensors.map(({ id }) => {
    const entries = tensors.entries(id);
    for (const { stats } of entries) {
      stats.minExponent = undefined;
      stats.maxExponent = undefined;
    }
    const marked: Marked | null = statsOf(entries);
    return marked;
  });
  return {
    since: () =>
      tensors.program.tensors.flatMap(({ id, name }) => {
        const stats = statsOf(tensors.entries(id));
        const start = before[id];
        if (stats === null || start === null || stats.elements === start.elements) return [];
        return [countsOf(name, stats, start)];
      }),
  };
}

function countsOf(tensor: string, stats: FormatStats, start: Marked | null): TensorCounts {
  const counts = Object.fromEntries(keys.map((key) => [key, stats[key] - (start?.[key] ?? 0)])) as Record<
    (typeof keys)[number],
    number
  >;
  return {
    tensor,
    ...counts,
    minExponent: stats.minExponent ?? null,
    maxExponent: stats.maxExponent ?? null,
    exponentChanges: stats.exponentChanges - (start?.exponentChanges ?? 0),
    maxAbs: stats.maxAbs,
  };
}

/** Counts since the tensors were made. */
export function allCounts(tensors: TensorStore): TensorCounts[] {
  return tensors.program.tensors.flatMap(({ id, name }) => {
    const stats = statsOf(tensors.entries(id));
    return stats === null || stats.elements === 0 ? [] : [countsOf(name, stats, null)];
  });
}

export interface TotalCounts extends FormatCounts {
  readonly minExponent: number | null;
  readonly maxExponent: number | null;
}

/** Sums, and the widest exponent range. */
export function totalCounts(tensors: readonly TotalCounts[]): TotalCounts {
  const sum = (key: (typeof keys)[number]): number => tensors.reduce((total, t) => total + t[key], 0);
  const exponents = tensors.flatMap((t) =>
    t.minExponent === null || t.maxExponent === null ? [] : [t.minExponent, t.maxExponent],
  );
  return {
    elements: sum('elements'),
    saturated: sum('saturated'),
    overflows: sum('overflows'),
    flushedToZero: sum('flushedToZero'),
    infinities: sum('infinities'),
    nans: sum('nans'),
    minExponent: exponents.length > 0 ? Math.min(...exponents) : null,
    maxExponent: exponents.length > 0 ? Math.max(...exponents) : null,
  };
}
