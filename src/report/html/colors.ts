/** @file Colours by meaning. Okabe and Ito's set, which colour-blind readers can tell apart, and neutrals for what is left
 * over; charts refer to them as CSS variables so that light, dark and print can differ. */
import { type TimeReason, timeReasons } from '../../sim/waits.js';

type Pair = readonly [light: string, dark: string];

const reasonColors: Readonly<Record<TimeReason, Pair>> = {
  work: ['#009e73', '#22b78e'],
  launch: ['#d55e00', '#e8762c'],
  barrier: ['#cc79a7', '#d68fb7'],
  exchange: ['#0072b2', '#3a95cf'],
  dram: ['#e69f00', '#e9ab2c'],
  l2: ['#f0e442', '#efe45c'],
  sram: ['#56b4e9', '#7cc7f0'],
  engine: ['#7b5ea7', '#9d84c4'],
  dependency: ['#5b6770', '#8b98a3'],
  scale: ['#8c4a2f', '#b9745a'],
  imbalance: ['#c3c9cf', '#4b555e'],
};

const kernelColors: readonly Pair[] = [
  ['#7a858f', '#94a0aa'],
  ['#d98200', '#e9ab2c'],
  ['#0072b2', '#56b4e9'],
  ['#009e73', '#22b78e'],
  ['#cc79a7', '#d68fb7'],
  ['#d55e00', '#e8762c'],
];

/** Symbols go with the colours, so that colour never stands alone. */
export const kernelSymbols = ['square', 'diamond', 'circle', 'triangle', 'star', 'wye'] as const;

export const reasonColor = (reason: TimeReason): string => `var(--t-${reason})`;
export const kernelColor = (index: number): string => `var(--k-${index % kernelColors.length})`;

/** Colour and dashes of the n-th of several lines: after one round of colours the dashes tell them apart. */
export const seriesColor = (index: number): string => kernelColor(index);
export const seriesDashes = (index: number): string =>
  ['none', '6 3', '2 3'][Math.floor(index / kernelColors.length) % 3];

/** Declarations of all variables for one theme. */
export function colorVariables(theme: 'light' | 'dark'): string {
  const pick = ([light, dark]: Pair): string => (theme === 'light' ? light : dark);
  return [
    ...timeReasons.map((reason) => `--t-${reason}:${pick(reasonColors[reason])};`),
    ...kernelColors.map((pair, i) => `--k-${i}:${pick(pair)};`),
  ].join('');
}
