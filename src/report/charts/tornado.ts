/** @file A tornado: how far each assumed figure alone moves an answer, the one that moves it most first. */
import * as Plot from '@observablehq/plot';
import { formatRatio } from '../numbers.js';
import type { ReportClaim } from '../schema.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts, ratioAxis } from './draw.js';

export interface TornadoBar {
  readonly label: string;
  readonly atLow: number;
  readonly atHigh: number;
}

const positive = (value: unknown): value is number => typeof value === 'number' && value > 0;
const width = ({ atLow, atHigh }: TornadoBar): number => Math.abs(Math.log(atHigh / atLow));

/** Figures that a claim names as those that matter most, widest first; answers without a number are left out. */
export function tornadoBars(claims: readonly ReportClaim[]): TornadoBar[] {
  return claims
    .flatMap(({ id, topFactors }) =>
      topFactors.flatMap(({ chip, path, atLow, atHigh }) =>
        positive(atLow) && positive(atHigh) ? [{ label: `${id} ${chip} ${path}`, atLow, atHigh }] : [],
      ),
    )
    .sort((a, b) => width(b) - width(a));
}

export function tornadoChart(claims: readonly ReportClaim[], size: ChartSize): Chart {
  const bars = tornadoBars(claims).map((b) => ({
    ...b,
    title: `${b.label}: ${formatRatio(b.atLow)} at its lowest, ${formatRatio(b.atHigh)} at its highest`,
  }));
  const { labelWidth, rowHeight } = layouts[size];
  const letters = size === 'wide' ? 52 : 24;
  const short = (label: string): string => (label.length <= letters ? label : `${label.slice(0, letters - 1)}…`);
  return chartOf(
    {
      height: bars.length * rowHeight + 52,
      marginLeft: size === 'wide' ? 2 * labelWidth : labelWidth + 30,
      marginRight: 40,
      marginTop: 4,
      marginBottom: 40,
      x: ratioAxis('answer at the figure’s lowest (circle) and highest value'),
      y: { ...labelAxis(bars.map(({ label }) => label)), tickFormat: short },
      marks: [
        Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
        Plot.ruleY(bars, {
          y: 'label',
          x1: 'atLow',
          x2: 'atHigh',
          stroke: 'var(--k-2)',
          strokeWidth: 8,
          title: 'title',
        } as never),
        Plot.dot(bars, {
          x: 'atLow',
          y: 'label',
          r: 4.5,
          fill: 'var(--card)',
          stroke: 'var(--k-2)',
          strokeWidth: 2,
          title: 'title',
        } as never),
      ],
    } as never,
    size,
    'How far each assumed figure alone moves the answer of a claim',
  );
}
