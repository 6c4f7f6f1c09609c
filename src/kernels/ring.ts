/** @file Buffers that are used in turn: while one is read, the next is filled. */
import type { SlotIndex } from '../sim/program.js';
import { type KernelTensor, LoopIndex, type Tile } from './handles.js';

/** `n` buffers of one shape. The tile of step t is that of step t + n again. */
export class Ring {
  /** All of them: [n, rows, columns]. */
  readonly tensor: KernelTensor;

  constructor(tensor: KernelTensor) {
    this.tensor = tensor;
  }

  /** The buffer of step `t`: what the step before has filled. */
  now(t: LoopIndex | number): Tile {
    return { tensor: this.tensor, slot: this.#slot(t, 0) };
  }

  /** The buffer of step `t + 1`, to be filled in step `t`. */
  next(t: LoopIndex | number): Tile {
    return { tensor: this.tensor, slot: this.#slot(t, 1) };
  }

  #slot(t: LoopIndex | number, later: number): SlotIndex {
    const { slots } = this.tensor;
    if (typeof t !== 'number') return t.plus(later).mod(slots);
    return new LoopIndex([], (((t + later) % slots) + slots) % slots);
  }
}
