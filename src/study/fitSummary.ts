/** @file How well predictions agree with measurements: the figures that `validate` and `calibrate` print. */

export interface Pair {
  readonly predicted: number;
  readonly measured: number;
}

/** Errors are fractions (0.15 is 15 %). `null`: too few rows to say. */
export interface FitSummary {
  /** Median of |predicted - measured| / measured. */
  readonly medianApe: number | null;
  readonly meanApe: number | null;
  /** Mean of |predicted - measured| / min(predicted, measured): too fast and too slow count alike (MGPUSim's measure). */
  readonly meanSymmetric: number | null;
  /** Slope of predicted on measured over the larger half of the rows (ordinary least squares with intercept): what
   * remains of the error at large sizes, where launch costs do not hide it. 1 is perfect. */
  readonly slope: number | null;
  /** Rank correlation. */
  readonly spearman: number | null;
  readonly n: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Ranks with ties averaged, 1-based. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]!] === values[order[i]!]) j++;
    for (let t = i; t <= j; t++) result[order[t]!] = (i + j) / 2 + 1;
    i = j + 1;
  }
  return result;
}

function correlation(x: readonly number[], y: readonly number[]): number | null {
  const mx = mean(x);
  const my = mean(y);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  x.forEach((value, i) => {
    xy += (value - mx) * (y[i]! - my);
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  });
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

function slopeOfLarge(pairs: readonly Pair[]): number | null {
  const limit = median(pairs.map((p) => p.measured));
  const large = pairs.filter((p) => p.measured >= limit);
  const meanMeasured = mean(large.map((p) => p.measured));
  const meanPredicted = mean(large.map((p) => p.predicted));
  let xy = 0;
  let xx = 0;
  for (const { predicted, measured } of large) {
    xy += (measured - meanMeasured) * (predicted - meanPredicted);
    xx += (measured - meanMeasured) ** 2;
  }
  return xx === 0 ? null : xy / xx;
}

/** Summary of all pairs; every figure is null without rows, slope and rank correlation with fewer than three. */
export function fitSummary(pairs: readonly Pair[]): FitSummary {
  const n = pairs.length;
  if (n === 0) return { medianApe: null, meanApe: null, meanSymmetric: null, slope: null, spearman: null, n };
  const ape = pairs.map((p) => Math.abs(p.predicted - p.measured) / p.measured);
  const symmetric = pairs.map((p) => Math.abs(p.predicted - p.measured) / Math.min(p.predicted, p.measured));
  const enough = n >= 3;
  return {
    medianApe: median(ape),
    meanApe: mean(ape),
    meanSymmetric: mean(symmetric),
    slope: enough ? slopeOfLarge(pairs) : null,
    spearman: enough
      ? spearman(
          pairs.map((p) => p.predicted),
          pairs.map((p) => p.measured),
        )
      : null,
    n,
  };
}

/** Rank correlation of two equally long lists; null when all values of one are equal. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  return correlation(ranks(a), ranks(b));
}
