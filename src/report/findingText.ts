/** @file A finding's number with its unit: a ratio unless told otherwise. One rendering for terminal and page. */
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatRatio,
  groupThousands,
  type Known,
  significant,
} from './numbers.js';

/** `1.62x`, `$2,310`, `162 hours`, `12.3 %`, `400 B`. */
export function findingText(value: Known | null, unit: string | undefined): string {
  switch (unit) {
    case undefined:
      return formatRatio(value);
    case 'USD':
      return typeof value === 'number' && Number.isFinite(value) ? `$${dollars(value)}` : formatNumber(value);
    case 'share':
      return formatPercent(value);
    case 'bytes':
      return formatBytes(value);
    case 'correlation':
      return formatNumber(value);
    default:
      return `${formatNumber(value)} ${unit}`;
  }
}

const dollars = (usd: number): string => (usd >= 100 ? groupThousands(usd) : significant(usd));

interface Tally {
  readonly reached: number;
  readonly partly: number;
  readonly notReached: number;
}

/** `52 of 72, 14 open`: findings of a part that reach it. */
export function tallyText({ reached, partly, notReached }: Tally): string {
  const open = partly === 0 ? '' : `, ${partly} open`;
  return `${reached} of ${reached + partly + notReached}${open}`;
}

/** `0.98x … 12.3x`; one number when both ends are the same. */
export function findingRange([low, high]: readonly [Known, Known], unit: string | undefined): string {
  const [from, to] = [findingText(low, unit), findingText(high, unit)];
  return from === to ? from : `${from} … ${to}`;
}
