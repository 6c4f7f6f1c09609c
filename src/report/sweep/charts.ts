/** @file Charts of a sweep: every row by two objectives with the front between them, and the axes by what they explain. */
import * as Plot from '@observablehq/plot';
import type { AxisEffect } from '../../study/sweep/effects.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts, shareAxis } from '../charts/draw.js';
import { kernelColor, kernelSymbols } from '../html/colors.js';
import { formatPercent } from '../numbers.js';
import type { ShortRow, SweepSummary } from './summary.js';
import { objectiveText, variedText } from './words.js';

export interface FrontPoint {
  readonly x: number;
  readonly y: number;
  readonly group: string;
  readonly title: string;
}

/** What the dots of one colour have in common: the chip, or the kernel when there is one chip. */
export function groupOf(summary: SweepSummary): (row: ShortRow) => string {
  const chips = new Set([...summary.points, ...summary.front].map((r) => r.chip));
  return chips.size > 1 ? (row) => row.chip : (row) => (row.kernel === '' ? row.chip : `${row.chip} ${row.format}`);
}

export function frontPoints(summary: SweepSummary, rows: readonly ShortRow[]): readonly FrontPoint[] {
  const group = groupOf(summary);
  const [a, b] = summary.objectives;
  return rows.flatMap((row) => {
    const [x, y = x] = row.objectives;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return [];
    const values =
      b === undefined ? objectiveText(a.unit, x) : `${objectiveText(a.unit, x)}, ${objectiveText(b.unit, y)}`;
    return [{ x, y, group: group(row), title: `${row.chip} ${row.format}, ${variedText(row)}: ${values}` }];
  });
}

/** All rows in grey tones of their group, those on the front ringed and joined. */
export function frontChart(summary: SweepSummary, size: ChartSize): Chart {
  const [a, b = a] = summary.objectives;
  const all = frontPoints(summary, summary.points);
  const front = frontPoints(summary, summary.front);
  const groups = [...new Set([...all, ...front].map((p) => p.group))].sort();
  const axis = (unit: string, values: readonly number[]) => ({
    type: values.every((v) => v > 0) ? ('log' as const) : ('linear' as const),
    ticks: size === 'wide' ? 6 : 3,
    tickFormat: (value: number): string => objectiveText(unit, value),
    labelAnchor: 'center' as const,
  });
  const both = [...all, ...front];
  const direction = (o: { direction: string }): string => (o.direction === 'min' ? 'less is better' : 'more is better');
  const titles = size === 'wide' ? { title: 'title' } : {};
  const options = {
    height: size === 'wide' ? 440 : 300,
    marginLeft: 74,
    marginRight: 24,
    marginTop: 28,
    marginBottom: 44,
    x: {
      ...axis(
        a.unit,
        both.map((p) => p.x),
      ),
      label: `${a.name} (${direction(a)})`,
    },
    y: {
      ...axis(
        b.unit,
        both.map((p) => p.y),
      ),
      label: `↑ ${b.name} (${direction(b)})`,
    },
    color: { domain: groups, range: groups.map((_, i) => kernelColor(i + 1)) },
    symbol: { domain: groups, range: groups.map((_, i) => kernelSymbols[(i + 1) % kernelSymbols.length]) },
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      ...(summary.objectives.length === 2
        ? [Plot.line(front, { x: 'x', y: 'y', stroke: 'currentColor', strokeWidth: 1.2, strokeDasharray: '4 3' })]
        : []),
      Plot.dot(all, { x: 'x', y: 'y', fill: 'group', symbol: 'group', r: 2.8, fillOpacity: 0.55, ...titles } as never),
      Plot.dot(front, {
        x: 'x',
        y: 'y',
        fill: 'group',
        symbol: 'group',
        r: 5,
        stroke: 'currentColor',
        strokeWidth: 1.4,
        ...titles,
      } as never),
    ],
  };
  return chartOf(options as never, size, `Rows by ${a.name} and ${b.name}; those on the Pareto front are ringed`);
}

/** One bar an axis: what its values alone explain of the differences in time. */
export function effectsChart(effects: readonly AxisEffect[], size: ChartSize): Chart {
  const { labelWidth, rowHeight } = layouts[size];
  const label = (axis: string): string => shortAxis(axis, size);
  const options = {
    height: effects.length * rowHeight + 56,
    marginLeft: labelWidth,
    marginRight: 52,
    marginTop: 8,
    marginBottom: 42,
    x: shareAxis('share of the variance of log time', size === 'wide' ? 10 : 4),
    y: labelAxis(
      effects.map((e) => label(e.axis)),
      0.25,
    ),
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.barX(
        effects.map((e) => ({ ...e, axis: label(e.axis) })),
        { x: 'share', y: 'axis', fill: kernelColor(2) },
      ),
      Plot.text(
        effects.map((e) => ({ ...e, axis: label(e.axis), text: formatPercent(e.share) })),
        { x: 'share', y: 'axis', text: 'text', textAnchor: 'start', dx: 5 },
      ),
    ],
  };
  return chartOf(options as never, size, 'Share of the variance of log time that each axis explains alone');
}

/** `nnp-t1000: levels.sram.capacityBytes` is too long for a label. */
function shortAxis(axis: string, size: ChartSize): string {
  const [, path] = /: (.*)$/.exec(axis) ?? [];
  if (path === undefined) return axis;
  const end = path.split('.').slice(-2).join('.');
  return size === 'wide' ? end : (end.split('.').pop() ?? end);
}
