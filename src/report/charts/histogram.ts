/** @file Histograms of stored values: how many bits of the mantissa they use, and how large they are. */
import * as Plot from '@observablehq/plot';
import type { TensorRecord } from '../../study/accuracyTypes.js';
import { formatPercent, groupThousands } from '../numbers.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';

export interface HistogramBin {
  readonly tensor: string;
  /** Bits used, or the exponent of 2 that the magnitude lies at. */
  readonly at: number;
  readonly count: number;
  readonly share: number;
}

type Kind = 'mantissaBits' | 'magnitudes';

/** Bins of each tensor, as shares of what was stored in it; empty ones are left out. */
export function histogramBins(tensors: readonly TensorRecord[], kind: Kind): HistogramBin[] {
  return tensors.flatMap((record) => {
    const counts =
      kind === 'mantissaBits' ? record.mantissaBits.map((count, bits) => [bits, count] as const) : record.magnitudes;
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    return counts
      .filter(([, count]) => count > 0)
      .map(([at, count]) => ({ tensor: record.tensor, at, count, share: count / all }));
  });
}

const labels: Readonly<Record<Kind, string>> = {
  mantissaBits: 'bits of the mantissa that a value uses',
  magnitudes: 'magnitude, as a power of 2',
};

/** One small histogram a tensor, all on the same axis. */
export function histogramChart(tensors: readonly TensorRecord[], kind: Kind, size: ChartSize): Chart {
  const bins = histogramBins(tensors, kind).map((b) => ({
    ...b,
    from: b.at - 0.5,
    to: b.at + 0.5,
    title: `${b.tensor}, ${b.at}: ${groupThousands(b.count)} values, ${formatPercent(b.share)}`,
  }));
  const names = tensors.map(({ tensor }) => tensor);
  return chartOf(
    {
      height: names.length * (size === 'wide' ? 54 : 44) + 50,
      marginLeft: 24,
      marginRight: size === 'wide' ? 110 : 90,
      marginTop: 8,
      marginBottom: 40,
      x: { labelAnchor: 'center', label: labels[kind], ticks: size === 'wide' ? 12 : 6, tickFormat: 'd' },
      y: { axis: null },
      fy: { label: null, domain: names, padding: 0.2 },
      marks: [
        Plot.ruleY([0], { stroke: 'var(--line)' }),
        Plot.rectY(bins, {
          x1: 'from',
          x2: 'to',
          y: 'share',
          fy: 'tensor',
          fill: 'var(--k-2)',
          inset: 0.5,
          title: 'title',
        } as never),
      ],
    } as never,
    size,
    `Histogram of stored values: ${labels[kind]}`,
  );
}
