/** @file Left operands of matrix products that are used again and again without being written (weights over the time steps)
 * are packed once for the numeric core. Values are equal with and without it (tested). */
import { freePacked, type PackedMatrix, packA } from '../numerics/packedMatrix.js';
import type { Tile } from './tensors.js';

/** Uses without a write after which a tile is taken for a weight. */
const USES_BEFORE_PACKING = 2;

interface Operand {
  version: number;
  offset: number;
  uses: number;
  packed: PackedMatrix | null;
}

/** The packed operands of one run. */
export class PackedOperands {
  /** By tensor and orientation; of each only the tile used last. */
  readonly #operands = new Map<number, Operand>();

  /** op(A) [m, k] packed, or null when it is not worth it. `version` counts the writes of the tensor. */
  get(tile: Tile, tensor: number, version: number, m: number, k: number, transposeA: boolean): PackedMatrix | null {
    const key = 2 * tensor + (transposeA ? 1 : 0);
    let operand = this.#operands.get(key);
    if (operand === undefined) {
      operand = { version, offset: tile.offset, uses: 0, packed: null };
      this.#operands.set(key, operand);
    }
    if (operand.version !== version || operand.offset !== tile.offset) {
      drop(operand);
      operand.version = version;
      operand.offset = tile.offset;
      operand.uses = 0;
    }
    if (operand.uses++ === USES_BEFORE_PACKING) {
      operand.packed = packA({ m, k, a: tile.data, aOffset: tile.offset, transposeA });
    }
    return operand.packed;
  }

  /** Gives all memory back. */
  release(): void {
    for (const operand of this.#operands.values()) drop(operand);
    this.#operands.clear();
  }
}

function drop(operand: Operand): void {
  if (operand.packed !== null) freePacked(operand.packed);
  operand.packed = null;
}
