/** @file Reads a measured table (DeepBench-shaped CSV): strict about columns and quoting, precise about lines. */
import { InputError } from '../numerics/errors.js';

export type MeasuredKind = 'gemm' | 'rnn';

export interface RawRow {
  /** 1-based line in the file. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface BadLine {
  readonly line: number;
  readonly error: InputError;
}

export interface RawTable {
  readonly file: string;
  readonly kind: MeasuredKind;
  readonly columns: readonly string[];
  readonly rows: readonly RawRow[];
  /** Lines that are no rows of the table at all (wrong number of fields). */
  readonly broken: readonly BadLine[];
}

const rnnColumns = ['op', 'hidden', 'batch', 'timesteps', 'precision', 'direction', 'time_ms'];
const gemmColumns = ['m', 'n', 'k', 'a_transpose', 'b_transpose', 'precision', 'time_ms'];

/** Fields of one line; `""` inside quotes is a quote. Errors: InputError for an unclosed quote. */
export function csvFields(line: string, where: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (quoted && char === '"' && line[i + 1] === '"') {
      field += '"';
      i++;
    } else if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) {
      fields.push(field.trim());
      field = '';
    } else field += char;
  }
  if (quoted) throw new InputError({ where, expected: 'a closing quote', found: 'end of line' });
  return [...fields, field.trim()];
}

function kindOf(columns: readonly string[], file: string): MeasuredKind {
  const missing = (wanted: readonly string[]): readonly string[] => wanted.filter((name) => !columns.includes(name));
  const rnn = missing(rnnColumns);
  const gemm = missing(gemmColumns);
  if (rnn.length === 0) return 'rnn';
  if (gemm.length === 0) return 'gemm';
  const nearer =
    rnn.length <= gemm.length ? { names: rnnColumns, missing: rnn } : { names: gemmColumns, missing: gemm };
  throw new InputError({
    where: `${file}:1`,
    expected: `columns ${nearer.names.join(',')}`,
    found: columns.join(',') || 'an empty line',
    hint: `missing: ${nearer.missing.join(', ')}`,
  });
}

/** Splits a table into rows. Errors: InputError for an empty file or missing or repeated columns. */
export function parseMeasuredCsv(text: string, file: string): RawTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (lines.every((line) => line.trim() === '')) {
    throw new InputError({ where: file, expected: 'a CSV table with a header line', found: 'an empty file' });
  }
  const columns = csvFields(lines[0]!, `${file}:1`).map((name) => name.toLowerCase());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError({ where: `${file}:1`, expected: 'each column once', found: `'${twice}' twice` });
  }
  const kind = kindOf(columns, file);
  const rows: RawRow[] = [];
  const broken: BadLine[] = [];
  lines.slice(1).forEach((text, i) => {
    if (text.trim() === '') return;
    const line = i + 2;
    const where = `${file}:${line}`;
    try {
      const fields = csvFields(text, where);
      if (fields.length !== columns.length) {
        throw new InputError({ where, expected: `${columns.length} fields`, found: `${fields.length}` });
      }
      rows.push({ line, cells: Object.fromEntries(columns.map((name, c) => [name, fields[c]!])) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.push({ line, error });
    }
  });
  if (rows.length + broken.length === 0) {
    throw new InputError({ where: `${file}:2`, expected: 'at least one row', found: 'the end of the file' });
  }
  return { file, kind, columns, rows, broken };
}
