/** @file Charts of an accuracy study: loss curves, paired differences to fp32, trajectories of shared exponents. */
import * as Plot from '@observablehq/plot';
import type { AccuracyRun, TensorRecord } from '../../study/accuracyTypes.js';
import { seriesColor, seriesDashes } from '../html/colors.js';
import { formatNumber } from '../numbers.js';
import { type Chart, type ChartSize, chartOf, labelAxis, layouts } from './draw.js';

const frame = { marginLeft: 52, marginRight: 20, marginTop: 28, marginBottom: 40 } as const;
const grid = { stroke: 'var(--grid)', strokeOpacity: 1 } as const;

/** Training loss of one task: a line a format, mean over the seeds that have a number there. */
export function lossCurves(
  runs: readonly Pick<AccuracyRun, 'format' | 'loss' | 'lossEvery'>[],
  formats: readonly string[],
  size: ChartSize,
): Chart {
  const points = formats.flatMap((format, index) => {
    const own = runs.filter((run) => run.format === format);
    const length = Math.max(0, ...own.map((run) => run.loss.length));
    return Array.from({ length }, (_, i) => {
      const values = own.flatMap((run) => run.loss[i] ?? []);
      const loss = values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;
      return { format, index, step: (i + 1) * (own[0]?.lossEvery ?? 1), loss };
    });
  });
  return chartOf(
    {
      ...frame,
      height: size === 'wide' ? 300 : 240,
      x: { labelAnchor: 'center', label: 'update', nice: true },
      y: { label: '↑ training loss' },
      marks: [
        Plot.gridY(grid),
        ...formats.map((format, i) =>
          Plot.lineY(
            points.filter((p) => p.format === format),
            { x: 'step', y: 'loss', stroke: seriesColor(i), strokeWidth: 2, strokeDasharray: seriesDashes(i) },
          ),
        ),
      ],
    } as never,
    size,
    'Training loss by update, one line a format',
  );
}

/** One dot a run: its value minus that of fp32 with the same seed; the bar is the mean. */
export function deltaChart(runs: readonly AccuracyRun[], formats: readonly string[], size: ChartSize): Chart {
  const shown = formats.filter((format) => format !== 'fp32');
  const points = runs.flatMap(({ format, seed, final }) => {
    const delta = final.deltaToFp32;
    if (delta === null || format === 'fp32') return [];
    return [{ format, delta, title: `${format} seed ${seed}: ${formatNumber(delta)}` }];
  });
  const { labelWidth, rowHeight } = layouts[size];
  return chartOf(
    {
      height: shown.length * rowHeight + 60,
      marginLeft: Math.min(labelWidth, 120),
      marginRight: 24,
      marginTop: 8,
      marginBottom: 42,
      x: { labelAnchor: 'center', label: 'against fp32 of the same seed (right is worse)', nice: true },
      y: labelAxis(shown),
      marks: [
        Plot.gridX(grid),
        Plot.ruleX([0], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '4 3' }),
        Plot.tickX(
          points,
          Plot.groupY({ x: 'mean' }, { x: 'delta', y: 'format', stroke: 'var(--k-2)', strokeWidth: 3 }),
        ),
        Plot.dot(points, { x: 'delta', y: 'format', r: 4, fill: 'var(--k-1)', stroke: 'var(--card)', title: 'title' }),
      ],
    } as never,
    size,
    'Difference to fp32, one dot a seed',
  );
}

/** Shared exponents over the sampled updates, one line a tensor of one run. */
export function exponentChart(tensors: readonly Pick<TensorRecord, 'tensor' | 'samples'>[], size: ChartSize): Chart {
  const points = tensors.flatMap(({ tensor, samples }) =>
    samples.flatMap(({ step, exponent }) =>
      exponent === null ? [] : [{ tensor, step, exponent, title: `${tensor} at update ${step}: 2^${exponent}` }],
    ),
  );
  const ends = new Map<string, { tensor: string; step: number; exponent: number }>();
  for (const { tensor, step, exponent } of tensors.flatMap(({ tensor, samples }) => endOf(tensor, samples))) {
    const before = ends.get(`${step} ${exponent}`)?.tensor;
    ends.set(`${step} ${exponent}`, { tensor: before === undefined ? tensor : `${before} ${tensor}`, step, exponent });
  }
  const last = [...ends.values()];
  const names = Plot.text(last, {
    x: 'step',
    y: 'exponent',
    text: 'tensor',
    textAnchor: 'start',
    dx: 6,
    stroke: 'var(--card)',
    strokeWidth: 4,
    fill: 'currentColor',
  } as never);
  return chartOf(
    {
      ...frame,
      marginRight: size === 'wide' ? 200 : 110,
      height: size === 'wide' ? 320 : 260,
      x: { labelAnchor: 'center', label: 'update' },
      y: { label: '↑ shared exponent', tickFormat: (e: number) => (Number.isInteger(e) ? String(e) : '') },
      marks: [
        Plot.gridY(grid),
        Plot.lineY(points, { x: 'step', y: 'exponent', z: 'tensor', stroke: 'var(--k-2)', strokeWidth: 1.5 }),
        Plot.dot(points, { x: 'step', y: 'exponent', r: 2.5, fill: 'var(--k-2)', title: 'title' }),
        names,
      ],
    } as never,
    size,
    'Shared exponent of each tensor over the training',
  );
}

/** Where a line ends: lines that end together share one label. */
function endOf(tensor: string, samples: TensorRecord['samples']) {
  const end = samples.at(-1);
  return end === undefined || end.exponent === null ? [] : [{ tensor, step: end.step, exponent: end.exponent }];
}
