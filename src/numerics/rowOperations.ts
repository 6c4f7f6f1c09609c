/** @file One number per row of a [rows, columns] block: a bias added, or the row's sum. On the core in use. */
import { currentCore } from './core.js';

/** A contiguous block inside of an array; the vector beside it has one number per row. */
export interface RowsArgs {
  readonly rows: number;
  readonly columns: number;
  readonly src: Float32Array;
  readonly srcOffset: number;
  readonly vector: Float32Array;
  readonly vectorOffset: number;
}

export interface AddToRowsArgs extends RowsArgs {
  /** May be `src` at the same offset. */
  readonly dst: Float32Array;
  readonly dstOffset: number;
}

/** dst[r, c] = src[r, c] + vector[r]. */
export function addToRows(args: AddToRowsArgs): void {
  currentCore().addToRows(args);
}

/** vector[r] += src[r, 0] + src[r, 1] + …, columns in ascending order, each sum rounded to fp32. */
export function addRowSums(args: RowsArgs): void {
  currentCore().addRowSums(args);
}

export function addToRowsReference(args: AddToRowsArgs): void {
  const { rows, columns, src, vector, dst } = args;
  for (let r = 0; r < rows; r++) {
    const value = vector[args.vectorOffset + r];
    const [from, to] = [args.srcOffset + r * columns, args.dstOffset + r * columns];
    for (let c = 0; c < columns; c++) dst[to + c] = src[from + c] + value;
  }
}

export function addRowSumsReference(args: RowsArgs): void {
  const { rows, columns, src, vector } = args;
  for (let r = 0; r < rows; r++) {
    const from = args.srcOffset + r * columns;
    let sum = vector[args.vectorOffset + r];
    for (let c = 0; c < columns; c++) sum = Math.fround(sum + src[from + c]);
    vector[args.vectorOffset + r] = sum;
  }
}
