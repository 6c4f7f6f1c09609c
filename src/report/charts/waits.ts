/** @file Where the time goes: one bar a target, 100 % of the cycles of its busiest unit, by reason. */
import * as Plot from '@observablehq/plot';
import { type TimeReason, timeReasons } from '../../sim/waits.js';
import { refusedPer } from '../../study/row.js';
import { reasonColor } from '../html/colors.js';
import { formatAmount, formatPercent, groupThousands } from '../numbers.js';
import type { ReportSimulatedRow } from '../schema.js';
import type { ChartView } from '../view.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts, shareAxis } from './draw.js';

/** Share of the cycles that a reason took. */
export function shareOf(row: ReportSimulatedRow, reason: TimeReason): number {
  return (reason === 'work' ? row.work : row.waits[reason]) / row.cycles;
}

export function waitsChart(view: ChartView, kernel: string, batch: number, size: ChartSize): Chart {
  const { labelWidth, rowHeight } = layouts[size];
  const labels = view.targets.map((t) => t.label);
  const options = {
    height: labels.length * rowHeight + 52,
    marginLeft: labelWidth,
    marginRight: 24,
    marginTop: 4,
    marginBottom: 40,
    x: shareAxis('share of cycles', 5),
    y: labelAxis(labels, 0.22),
    color: { domain: timeReasons, range: timeReasons.map(reasonColor) },
    marks: [
      Plot.barX(waitBars(view, kernel, batch), {
        x: 'share',
        y: 'target',
        fill: 'reason',
        order: timeReasons,
        title: 'title',
        insetRight: 0.75,
      } as never),
      Plot.text(rejections(view, kernel, batch, size), {
        x: 0,
        y: 'target',
        text: 'why',
        textAnchor: 'start',
        dx: 4,
        fill: 'var(--muted)',
      } as never),
    ],
  };
  return chartOf(options as never, size, `Share of cycles by reason for ${kernel} at batch ${batch}`);
}

/** One piece a target and reason; reasons without a cycle are left out. */
function waitBars(view: ChartView, kernel: string, batch: number) {
  return view.targets.flatMap((target) => {
    const row = view.simulated(target, kernel, batch);
    if (row === undefined) return [];
    return timeReasons
      .filter((reason) => shareOf(row, reason) > 0)
      .map((reason) => {
        const share = shareOf(row, reason);
        const cycles = groupThousands(share * row.cycles);
        return {
          target: target.label,
          reason,
          share,
          title: `${target.label}, ${reason}: ${formatPercent(share)}, ${cycles} cycles`,
        };
      });
  });
}

function rejections(view: ChartView, kernel: string, batch: number, size: ChartSize) {
  return view.targets.flatMap((target) => {
    const row = view.row(target, kernel, batch);
    if (row === undefined || !('rejected' in row)) return [];
    const { level, needBytes, haveBytes } = row.rejected;
    const sizes = `needs ${formatAmount(level, needBytes)}, has ${formatAmount(level, haveBytes)} ${refusedPer(level)}`;
    return [{ target: target.label, why: size === 'wide' ? `does not fit: ${sizes}` : sizes }];
  });
}
