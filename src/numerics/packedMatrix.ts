/** @file The left operand of a product, packed once for many products (weights that stay the same from call to call). The
 * packed copy changes where numbers lie, not the order of any sum: results are equal to the bit with and without it. */
import { currentCore } from './core.js';
import type { GemmArgs } from './gemm.js';
import { viewOf } from './gemmView.js';
import { freeFloat32 } from './memory.js';

/** A copy of op(A) [m, k] in the order in which the core reads it. It does not follow later changes of A. */
export interface PackedMatrix {
  readonly m: number;
  readonly k: number;
  /** Groups of eight rows, for each k side by side; rows after the last group are not in it. */
  readonly panels: Float32Array;
}

/** What is packed: the A of a product. */
export type PackArgs = Pick<GemmArgs, 'm' | 'k' | 'a' | 'aOffset' | 'lda' | 'transposeA'>;

const NO_ELEMENTS = new Float32Array(0);

/** Packs op(A) for `gemm({ …, packedA })`; null when the core in use would not profit or its memory is full. Give it back
 * with `freePacked`. @throws InputError when A is too short for its shape. */
export function packA(args: PackArgs): PackedMatrix | null {
  const view = viewOf({ ...args, n: 0, b: NO_ELEMENTS, c: NO_ELEMENTS });
  const panels = currentCore().packA(view);
  return panels === null ? null : { m: args.m, k: args.k, panels };
}

/** Gives a packed matrix's memory back; it must not be used afterwards. */
export function freePacked(packed: PackedMatrix): void {
  freeFloat32(packed.panels);
}
