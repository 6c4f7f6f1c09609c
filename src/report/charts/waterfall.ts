/** @file From ideal to simulated: the time at the peak rate, what the engines lose by shape, then each reason of waiting. */
import * as Plot from '@observablehq/plot';
import { timeReasons, type WaitReason } from '../../sim/waits.js';
import { reasonColor } from '../html/colors.js';
import { formatPercent, formatSeconds } from '../numbers.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts } from './draw.js';
import type { NamedRow } from './namedRow.js';

export interface WaterfallStep {
  readonly step: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly color: string;
}

const reasons = timeReasons.filter((reason): reason is WaitReason => reason !== 'work');

/** Steps that add up to the row's time, from its time at the peak of the chip; reasons without a cycle are left out. */
export function waterfallSteps({ row }: NamedRow): WaterfallStep[] {
  const second = row.seconds / row.cycles;
  const work = row.work * second;
  const ideal = row.peaks === null ? 0 : Math.min(work, row.macs / row.peaks.macsPerSecond);
  const steps: WaterfallStep[] = [];
  let at = 0;
  const add = (step: string, seconds: number, color: string): void => {
    if (seconds <= 0) return;
    steps.push({ step, fromSeconds: at, toSeconds: at + seconds, color });
    at += seconds;
  };
  add('ideal: all engines at their peak', ideal, 'var(--k-0)');
  add('work beyond it: shapes, other operations', work - ideal, reasonColor('work'));
  for (const reason of reasons) add(reason, row.waits[reason] * second, reasonColor(reason));
  return steps;
}

export function waterfallChart(named: NamedRow, size: ChartSize): Chart {
  const { seconds } = named.row;
  const bars = waterfallSteps(named).map((s) => ({
    ...s,
    step: size === 'wide' ? s.step : s.step.split(':')[0],
    text: formatSeconds(s.toSeconds - s.fromSeconds),
    title: `${s.step}: ${formatSeconds(s.toSeconds - s.fromSeconds)}, ${formatPercent((s.toSeconds - s.fromSeconds) / seconds)}`,
  }));
  const { labelWidth, rowHeight } = layouts[size];
  return chartOf(
    {
      height: bars.length * rowHeight + 46,
      marginLeft: size === 'wide' ? labelWidth + 70 : labelWidth,
      marginRight: 78,
      marginTop: 4,
      marginBottom: 38,
      x: {
        labelAnchor: 'center',
        label: 'time',
        domain: [0, seconds],
        tickFormat: formatSeconds,
        ticks: size === 'wide' ? 5 : 3,
      },
      y: labelAxis(
        bars.map(({ step }) => step),
        0.25,
      ),
      marks: [
        Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
        Plot.barX(bars, { x1: 'fromSeconds', x2: 'toSeconds', y: 'step', fill: 'color', title: 'title' } as never),
        Plot.text(bars, { x: 'toSeconds', y: 'step', text: 'text', textAnchor: 'start', dx: 5 } as never),
      ],
    } as never,
    size,
    `From ideal to simulated time: ${named.label}`,
  );
}
