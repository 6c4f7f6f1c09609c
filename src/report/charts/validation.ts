/** @file How predictions agree with measurements: one against the other, and their ratio over the size of the problem. */
import * as Plot from '@observablehq/plot';
import { kernelColor, kernelSymbols } from '../html/colors.js';
import { formatCount, formatRatio, significant } from '../numbers.js';
import type { ValidationPoint } from '../validateReport.js';
import { type Chart, type ChartSize, chartOf, decadeTick } from './draw.js';

const grid = { stroke: 'var(--grid)', strokeOpacity: 1 } as const;
const rule = { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '4 3' } as const;

/** Powers of ten within a range: between them there is no room for labels. */
function powers(values: readonly number[], every = 1): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log10);
  const first = Math.ceil(low / every) * every;
  return Array.from(
    { length: Math.max(0, Math.floor((high - first) / every) + 1) },
    (_, i) => 10 ** (first + i * every),
  );
}

const milliseconds = (ms: number): string => (ms >= 1 ? `${ms} ms` : `${Number((ms * 1e3).toPrecision(3))} µs`);

/** Dots of one device say on hover what they are; those of all devices together would only make the page heavy, and
 * phones have no hover. */
function dots(
  points: readonly ValidationPoint[],
  ops: readonly string[],
  size: ChartSize,
  [x, y]: readonly [string, string],
) {
  const titles = size === 'wide' && points.every((p) => p.target === points[0]?.target);
  const titled = points.map((p) => ({
    ...p,
    ratio: p.predictedMs / p.measuredMs,
    title: `${p.target}, ${p.problem}: predicted ${significant(p.predictedMs)} ms, measured ${significant(p.measuredMs)} ms (${formatRatio(p.predictedMs / p.measuredMs)})`,
  }));
  const mark = { x, y, r: 2.6, fill: 'op', symbol: 'op', fillOpacity: 0.75, ...(titles ? { title: 'title' } : {}) };
  return {
    color: { domain: ops, range: ops.map((_, i) => kernelColor(i + 1)) },
    symbol: { domain: ops, range: ops.map((_, i) => kernelSymbols[(i + 1) % kernelSymbols.length]) },
    mark: Plot.dot(titled, mark as never),
  };
}

/** Measured against predicted time, both logarithmic; on the dashed line they are equal. */
export function agreementChart(points: readonly ValidationPoint[], ops: readonly string[], size: ChartSize): Chart {
  const all = points.flatMap((p) => [p.predictedMs, p.measuredMs]);
  const domain = [Math.min(...all) / 1.3, Math.max(...all) * 1.3] as const;
  const { mark, ...scales } = dots(points, ops, size, ['measuredMs', 'predictedMs']);
  const axis = { type: 'log', domain, ticks: powers(domain), tickFormat: milliseconds } as const;
  return chartOf(
    {
      ...scales,
      width: size === 'wide' ? 720 : 358,
      height: size === 'wide' ? 560 : 340,
      marginLeft: 62,
      marginRight: 20,
      marginTop: 26,
      marginBottom: 42,
      x: { ...axis, label: 'measured', labelAnchor: 'center' },
      y: { ...axis, label: '↑ predicted' },
      marks: [
        Plot.gridX(grid),
        Plot.gridY(grid),
        Plot.line([domain[0], domain[1]], { x: (d: number) => d, y: (d: number) => d, ...rule }),
        mark,
      ],
    } as never,
    size,
    'Predicted against measured time of every row',
  );
}

/** Predicted / measured over the multiply-accumulates of the row; above the dashed line we are too slow. */
export function errorBySizeChart(points: readonly ValidationPoint[], ops: readonly string[], size: ChartSize): Chart {
  const { mark, ...scales } = dots(points, ops, size, ['macs', 'ratio']);
  return chartOf(
    {
      ...scales,
      height: size === 'wide' ? 340 : 280,
      marginLeft: 56,
      marginRight: 20,
      marginTop: 26,
      marginBottom: 42,
      x: {
        type: 'log',
        label: 'multiply-accumulates',
        labelAnchor: 'center',
        ticks: powers(
          points.map((p) => p.macs),
          size === 'wide' ? 1 : 2,
        ),
        tickFormat: formatCount,
      },
      y: { type: 'log', label: '↑ predicted / measured', tickFormat: decadeTick },
      marks: [Plot.gridY(grid), Plot.ruleY([1], rule), mark],
    } as never,
    size,
    'Predicted time as a multiple of measured time, by size of the problem',
  );
}
