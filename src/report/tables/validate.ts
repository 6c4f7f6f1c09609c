/** @file A validation as a table: the measured table's own columns, and what the model says to them. */
import type { ValidateFile } from '../schemas/validate.js';
import type { CellValue, Column, Table } from '../table.js';

type Row = ValidateFile['rows'][number];

const said: readonly Column[] = [
  { name: 'line', type: 'integer', metric: 'measuredColumn' },
  { name: 'predicted_ms', type: 'number', metric: 'predictedMs' },
  { name: 'measured_ms', type: 'number', metric: 'measuredMs' },
  { name: 'ratio', type: 'number', metric: 'ratio' },
  { name: 'bound_by', type: 'text', metric: 'limiter' },
  { name: 'mapping', type: 'text', metric: 'mapping' },
];
const ours = new Set(['line', 'predictedMs', 'measuredMs', 'ratio', 'boundBy', 'mapping']);

/** Columns of all tables; those that a table does not have are null in its rows. */
export function validateTable({ tables, rows }: Pick<ValidateFile, 'tables' | 'rows'>): Table {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !ours.has(name));
  const own = names.map((name): Column => ({ name: plain(name), type: typeOf(rows, name), metric: 'measuredColumn' }));
  const head: readonly Column[] = [
    { name: 'chip', type: 'text', metric: 'chip' },
    { name: 'runtime', type: 'text', metric: 'runtime' },
  ];
  const targets = tables.flatMap(({ chip, runtime, summary }) =>
    Array.from({ length: summary.n }, () => [chip, runtime]),
  );
  const lines = rows.map((row, i): CellValue[] => [
    ...(targets[i] ?? [null, null]),
    ...names.map((name, n) => cell(row, name, own[n].type)),
    ...[row.line, row.predictedMs, row.measuredMs, row.ratio, row.boundBy, row.mapping],
  ]);
  return { columns: [...head, ...own, ...said], rows: lines };
}

/** A column of the user's table may have a name of ours. */
const plain = (name: string): string =>
  [...said.map((column) => column.name), 'chip', 'runtime'].includes(name) ? `table_${name}` : name;

const cellOf = (row: Row, name: string): string | number | null => (Object.hasOwn(row, name) ? row[name] : null);

function typeOf(rows: readonly Row[], name: string): 'number' | 'text' {
  return rows.every((row) => typeof cellOf(row, name) !== 'string') ? 'number' : 'text';
}

function cell(row: Row, name: string, type: Column['type']): CellValue {
  const value = cellOf(row, name);
  return value === null || type === 'number' ? value : String(value);
}
