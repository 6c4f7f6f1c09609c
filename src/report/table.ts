/** @file A report's rows as a table: the unit in each column's name, one type a column. CSV and Parquet are written from it. */
import { type CsvCell, csvText } from './csv.js';

export type ColumnType = 'text' | 'integer' | 'number' | 'boolean';
/** Null: the row has no such value. */
export type CellValue = string | number | boolean | null;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Id of the metric that defines it (`onchip explain`). */
  readonly metric: string;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** A column with where its cells come from. */
export interface ColumnOf<Row> extends Column {
  readonly of: (row: Row) => CellValue;
}

export function tableOf<Row>(columns: readonly ColumnOf<Row>[], rows: readonly Row[]): Table {
  return { columns, rows: rows.map((row) => columns.map(({ of }) => of(row))) };
}

/** CSV with a head line; null is an empty cell. */
export function tableCsv({ columns, rows }: Table): string {
  const cell = (value: CellValue): CsvCell => (typeof value === 'boolean' ? String(value) : value);
  return csvText(
    columns.map(({ name }) => name),
    rows.map((row) => row.map(cell)),
  );
}
