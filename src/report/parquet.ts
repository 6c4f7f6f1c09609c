/** @file A table as Apache Parquet: INT64, DOUBLE, BOOLEAN and UTF-8 strings; what a row does not have is NULL. The same table
 * gives the same bytes. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { CellValue, ColumnType, Table } from './table.js';

const TYPES = { text: 'STRING', integer: 'INT64', number: 'DOUBLE', boolean: 'BOOLEAN' } as const satisfies Readonly<
  Record<ColumnType, string>
>;

export function tableParquet({ columns, rows }: Table): Uint8Array {
  const columnData = columns.map(({ name, type }, i) => ({
    name,
    type: TYPES[type],
    nullable: true,
    data: rows.map((row) => (type === 'integer' ? wholeNumber(row[i], name) : row[i])),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, statistics: true }));
}

function wholeNumber(value: CellValue, column: string): bigint | null {
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new Error(`${column}: ${value} is no whole number`);
  return BigInt(value);
}
