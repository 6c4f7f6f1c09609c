/** @file Many rows under one roof: every chip in units of its own peak, every level in units of what it takes to feed the
 * engines fully (its ridge). Right of 1 the level could, left of it the level is the limit. */
import * as Plot from '@observablehq/plot';
import { kernelColor, kernelSymbols } from '../html/colors.js';
import { formatCount, formatPercent } from '../numbers.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';
import type { NamedRow } from './namedRow.js';
import { type RooflinePoint, rooflinePoints } from './roofline.js';

export interface RelativePoint extends RooflinePoint {
  readonly label: string;
  /** Intensity over that of the level's ridge. */
  readonly ofRidge: number;
  /** Share of the peak. */
  readonly ofPeak: number;
}

/** One point a row and level; nothing of rows that recorded no limits. */
export function relativePoints(rows: readonly NamedRow[]): RelativePoint[] {
  return rows.flatMap(({ label, row }) => {
    const peak = row.peaks?.macsPerSecond ?? 1;
    return rooflinePoints(row).map((p) => ({
      ...p,
      label,
      ofRidge: (p.intensity * p.bytesPerSecond) / peak,
      ofPeak: p.macsPerSecond / peak,
    }));
  });
}

/** Levels in the order in which the chart gives them colours. */
export const levelsOfPoints = (points: readonly RelativePoint[]): string[] => [
  ...new Set(points.map(({ level }) => level)),
];

export function relativeRooflineChart(rows: readonly NamedRow[], size: ChartSize): Chart {
  const points = relativePoints(rows);
  const levels = levelsOfPoints(points);
  const dots = points.map((p) => ({
    ...p,
    title: `${p.label}, ${p.level}: ${formatPercent(p.ofPeak)} of the peak, ${formatPercent(p.share)} of the roof`,
  }));
  const xs = points.map(({ ofRidge }) => ofRidge);
  const [low, high] = [Math.min(0.1, ...xs) / 2, Math.max(10, ...xs) * 2];
  const roof = [low, 1, high].map((x) => ({ x, y: Math.min(1, x) }));
  const axis = { labelAnchor: 'center', type: 'log', ticks: 5 };
  return chartOf(
    {
      height: size === 'wide' ? 340 : 280,
      marginLeft: 64,
      marginRight: 60,
      marginTop: 14,
      marginBottom: 42,
      x: {
        ...axis,
        label: 'operations a byte, of what the level needs to feed the engines',
        domain: [low, high],
        tickFormat: formatCount,
      },
      y: { ...axis, label: '↑ share of the peak', tickFormat: formatPercent },
      color: { domain: levels, range: levels.map((_, i) => kernelColor(i + 1)) },
      symbol: { domain: levels, range: levels.map((_, i) => kernelSymbols[(i + 1) % kernelSymbols.length]) },
      marks: [
        Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
        Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
        Plot.line(roof, { x: 'x', y: 'y', stroke: 'currentColor', strokeWidth: 1.75 } as never),
        Plot.dot(dots, {
          x: 'ofRidge',
          y: 'ofPeak',
          fill: 'level',
          symbol: 'level',
          stroke: 'var(--card)',
          r: 4.5,
          title: 'title',
        } as never),
      ],
    } as never,
    size,
    'Rows under a common roof, in units of each chip’s peak and ridge',
  );
}
