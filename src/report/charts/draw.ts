/** @file Charts as descriptions for Observable Plot: the HTML report and the page draw the same ones. */
import type * as Plot from '@observablehq/plot';

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

/** What is to be drawn. `svg.ts` writes it as text without a browser, the page draws it in its own document. */
export interface Chart {
  readonly options: PlotOptions;
  /** What a screen reader says. */
  readonly label: string;
}

/** A chart with the width and the letters of its size. Titles of marks become hover texts. */
export function chartOf(options: PlotOptions, size: ChartSize, label: string): Chart {
  const { width, fontSize } = layouts[size];
  return { options: { width, style: { fontSize: `${fontSize}px` }, ...options }, label };
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
