/** @file How far apart two trainings of the same network are: the loss of one minus that of the other, update by update. */
import * as Plot from '@observablehq/plot';
import type { AccuracyRun } from '../../study/accuracyTypes.js';
import { significant } from '../numbers.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';

type Curve = Pick<AccuracyRun, 'format' | 'loss' | 'lossEvery'>;

export interface LossDifference {
  readonly step: number;
  readonly difference: number;
}

/** Where both have a loss. Throws for curves of different steps. */
export function lossDifferences(curve: Curve, base: Curve): LossDifference[] {
  if (curve.lossEvery !== base.lossEvery) throw new Error('loss curves of different steps');
  const length = Math.min(curve.loss.length, base.loss.length);
  return Array.from({ length }, (_, i) => [curve.loss[i], base.loss[i]] as const).flatMap(([a, b], i) => {
    if (a === null || b === null || !Number.isFinite(a - b)) return [];
    return [{ step: (i + 1) * curve.lossEvery, difference: a - b }];
  });
}

export function lossDifferenceChart(curve: Curve, base: Curve, size: ChartSize): Chart {
  const points = lossDifferences(curve, base);
  const options = {
    marginLeft: 62,
    marginRight: 20,
    marginTop: 28,
    marginBottom: 40,
    height: size === 'wide' ? 220 : 200,
    x: { labelAnchor: 'center', label: 'update', nice: true },
    y: { label: `↑ loss of ${curve.format} minus ${base.format}`, tickFormat: significant, ticks: 5 },
    marks: [
      Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.ruleY([0], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '4 3' }),
      Plot.lineY(points, { x: 'step', y: 'difference', stroke: 'var(--k-2)', strokeWidth: 2 }),
    ],
  };
  return chartOf(options as never, size, `Training loss of ${curve.format} minus that of ${base.format}`);
}
