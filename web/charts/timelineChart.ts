/** @file Spans of a few steps: a line for each part of the chip, cycles to the right. */
import * as Plot from '@observablehq/plot';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts } from '../../src/report/charts/draw.js';
import { formatCount, groupThousands } from '../../src/report/numbers.js';
import type { Timeline } from '../engine/timeline.js';

/** The colour of a kind of operation is that of waiting for it. */
const colors: Readonly<Record<string, string>> = {
  matmul: 'var(--t-work)',
  pointwise: 'var(--t-engine)',
  reduce: 'var(--t-engine)',
  transpose: 'var(--t-engine)',
  gather: 'var(--t-engine)',
  move: 'var(--t-dram)',
  exchange: 'var(--t-exchange)',
  barrier: 'var(--t-barrier)',
  launch: 'var(--t-launch)',
  begin: 'var(--t-launch)',
  scale: 'var(--t-scale)',
};

export function timelineChart({ spans, tracks }: Timeline, size: ChartSize): Chart {
  const { rowHeight } = layouts[size];
  const bars = spans.map((s) => ({
    ...s,
    color: colors[s.kind] ?? 'var(--muted)',
    title: `${s.label} on ${s.track}: ${groupThousands(s.end - s.start)} cycles from ${groupThousands(s.start)}`,
  }));
  const options = {
    height: tracks.length * rowHeight + 50,
    marginLeft: size === 'wide' ? 130 : 100,
    marginRight: 24,
    marginTop: 4,
    marginBottom: 40,
    x: { labelAnchor: 'center', label: 'cycle', tickFormat: formatCount, ticks: size === 'wide' ? 8 : 4 },
    y: labelAxis(tracks, 0.2),
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.barX(bars, {
        x1: 'start',
        x2: 'end',
        y: 'track',
        fill: 'color',
        title: 'title',
        inset: 0,
        insetRight: 0.4,
      } as never),
    ],
  };
  return chartOf(options as never, size, 'Operations over cycles, one line a part of the chip');
}
