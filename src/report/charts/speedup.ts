/** @file Speedup of every kernel on every target over a base: dots on a logarithmic axis, one line a target. */
import * as Plot from '@observablehq/plot';
import { kernelColor, kernelSymbols } from '../html/colors.js';
import { formatRatio, formatSeconds } from '../numbers.js';
import type { ChartView } from '../view.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts, ratioAxis } from './draw.js';

/** Colour of a kernel that stands alone: grey would look like nothing. */
const ONLY = 2;

interface SpeedupPoint {
  readonly target: string;
  readonly kernel: string;
  readonly speedup: number;
  readonly title: string;
}

/** Points of the chart; what has no number is left to the table, which says why. */
export function speedupPoints(view: ChartView, batch: number, base: string): SpeedupPoint[] {
  return view.targets.flatMap((target) =>
    view.kernels.flatMap((kernel) => {
      const speedup = view.speedup(target, kernel, batch, base);
      const row = view.simulated(target, kernel, batch);
      if (typeof speedup !== 'number' || row === undefined) return [];
      const title = `${target.label}, ${kernel}: ${formatRatio(speedup)}, ${formatSeconds(row.seconds)}`;
      return [{ target: target.label, kernel, speedup, title }];
    }),
  );
}

export function speedupChart(view: ChartView, batch: number, base: string, size: ChartSize): Chart {
  const points = speedupPoints(view, batch, base);
  const { labelWidth, rowHeight } = layouts[size];
  const labels = view.targets.map((t) => t.label);
  const options = {
    height: labels.length * rowHeight + 60,
    marginLeft: labelWidth,
    marginRight: 24,
    marginTop: 8,
    marginBottom: 42,
    x: ratioAxis('times as fast as the base'),
    y: labelAxis(labels),
    color: {
      domain: view.kernels,
      range: view.kernels.map((_, i) => kernelColor(view.kernels.length === 1 ? ONLY : i)),
    },
    symbol: { domain: view.kernels, range: view.kernels.map((_, i) => kernelSymbols[i % kernelSymbols.length]) },
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.ruleX([1], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '4 3' }),
      Plot.ruleY(
        points,
        Plot.groupY(
          { x1: 'min', x2: 'max' },
          { y: 'target', x1: 'speedup', x2: 'speedup', stroke: 'var(--line)', strokeWidth: 2 },
        ),
      ),
      Plot.dot(points, {
        x: 'speedup',
        y: 'target',
        fill: 'kernel',
        symbol: 'kernel',
        r: 5,
        stroke: 'var(--card)',
        strokeWidth: 1,
        title: 'title',
      }),
    ],
  } as const;
  return chartOf(options as never, size, `Speedup over ${base} for each target and kernel at batch ${batch}`);
}
