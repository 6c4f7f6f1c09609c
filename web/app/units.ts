/** @file Hardware figures for people: three digits and a unit that suits the size. */
import { formatBytes, formatCount, formatPercent, formatSeconds, significant } from '../../src/report/numbers.js';

export function figureText(value: number, unit: string): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 's':
      return formatSeconds(value);
    case 'Hz':
      return `${formatCount(value)}Hz`;
    case 'bytes/s':
      return `${formatCount(value)}B/s`;
    case 'fraction':
      return formatPercent(value);
    case 'USD':
      return `${significant(value)} USD`;
    default:
      return `${Number.isInteger(value) && value < 1e5 ? value.toLocaleString('en') : significant(value)} ${unit}`;
  }
}

/** `16 – 256 bytes/cycle`: a unit that does not change is said once. */
export function rangeText(low: number, high: number, unit: string): string {
  const [from, to] = [figureText(low, unit), figureText(high, unit)];
  const [, number, own] = /^(\S+) (.+)$/.exec(from) ?? [];
  return own !== undefined && to.endsWith(` ${own}`) ? `${number} – ${to}` : `${from} – ${to}`;
}
