/** @file Server-side drawing: Observable Plot on a document without a browser. The same options draw live in a page. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A chart is drawn twice, for wide screens and for phones, so that its text is readable on both. */
export type ChartSize = 'wide' | 'narrow';

export interface ChartLayout {
  readonly width: number;
  readonly labelWidth: number;
  readonly fontSize: number;
  /** Height of a horizontal bar with its gap. */
  readonly rowHeight: number;
}

export const layouts: Readonly<Record<ChartSize, ChartLayout>> = {
  wide: { width: 960, labelWidth: 190, fontSize: 13, rowHeight: 25 },
  narrow: { width: 358, labelWidth: 132, fontSize: 11, rowHeight: 23 },
};

type PlotOptions = NonNullable<Parameters<typeof Plot.plot>[0]>;

/** Draw as an SVG element in text form; `label` is what a screen reader says. Titles of marks become hover texts. */
export function draw(options: PlotOptions, size: ChartSize, label: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const { width, fontSize } = layouts[size];
  const svg = Plot.plot({ width, document, style: { fontSize: `${fontSize}px` }, ...options } as PlotOptions);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return svg.outerHTML;
}

/** Label of a ratio on a logarithmic axis: at 1, 2 and 5 of each decade, none between. */
export function decadeTick(value: number): string {
  const lead = Number(value.toExponential().split('e')[0]);
  return [1, 2, 5].includes(Math.round(lead * 1000) / 1000) ? `${Number(value.toPrecision(3))}x` : '';
}

/** Logarithmic axis of ratios. */
export const ratioAxis = (label: string) => ({
  labelAnchor: 'center',
  type: 'log',
  nice: true,
  tickFormat: decadeTick,
  label,
});

/** Axis of shares, 0 to 100 %. */
export const shareAxis = (label: string, ticks: number) => ({
  labelAnchor: 'center',
  domain: [0, 1],
  tickFormat: (share: number): string => `${Math.round(share * 100)} %`,
  label,
  ticks,
});

/** One line for each label, in their order. */
export const labelAxis = (labels: readonly string[], padding = 0.1) => ({
  type: 'band',
  domain: labels,
  label: null,
  tickSize: 0,
  padding,
});
