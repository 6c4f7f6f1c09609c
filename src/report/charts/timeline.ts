/** @file Operations of a few steps: a line for each part of the chip, cycles to the right. */
import * as Plot from '@observablehq/plot';
import type { Timeline } from '../../study/timeline.js';
import { formatCount, groupThousands } from '../numbers.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts } from './draw.js';

/** The colour of a part of the chip is that of waiting for it. */
const colors: Readonly<Record<string, string>> = {
  matrix: 'var(--t-work)',
  vector: 'var(--t-engine)',
  move: 'var(--t-dram)',
  exchange: 'var(--t-exchange)',
  barrier: 'var(--t-barrier)',
  host: 'var(--t-launch)',
  scale: 'var(--t-scale)',
};

export function timelineChart({ tracks, labels, spans }: Timeline, size: ChartSize): Chart {
  const { rowHeight } = layouts[size];
  const bars = spans.map(([at, label, start, end]) => ({
    start,
    end,
    track: tracks[at],
    color: colors[tracks[at].split(' ')[0]] ?? 'var(--muted)',
    title: `${labels[label]} on ${tracks[at]}: ${groupThousands(end - start)} cycles from ${groupThousands(start)}`,
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

/** `steps 2 to 3 of 100 of loop step`. */
export function timelineTitle({ loop, iterations, from, to }: Timeline): string {
  if (loop === null) return 'the beginning of the program';
  const steps = from === to ? `step ${from}` : `steps ${from} to ${to}`;
  return `${steps} of ${groupThousands(iterations)} of loop ${loop}, counted from 0`;
}
