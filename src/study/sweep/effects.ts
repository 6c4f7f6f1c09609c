/** @file Which axis of a sweep matters most: how much of the variance of the logarithm of a metric is explained by one axis
 * alone (correlation ratio, Pearson 1905; on a full grid the main effects of an analysis of variance). */
import { spearman } from '../fitSummary.js';

export interface AxisEffect {
  readonly axis: string;
  /** Share of the variance that the mean at each value of the axis explains, 0 to 1. Of a sample, the estimate without the
   * part that chance explains (Kelley 1935): 1 - (1 - share) (n - 1) / (n - groups). */
  readonly share: number;
  /** Rank correlation with the metric; null for names and for axes without variation. */
  readonly rank: number | null;
  /** Largest over smallest geometric mean at a value of the axis. */
  readonly swing: number;
  /** Values, or ranges of values, that were told apart. */
  readonly groups: number;
}

export interface AxisColumn {
  readonly axis: string;
  readonly values: readonly (string | number)[];
}

/** More different numbers than this are put into as many groups of equal size. */
const MOST_GROUPS = 8;

/** Effect of one axis on `metric` (above 0). `sampled`: the values are a sample and no grid. */
export function axisEffect({ axis, values }: AxisColumn, metric: readonly number[], sampled: boolean): AxisEffect {
  const logs = metric.map(Math.log);
  const groups = groupsOf(values);
  const mean = average(logs);
  const total = logs.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  const means = groups.map((rows) => average(rows.map((i) => logs[i])));
  const between = groups.reduce((sum, rows, g) => sum + rows.length * (means[g] - mean) ** 2, 0);
  const numbers = values.filter((v): v is number => typeof v === 'number');
  const swing = groups.length === 0 ? 1 : Math.exp(extreme(means, Math.max) - extreme(means, Math.min));
  // A total of rounding errors is no variance.
  const share = total <= 1e-18 * logs.length ? 0 : Math.min(1, between / total);
  const free = logs.length - groups.length;
  return {
    axis,
    share: sampled && free > 0 ? Math.max(0, 1 - ((1 - share) * (logs.length - 1)) / free) : share,
    rank: numbers.length === values.length && numbers.length > 2 ? spearman(numbers, logs) : null,
    swing,
    groups: groups.length,
  };
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const extreme = (values: readonly number[], of: (a: number, b: number) => number): number =>
  values.reduce((a, b) => of(a, b));

/** Rows by value; numbers of many values in order, in groups of equal size that no value is split over. */
function groupsOf(values: readonly (string | number)[]): readonly (readonly number[])[] {
  const byValue = new Map<string | number, number[]>();
  values.forEach((value, i) => {
    const rows = byValue.get(value);
    if (rows === undefined) byValue.set(value, [i]);
    else rows.push(i);
  });
  if (byValue.size <= MOST_GROUPS || values.some((v) => typeof v === 'string')) return [...byValue.values()];
  const ordered = [...byValue].sort(([a], [b]) => Number(a) - Number(b)).map(([, rows]) => rows);
  const groups: number[][] = [[]];
  for (const rows of ordered) {
    const last = groups[groups.length - 1];
    if (last.length > 0 && last.length + rows.length > values.length / MOST_GROUPS && groups.length < MOST_GROUPS)
      groups.push([]);
    const group = groups[groups.length - 1];
    for (const row of rows) group.push(row);
  }
  return groups;
}
