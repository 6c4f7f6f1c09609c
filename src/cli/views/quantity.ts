/** @file Quantities that only the command line shows; all others are in src/report/numbers.ts. */
import { significant } from '../../report/numbers.js';

const decimalPrefixes: readonly (readonly [factor: number, prefix: string])[] = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** `1.10 GHz`, `125 Top/s`, `653 GB/s`. */
export function formatRate(value: number, unit: string): string {
  const [factor, prefix] = decimalPrefixes.find(([least]) => value >= least) ?? [1, ''];
  return `${significant(value / factor)} ${prefix}${unit}`;
}

/** A share as whole per cent, tenths below ten: enough for a column of shares that sum to 100. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  if (percent === 0) return '0 %';
  return percent < 0.1 ? '<0.1 %' : `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

const BAR_CELLS = 12;

/** A bar of twelve cells for a share of a limit. */
export function bar(share: number): string {
  const full = Math.min(BAR_CELLS, Math.round(share * BAR_CELLS));
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}
