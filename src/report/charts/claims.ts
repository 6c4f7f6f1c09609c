/** @file Answers to the claims as intervals: one line for each claim and subject, on a logarithmic axis. */
import * as Plot from '@observablehq/plot';
import { formatRatio } from '../numbers.js';
import type { ReportClaim } from '../schema.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts, ratioAxis } from './draw.js';

export interface ClaimInterval {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly title: string;
}

const positive = (value: unknown): value is number => typeof value === 'number' && value > 0;

/** Lowest and highest answer of each claim for each subject; subjects without a number are left out. */
export function claimIntervals(claims: readonly ReportClaim[]): ClaimInterval[] {
  return claims.flatMap((claim) => {
    const subjects = [...new Set(claim.findings.map((f) => f.subject))];
    return subjects.flatMap((subject) => {
      const ends = claim.findings.filter((f) => f.subject === subject).flatMap((f) => f.range);
      const numbers = ends.filter(positive);
      if (numbers.length === 0) return [];
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
      const label = `${claim.id} ${subject}`;
      return [{ label, low, high, title: `${label}: ${formatRatio(low)} to ${formatRatio(high)}` }];
    });
  });
}

export function claimsChart(claims: readonly ReportClaim[], size: ChartSize): Chart {
  const intervals = claimIntervals(claims);
  const { labelWidth, rowHeight } = layouts[size];
  const options = {
    height: Math.max(1, intervals.length) * rowHeight + 56,
    marginLeft: size === 'wide' ? labelWidth - 40 : labelWidth - 22,
    marginRight: 46,
    marginTop: 4,
    marginBottom: 42,
    x: ratioAxis('answer, lowest to highest'),
    y: labelAxis(intervals.map((i) => i.label)),
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.ruleX([1], { stroke: 'currentColor', strokeDasharray: '4 3' }),
      Plot.ruleY(intervals, {
        y: 'label',
        x1: 'low',
        x2: 'high',
        stroke: 'var(--k-2)',
        strokeWidth: 7,
        strokeLinecap: 'round',
        title: 'title',
      } as never),
      endText(intervals, 'low'),
      endText(intervals, 'high'),
    ],
  };
  return chartOf(options as never, size, 'Range of the answer to each claim');
}

/** The number at one end of each interval. */
function endText(intervals: readonly ClaimInterval[], end: 'low' | 'high') {
  const outward =
    end === 'low'
      ? { textAnchor: 'end', dx: -8, fill: 'var(--muted)' }
      : { textAnchor: 'start', dx: 8, fill: 'currentColor' };
  return Plot.text(intervals, {
    x: end,
    y: 'label',
    text: (d: ClaimInterval) => formatRatio(d[end]),
    stroke: 'var(--card)',
    strokeWidth: 4,
    ...outward,
  } as never);
}
