/** @file The operands of a product with every stride spelled out, checked: what the cores are given. */
import { InputError } from './errors.js';
import type { GemmArgs } from './gemm.js';
import type { PackedMatrix } from './packedMatrix.js';

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
  readonly packedA: PackedMatrix | null;
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
  const packedA = args.packedA ?? null;
  if (packedA !== null) checkPacked(packedA, m, k);
  return { m, n, k, a, b, c, aOffset, bOffset, cOffset, aRow, aCol, bRow, bCol, cRow, accumulate, packedA };
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

function checkPacked(packed: PackedMatrix, m: number, k: number): void {
  if (packed.m === m && packed.k === k) return;
  throw new InputError({
    where: 'gemm operand packedA',
    expected: `[${m}, ${k}]`,
    found: `[${packed.m}, ${packed.k}]`,
  });
}
