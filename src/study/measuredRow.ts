/** @file Turns one CSV row into a shape and a time, or says exactly what is wrong with it. */
import { InputError } from '../numerics/errors.js';
import type { GpuFormat, RnnDirection, RnnOp } from '../sim/gpu/library.js';
import type { MeasuredRow } from './calibrateModel.js';
import type { MeasuredKind, RawRow } from './measuredCsv.js';

const ops: readonly RnnOp[] = ['vanilla', 'gru', 'lstm'];
const directions: readonly RnnDirection[] = ['fwd', 'bwd_data', 'bwd_weights', 'bwd'];

/** Precision words of the DeepBench sheets and our own format names. `fp16*`: fp16 operands, fp32 accumulate. */
const precisions: readonly (readonly [pattern: RegExp, format: GpuFormat])[] = [
  [/^(fp32|float|float32)$/, 'fp32'],
  [/^(fp32in_tensorcore|fp32-tc)$/, 'fp32-tc'],
  [/^(half$|fp16(?!-all))/, 'fp16'],
  [/^(int8|int8in_int32acc)$/, 'int8'],
];

type Reader = (column: string) => string;

function problem(where: string, column: string, expected: string, found: string): InputError {
  return new InputError({
    where: `${where} column ${column}`,
    expected,
    found: found === '' ? 'nothing' : `'${found}'`,
  });
}

function readChoice<T extends string>(where: string, cell: Reader, column: string, choices: readonly T[]): T {
  const word = cell(column).toLowerCase();
  const found = choices.find((choice) => choice === word);
  if (found === undefined) throw problem(where, column, `one of ${choices.join(', ')}`, cell(column));
  return found;
}

function readCount(where: string, cell: Reader, column: string): number {
  const text = cell(column);
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < 1)
    throw problem(where, column, 'a whole number above 0', text);
  return value;
}

function readSeconds(where: string, cell: Reader): number {
  const text = cell('time_ms');
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value <= 0) {
    throw problem(where, 'time_ms', 'a time in milliseconds above 0', text);
  }
  return value / 1e3;
}

function readFormat(where: string, cell: Reader): GpuFormat {
  const word = cell('precision').toLowerCase();
  const found = precisions.find(([pattern]) => pattern.test(word));
  if (found === undefined) {
    const known = 'fp32, fp16_mul_fp32_acc, fp32in_tensorcore or int8in_int32acc';
    throw problem(where, 'precision', known, cell('precision'));
  }
  return found[1];
}

function readTranspose(where: string, cell: Reader, column: string): boolean {
  return readChoice(where, cell, column, ['n', 't'] as const) === 't';
}

/** Reads one row. Errors: InputError `file:line column …` for every cell that is not what it must be. */
export function readMeasuredRow(raw: RawRow, kind: MeasuredKind, file: string): MeasuredRow {
  const where = `${file}:${raw.line}`;
  const cell: Reader = (column) => raw.cells[column] ?? '';
  const format = readFormat(where, cell);
  const seconds = readSeconds(where, cell);
  const count = (column: string): number => readCount(where, cell, column);
  if (kind === 'gemm') {
    if (raw.cells.op !== undefined) readChoice(where, cell, 'op', ['gemm'] as const);
    const transA = readTranspose(where, cell, 'a_transpose');
    const transB = readTranspose(where, cell, 'b_transpose');
    return { kind, seconds, shape: { m: count('m'), n: count('n'), k: count('k'), transA, transB, format } };
  }
  const op = readChoice(where, cell, 'op', ops);
  const direction = readChoice(where, cell, 'direction', directions);
  const shape = { op, hidden: count('hidden'), batch: count('batch'), steps: count('timesteps'), direction, format };
  return { kind, seconds, shape };
}
