/** @file Tables of the command line: as wide as their cells, for terminals that wrap and for pipes that cut. */
import { type Cell, type Column, table } from '../../report/textTable.js';
import { colors } from '../output.js';

/** Heads that start with `>` are of columns that align right. */
export function wideTable(heads: readonly string[], rows: readonly (readonly (string | Cell)[])[]): string {
  const columns = heads.map(
    (head): Column => ({ head: head.replace(/^>/, ''), align: head.startsWith('>') ? 'right' : 'left' }),
  );
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const [head, ...body] = table(columns, cells, Number.MAX_SAFE_INTEGER);
  return [colors.bold(head), ...body].join('\n');
}
