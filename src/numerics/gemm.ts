/** @file Matrix multiplication C (+)= A * B on row-major Float32Arrays with offsets and leading dimensions.
 * The order of every sum is part of the contract: for each output element the accumulator starts at 0 (or at the value
 * of C with `accumulate`), then takes k = 0, 1, 2 ... in turn. fp32: the product is rounded to fp32, then the sum is.
 * fp16: one rounding per multiply-add, from the exact result (a fused fp16 multiply-add). */
import { currentCore } from './core.js';
import type { AccumulatorKind, IntegerAccumulator } from './formatTypes.js';
import { viewOf } from './gemmView.js';
import { gemmInteger } from './integerGemm.js';
import type { PackedMatrix } from './packedMatrix.js';

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
  /** `packA` of this same A, made since A last changed: saves packing it again. Used by fp32 accumulators. */
  readonly packedA?: PackedMatrix | null;
}

/** What `gemm` wants to know of a format. */
export interface GemmFormat {
  readonly accumulate: AccumulatorKind;
  readonly integerAccumulator?: IntegerAccumulator;
}

/** C (+)= op(A) * op(B). @throws InputError when an operand is too short for its shape or `packedA` has another one. */
export function gemm(args: GemmArgs): void {
  const view = viewOf(args);
  if (view.m === 0 || view.n === 0) return;
  const kind = args.format?.accumulate ?? 'fp32';
  if (kind === 'fp32') currentCore().gemmFp32(view);
  else if (kind === 'fp16') currentCore().gemmFp16(view);
  else gemmInteger(view, args.format?.integerAccumulator, args.scaleA, args.scaleB);
}
