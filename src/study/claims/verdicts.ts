/** @file Verdict rules. A rule sees the whole range of an answer, so what the assumed values leave open is `partly`. */
import type { Finding, Verdict } from './claim.js';

type Range = readonly [low: number, high: number];
export type Judge = (range: Range) => Verdict;

/** reached: the whole range is at or above the target; not reached: all of it below; partly: in between. */
export function verdictOf(range: Range, target: number): Verdict {
  if (range[0] >= target) return 'reached';
  return range[1] < target ? 'not reached' : 'partly';
}

export const atLeast =
  (target: number): Judge =>
  (range) =>
    verdictOf(range, target);

export const atMost =
  (target: number): Judge =>
  ([low, high]) =>
    high <= target ? 'reached' : low > target ? 'not reached' : 'partly';

export const within =
  (low: number, high: number): Judge =>
  (range) => {
    if (range[0] >= low && range[1] <= high) return 'reached';
    return range[1] < low || range[0] > high ? 'not reached' : 'partly';
  };

/** Within a quarter of a claimed ratio. */
export const near = (target: number): Judge => within(target / 1.25, target * 1.25);

/** The findings' common verdict, or `partly` when they differ. */
export function commonVerdict(findings: readonly Pick<Finding, 'verdict'>[]): Verdict {
  const verdicts = new Set(findings.map((f) => f.verdict).filter((v) => v !== 'cannot be tested'));
  if (verdicts.size === 0) return 'cannot be tested';
  return verdicts.size === 1 ? [...verdicts][0] : 'partly';
}
