/** @file Training loss over the steps, in bits per character, beside what character frequencies alone give. */
import * as Plot from '@observablehq/plot';
import { formatNumber } from '../numbers.js';
import type { ReportAccuracy } from '../schema.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';

export interface LossPoint {
  readonly step: number;
  readonly bits: number;
}

/** Losses in bits (they are recorded in nats); steps without a number are left out. */
export function lossPoints({ training }: ReportAccuracy): LossPoint[] {
  const { losses, steps } = training;
  const stride = losses.length > 1 ? (steps - 1) / (losses.length - 1) : 1;
  return losses.flatMap((loss, i) =>
    typeof loss === 'number' ? [{ step: Math.round(1 + i * stride), bits: loss / Math.LN2 }] : [],
  );
}

export function lossChart(accuracy: ReportAccuracy, size: ChartSize): Chart {
  const points = lossPoints(accuracy);
  const { unigramBits } = accuracy.training;
  const unigram = typeof unigramBits === 'number' ? [unigramBits] : [];
  const options = {
    height: size === 'wide' ? 300 : 240,
    marginLeft: 44,
    marginRight: 20,
    marginTop: 28,
    marginBottom: 40,
    x: { labelAnchor: 'center', label: 'training step', nice: true },
    y: { label: '↑ bits per character', zero: true, grid: false },
    marks: [
      Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.ruleY(unigram, { stroke: 'var(--k-1)', strokeDasharray: '5 4', strokeWidth: 1.5 }),
      Plot.text(unigram, {
        y: (bits: number) => bits,
        frameAnchor: 'right',
        text: (bits: number) => `character frequencies: ${formatNumber(bits)}`,
        textAnchor: 'end',
        dy: -8,
      } as never),
      Plot.lineY(points, { x: 'step', y: 'bits', stroke: 'var(--k-2)', strokeWidth: 2 }),
    ],
  };
  return chartOf(options as never, size, 'Training loss by step');
}
