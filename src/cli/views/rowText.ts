/** @file How views name a row, and lines of a name and what is said of it. */
import type { RunReportRow } from '../../report/schemas/run.js';
import { plainText } from '../../report/textTable.js';

/** A chip, or a rig with how it shares the work. */
export const machineText = ({ chip, parallel }: RunReportRow): string =>
  parallel === undefined ? chip : `${chip} ${parallel}-parallel`;

export function pairs(lines: readonly (readonly string[])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `${left.padEnd(width)}   ${plainText(right)}`).join('\n');
}
