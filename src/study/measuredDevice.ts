/** @file A table must be of one device: rows of several devices under one chip name would compare apples with pears. */
import { InputError } from '../numerics/errors.js';
import type { BadLine, RawTable } from './measuredCsv.js';

const deviceColumns = ['device', 'chip', 'gpu'];

/** One bad line per row whose device differs from the first row's; empty without a device column. */
export function checkDevices(table: RawTable): readonly BadLine[] {
  const column = deviceColumns.find((name) => table.columns.includes(name));
  const first = table.rows[0];
  if (column === undefined || first === undefined) return [];
  const device = first.cells[column]!;
  return table.rows
    .filter((row) => row.cells[column] !== device)
    .map(({ line, cells }) => {
      const where = `${table.file}:${line} column ${column}`;
      const expected = `'${device}' as in line ${first.line}`;
      const hint = 'one device a table: split the file';
      return { line, error: new InputError({ where, expected, found: `'${cells[column]}'`, hint }) };
    });
}
