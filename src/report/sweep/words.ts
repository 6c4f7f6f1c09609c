/** @file How values of a sweep are written, on the page and on the terminal. */
import { formatBytes, formatCount, formatSeconds, significant } from '../numbers.js';
import type { ShortRow } from './summary.js';

/** A value of an objective in its unit. */
export function objectiveText(unit: string, value: number): string {
  if (unit === 's') return formatSeconds(value);
  if (unit === 'bytes') return formatBytes(value);
  return unit === 'cycles' || unit === 'units' || unit === 'MAC/s' || unit === 'MAC' || unit === ''
    ? formatCount(value)
    : significant(value);
}

/** `hidden=256 sram.capacityBytes=1048576` */
export const variedText = (row: ShortRow): string =>
  Object.entries(row.varied)
    .map(([name, value]) => `${name.split('.').slice(-2).join('.')}=${value}`)
    .join(' ');
