/** @file Hierarchical roofline of one row: a roof for each level (its bandwidth up to the peak of the engines), and the row
 * as a dot under each, at the multiply-accumulates that it did for a byte of that level. */
import * as Plot from '@observablehq/plot';
import { kernelColor, kernelSymbols } from '../html/colors.js';
import { formatCount, formatPercent, significant } from '../numbers.js';
import type { ReportSimulatedRow } from '../schema.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';

export interface RooflinePoint {
  readonly level: string;
  /** Multiply-accumulates a byte. */
  readonly intensity: number;
  readonly macsPerSecond: number;
  readonly bytesPerSecond: number;
  /** What the level's bandwidth and the engines' peak allow at this intensity. */
  readonly roof: number;
  readonly share: number;
}

/** A point for each level that the row moved bytes through; empty when the row does not say, or multiplied nothing. */
export function rooflinePoints({ macs, seconds, bytes, peaks }: ReportSimulatedRow): RooflinePoint[] {
  if (bytes === null || peaks === null || macs <= 0 || seconds <= 0) return [];
  return Object.entries(bytes).flatMap(([level, moved]) => {
    const bytesPerSecond = peaks.bytesPerSecond[level] ?? 0;
    if (moved <= 0 || bytesPerSecond <= 0) return [];
    const intensity = macs / moved;
    const roof = Math.min(peaks.macsPerSecond, intensity * bytesPerSecond);
    const macsPerSecond = macs / seconds;
    return [{ level, intensity, macsPerSecond, bytesPerSecond, roof, share: macsPerSecond / roof }];
  });
}

/** Decades around all points and the places where the roofs bend. */
function domainOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [10 ** Math.floor(Math.log10(low) - 0.3), 10 ** Math.ceil(Math.log10(high) + 0.3)];
}

export function rooflineChart(row: ReportSimulatedRow, size: ChartSize): Chart {
  const points = rooflinePoints(row);
  const peak = row.peaks?.macsPerSecond ?? 1;
  const bends = points.map((p) => peak / p.bytesPerSecond);
  const [left, right] = domainOf([...points.map((p) => p.intensity), ...bends]);
  const floor = Math.min(...points.map((p) => p.macsPerSecond), ...points.map((p) => left * p.bytesPerSecond));
  const lines = points.flatMap(({ level, bytesPerSecond }, i) =>
    [left, bends[i], right].map((x) => ({ level, x, y: Math.min(peak, x * bytesPerSecond) })),
  );
  const dots = points.map((p) => ({
    ...p,
    title: `${p.level}: ${significant(p.intensity)} MAC a byte, ${rate(p.macsPerSecond)}, ${formatPercent(p.share)} of its roof`,
  }));
  const levels = points.map((p) => p.level);
  const colors = { domain: levels, range: levels.map((_, i) => kernelColor(i + 1)) };
  const options = {
    height: size === 'wide' ? 340 : 270,
    marginLeft: 58,
    marginRight: 20,
    marginTop: 26,
    marginBottom: 42,
    x: {
      type: 'log',
      domain: [left, right],
      label: 'multiply-accumulates a byte',
      labelAnchor: 'center',
      tickFormat: powerTick,
    },
    y: { type: 'log', domain: [floor / 2, peak * 2], label: '↑ MAC/s', tickFormat: powerTick },
    color: colors,
    symbol: { domain: levels, range: levels.map((_, i) => kernelSymbols[(i + 1) % kernelSymbols.length]) },
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.line(lines, { x: 'x', y: 'y', z: 'level', stroke: 'level', strokeWidth: 2 }),
      Plot.dot(dots, {
        x: 'intensity',
        y: 'macsPerSecond',
        fill: 'level',
        symbol: 'level',
        r: 6,
        stroke: 'var(--card)',
        title: 'title',
      }),
    ],
  };
  return chartOf(options as never, size, `Roofline of ${row.kernel} on ${row.chip}, one roof a level`);
}

/** Powers of ten, none between. */
function powerTick(value: number): string {
  const power = Math.log10(value);
  if (Math.abs(power - Math.round(power)) > 1e-9) return '';
  return value >= 1000 ? formatCount(value).replace(/(\.0+)(?= |$)/, '') : String(Number(value.toPrecision(1)));
}

/** `500 MAC/s`, `1.20 GMAC/s`. */
const rate = (perSecond: number): string => `${formatCount(perSecond)}MAC/s`.replace(/^([\d.]+)MAC/, '$1 MAC');
