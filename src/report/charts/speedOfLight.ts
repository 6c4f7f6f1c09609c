/** @file Speed of light: how much of each limit a row reaches. First what Nsight shows first: the share of the peak, then
 * how long each resource was taken. */
import * as Plot from '@observablehq/plot';
import { formatPercent } from '../numbers.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts } from './draw.js';
import type { NamedRow } from './namedRow.js';

export interface LightShare {
  readonly label: string;
  readonly limit: string;
  /** 0 to 1. */
  readonly share: number;
}

/** Share of the multiply-add peak, then the resources that were taken longest; at most `most` in all. */
export function lightShares({ label, row }: NamedRow, most = 6): LightShare[] {
  const busy = Object.entries(row.busy ?? {})
    .filter(([, share]) => share > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, share]) => ({ label, limit: `${name} taken`, share }));
  return [{ label, limit: 'multiply-add peak', share: row.macUtilisation }, ...busy].slice(0, most);
}

export function speedOfLightChart(named: NamedRow, size: ChartSize): Chart {
  const bars = lightShares(named).map((s) => ({
    ...s,
    text: formatPercent(s.share),
    title: `${s.label}, ${s.limit}: ${formatPercent(s.share)}`,
  }));
  const { labelWidth, rowHeight } = layouts[size];
  return chartOf(
    {
      height: bars.length * rowHeight + 34,
      marginLeft: labelWidth,
      marginRight: 64,
      marginTop: 4,
      marginBottom: 26,
      x: { domain: [0, 1], tickFormat: (share: number) => `${Math.round(share * 100)} %`, label: null, ticks: 5 },
      y: labelAxis(
        bars.map(({ limit }) => limit),
        0.3,
      ),
      marks: [
        Plot.barX(bars, { x: () => 1, y: 'limit', fill: 'var(--track)' } as never),
        Plot.barX(bars, { x: 'share', y: 'limit', fill: 'var(--k-2)', title: 'title' } as never),
        Plot.text(bars, { x: () => 1, y: 'limit', text: 'text', textAnchor: 'start', dx: 6 } as never),
      ],
    } as never,
    size,
    `Speed of light of ${named.label}: share of each limit`,
  );
}
