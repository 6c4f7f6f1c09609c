/** @file What an author holds while writing a kernel: tensors, tiles of them, loop indices. No chip appears here. */
import type { Cut } from '../sim/cuts.js';
import type { Precision, SlotIndex } from '../sim/program.js';
import { refuseAtAuthor } from './callSite.js';

/** rows, columns: each unit owns some. blocks: some rows of some columns, units in a grid. replicated: every unit has all
 * of it. partial: every unit has a term of a sum. block-inputs, block-terms: b and out of A · b for an A in blocks. */
export type Shard = Cut;
/** pinned: in the units' own memory for the whole run. streamed: off chip, copied in slot by slot as it is used.
 * cached: off chip, read and written where it lies, through whatever caches the chip has. */
export type Residency = 'pinned' | 'streamed' | 'cached';

/** A group of units with tensors and statements of its own, beside other groups: a layer of a pipeline. */
export interface Stage {
  readonly id: number;
  readonly name: string;
  /** So many units, or this share of the chip's. Neither: an equal share of what the other stages leave. */
  readonly units?: number;
  readonly share?: number;
}

export interface TensorOptions {
  readonly shard?: Shard;
  readonly residency?: Residency;
  /** Rows come in this many blocks that are cut alike: the 4 gates of an LSTM. Default 1. */
  readonly groups?: number;
  /** Default `format`; `accumulator` for sums that stay wide, `fp32` by policy (loss, norms, master weights). */
  readonly precision?: Precision;
  /** True when the buffer starts as zeros. */
  readonly zeroed?: boolean;
  /** The stage whose units hold it or, off the units, share the work on it. Missing: all units. */
  readonly stage?: Stage;
}

export interface KernelTensor {
  readonly id: number;
  readonly name: string;
  readonly slots: number;
  readonly rows: number;
  readonly columns: number;
  readonly role: 'input' | 'output' | 'buffer';
  readonly shard: Shard;
  readonly residency: Residency;
  readonly groups: number;
  readonly precision: Precision;
  readonly zeroed: boolean;
  readonly stage?: Stage;
  /** The author's line, while an author's file is being built. */
  readonly site?: string;
}

/** A slot of a tensor, or all of it. */
export interface Tile {
  readonly tensor: KernelTensor;
  readonly slot: SlotIndex | null;
}

/** A whole tensor can stand where a tile is wanted. */
export type TileLike = Tile | KernelTensor;

/** Throws InputError for what is neither: a name that was never given a tensor. */
export function asTile(like: TileLike): Tile {
  if (typeof like !== 'object' || like === null || !('tensor' in like || 'residency' in like)) {
    const found = typeof like === 'string' ? JSON.stringify(like) : String(like);
    refuseAtAuthor({ where: 'operand', expected: 'a tensor, or a tile of one (k.at)', found });
  }
  return 'tensor' in like ? like : { tensor: like, slot: null };
}

/** A loop index or an affine function of it: `t`, `t.minus(1)`, `t.plus(1).mod(2)`. */
export class LoopIndex implements SlotIndex {
  readonly terms: SlotIndex['terms'];
  readonly offset: number;
  readonly modulo: number;

  constructor(terms: SlotIndex['terms'], offset = 0, modulo = 0) {
    this.terms = terms;
    this.offset = offset;
    this.modulo = modulo;
  }

  plus(amount: number): LoopIndex {
    return new LoopIndex(this.terms, this.offset + amount, this.modulo);
  }

  minus(amount: number): LoopIndex {
    return this.plus(-amount);
  }

  times(factor: number): LoopIndex {
    const terms = this.terms.map((t) => ({ loop: t.loop, scale: t.scale * factor }));
    return new LoopIndex(terms, this.offset * factor, this.modulo);
  }

  /** Counts down while the loop counts up: last - t. */
  reversed(last: number): LoopIndex {
    return this.times(-1).plus(last);
  }

  /** Index of a ring of `size` buffers. */
  mod(size: number): LoopIndex {
    return new LoopIndex(this.terms, this.offset, size);
  }
}
