/** @file `onchip validate`: predicts every row of a measured table and says how far off the model is. */
import { InputError } from '../numerics/errors.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { cachedModel, gpuGemm, gpuRnn } from '../sim/gpu/index.js';
import type { MeasuredRow } from './calibrateModel.js';
import { calibrationPlan } from './calibratePlan.js';
import { type FitSummary, fitSummary } from './fitSummary.js';
import { type BadLine, parseMeasuredCsv, type RawTable } from './measuredCsv.js';
import { checkDevices } from './measuredDevice.js';
import { readMeasuredRow } from './measuredRow.js';

/** The CSV's own columns (numbers where they are numbers) and what we say to them. */
export interface ValidatedRow {
  readonly [column: string]: string | number;
  readonly line: number;
  readonly predictedMs: number;
  readonly measuredMs: number;
  /** predicted / measured */
  readonly ratio: number;
  readonly boundBy: string;
  readonly mapping: string;
}

export interface SkippedRow {
  readonly line: number;
  readonly reason: string;
}

export interface ValidationResult {
  readonly file: string;
  readonly chip: string;
  readonly runtime: string;
  readonly rows: readonly ValidatedRow[];
  readonly summary: FitSummary;
  /** The same per precision and direction (`fp32 fwd`, `fp16_mul_fp32_acc gemm` …). */
  readonly groups: Readonly<Record<string, FitSummary>>;
  /** The ten rows with the largest symmetric error, worst first. */
  readonly worst: readonly ValidatedRow[];
  readonly skipped: readonly SkippedRow[];
}

export interface ValidateOptions {
  /** Leave bad rows out and list them, instead of refusing the table. */
  readonly skipBad?: boolean;
}

const WORST_ROWS = 10;

interface Prediction {
  readonly seconds: number;
  readonly limiter: string;
  readonly mapping: string;
}

function predict(row: MeasuredRow, chip: ChipSpec, runtime: string): Prediction {
  return row.kind === 'gemm' ? gpuGemm(chip, runtime, row.shape) : gpuRnn(chip, runtime, row.shape);
}

const cellValue = (text: string): string | number =>
  text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

function validateRow(table: RawTable, index: number, chip: ChipSpec, runtime: string): ValidatedRow {
  const raw = table.rows[index]!;
  const row = readMeasuredRow(raw, table.kind, table.file);
  let prediction: Prediction;
  try {
    prediction = predict(row, chip, runtime);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { expected, found } = error.problem;
    const where = `${table.file}:${raw.line} column precision`;
    throw new InputError({ where, expected, found, hint: error.problem.where });
  }
  const own = Object.fromEntries(table.columns.map((name) => [name, cellValue(raw.cells[name]!)]));
  return {
    ...own,
    line: raw.line,
    predictedMs: prediction.seconds * 1e3,
    measuredMs: row.seconds * 1e3,
    ratio: prediction.seconds / row.seconds,
    boundBy: prediction.limiter,
    mapping: prediction.mapping,
  };
}

const asPair = (row: ValidatedRow) => ({ predicted: row.predictedMs, measured: row.measuredMs });
const symmetricError = (row: ValidatedRow): number => Math.max(row.ratio, 1 / row.ratio) - 1;

function groupsOf(rows: readonly ValidatedRow[]): Readonly<Record<string, FitSummary>> {
  const names = [...new Set(rows.map((row) => groupName(row)))];
  return Object.fromEntries(
    names.map((name) => [name, fitSummary(rows.filter((row) => groupName(row) === name).map(asPair))]),
  );
}

const groupName = (row: ValidatedRow): string => `${row.precision} ${row.direction ?? 'gemm'}`;

/** Predicts every row of `csvText`. Errors: InputError with file and line for the first bad row, unless `skipBad`;
 * with `skipBad` a table without one good row is still refused. */
export function validateRows(
  csvText: string,
  fileName: string,
  chip: ChipSpec,
  runtime: string,
  options: ValidateOptions = {},
): ValidationResult {
  cachedModel(chip, runtime);
  const table = parseMeasuredCsv(csvText, fileName);
  const bad: BadLine[] = [...table.broken, ...checkDevices(table)];
  const badLines = new Set(bad.map(({ line }) => line));
  const rows: ValidatedRow[] = [];
  table.rows.forEach((raw, i) => {
    if (badLines.has(raw.line)) return;
    try {
      rows.push(validateRow(table, i, chip, runtime));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      bad.push({ line: raw.line, error });
    }
  });
  const inOrder = bad.sort((a, b) => a.line - b.line);
  if (inOrder[0] !== undefined && (options.skipBad !== true || rows.length === 0)) throw firstOf(inOrder);
  return {
    file: fileName,
    chip: chip.name,
    runtime,
    rows,
    summary: fitSummary(rows.map(asPair)),
    groups: groupsOf(rows),
    worst: [...rows].sort((a, b) => symmetricError(b) - symmetricError(a)).slice(0, WORST_ROWS),
    skipped: inOrder.map(({ line, error }) => ({ line, reason: error.message })),
  };
}

function firstOf(errors: readonly BadLine[]): InputError {
  const first = errors[0]!.error;
  if (errors.length === 1) return first;
  const more = `${errors.length - 1} more bad row${errors.length > 2 ? 's' : ''}; --skip-bad leaves them out and lists them`;
  const hint = first.problem.hint === undefined ? more : `${first.problem.hint}; ${more}`;
  return new InputError({ ...first.problem, hint });
}

export interface RunValidateOptions extends ValidateOptions {
  readonly chip: (name: string) => ChipSpec;
  /** One table of the user's; without it, all calibration tables. */
  readonly data?: { readonly text: string; readonly file: string; readonly chip: string; readonly runtime: string };
  /** Text of a file of data/measured; needed without `data`. */
  readonly readTable?: (file: string) => string;
}

/** One result per table. Errors: InputError of a bad table, chip or runtime. */
export function runValidate(options: RunValidateOptions): readonly ValidationResult[] {
  const { data, readTable } = options;
  if (data !== undefined) {
    return [validateRows(data.text, data.file, options.chip(data.chip), data.runtime, options)];
  }
  if (readTable === undefined) throw new Error('validate: neither a table nor a way to read the calibration tables');
  return calibrationPlan.map((t) => validateRows(readTable(t.file), t.file, options.chip(t.chip), t.runtime, options));
}
