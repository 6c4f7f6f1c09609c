/** @file CSV as RFC 4180 has it: quotes only where they are needed. */

export type CsvCell = string | number | null;

/** Lines with a head line; null is an empty cell. */
export function csvText(heads: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [heads, ...rows].map((line) => `${line.map(cellText).join(',')}\n`).join('');
}

function cellText(value: CsvCell): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
