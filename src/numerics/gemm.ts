/** @file Matrix multiplication C (+)= A * B on row-major Float32Arrays with offsets and leading dimensions.
 * The order of every sum is part of the contract: for each output element the accumulator starts at 0 (or at the value
 * of C with `accumulate`), then takes k = 0, 1, 2 ... in turn. fp32: the product is rounded to fp32, then the sum is.
 * fp16: one rounding per multiply-add, from the exact result (a fused fp16 multiply-add). */
import { currentCore } from './core.js';
import { InputError } from './errors.js';
import type { AccumulatorKind, IntegerAccumulator } from './formatTypes.js';
import { gemmInteger } from './integerGemm.js';

/** Operands of one GEMM: C is [m, n], op(A) is [m, k], op(B) is [k, n]; all strides count elements. */
export interface GemmArgs {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly c: Float32Array;
  readonly aOffset?: number;
  readonly bOffset?: number;
  readonly cOffset?: number;
  /** Distance between stored rows; the default is the stored row length (k, or m when transposed, and so on). */
  readonly lda?: number;
  readonly ldb?: number;
  readonly ldc?: number;
  /** A is stored [k, m]. */
  readonly transposeA?: boolean;
  /** B is stored [n, k]. */
  readonly transposeB?: boolean;
  /** Start each accumulator from C instead of 0. */
  readonly accumulate?: boolean;
  /** Any NumericFormat, or just its accumulator. Default fp32. */
  readonly format?: GemmFormat;
  /** Value of one unit of the mantissas of A and B: needed by integer accumulators only. */
  readonly scaleA?: number;
  readonly scaleB?: number;
}

/** What `gemm` wants to know of a format. */
export interface GemmFormat {
  readonly accumulate: AccumulatorKind;
  readonly integerAccumulator?: IntegerAccumulator;
}

/** The same operands with everything explicit: element (i, p) of A is a[aOffset + i*aRow + p*aCol], and so on. */
export interface GemmView {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly c: Float32Array;
  readonly aOffset: number;
  readonly bOffset: number;
  readonly cOffset: number;
  readonly aRow: number;
  readonly aCol: number;
  readonly bRow: number;
  readonly bCol: number;
  readonly cRow: number;
  readonly accumulate: boolean;
}

/** C (+)= op(A) * op(B). @throws InputError when an operand is too short for its shape. */
export function gemm(args: GemmArgs): void {
  const view = viewOf(args);
  if (view.m === 0 || view.n === 0) return;
  const kind = args.format?.accumulate ?? 'fp32';
  if (kind === 'fp32') currentCore().gemmFp32(view);
  else if (kind === 'fp16') currentCore().gemmFp16(view);
  else gemmInteger(view, args.format?.integerAccumulator, args.scaleA, args.scaleB);
}

/** Fills in strides and checks the extents. */
export function viewOf(args: GemmArgs): GemmView {
  const { m, n, k, a, b, c } = args;
  const lda = args.lda ?? (args.transposeA ? m : k);
  const ldb = args.ldb ?? (args.transposeB ? k : n);
  const cRow = args.ldc ?? n;
  const [aRow, aCol] = args.transposeA ? [1, lda] : [lda, 1];
  const [bRow, bCol] = args.transposeB ? [1, ldb] : [ldb, 1];
  const aOffset = args.aOffset ?? 0;
  const bOffset = args.bOffset ?? 0;
  const cOffset = args.cOffset ?? 0;
  checkExtent('a', a, aOffset, m, aRow, k, aCol);
  checkExtent('b', b, bOffset, k, bRow, n, bCol);
  checkExtent('c', c, cOffset, m, cRow, n, 1);
  const accumulate = args.accumulate ?? false;
  return { m, n, k, a, b, c, aOffset, bOffset, cOffset, aRow, aCol, bRow, bCol, cRow, accumulate };
}

function checkExtent(
  name: string,
  data: Float32Array,
  offset: number,
  rows: number,
  rowStep: number,
  cols: number,
  colStep: number,
): void {
  if (rows === 0 || cols === 0) return;
  const needed = offset + (rows - 1) * rowStep + (cols - 1) * colStep + 1;
  if (offset >= 0 && needed <= data.length && rows > 0 && cols > 0) return;
  throw new InputError({
    where: `gemm operand ${name}`,
    expected: `at least ${needed} elements for [${rows}, ${cols}] at offset ${offset}`,
    found: `${data.length}`,
  });
}
