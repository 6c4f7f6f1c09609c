/** @file Hands arrays to the WASM core: arrays in its memory by address, others by copy. One stage serves one call. */
import type { TensorMemory } from './memory.js';

interface Loan {
  readonly array: Float32Array;
  readonly first: number;
  readonly length: number;
  readonly address: number;
  written: boolean;
}

/** Borrowed addresses of one call; `finish` copies results back and returns the blocks. */
export class WasmStage {
  private readonly loans: Loan[] = [];
  private readonly scratch: number[] = [];

  constructor(private readonly memory: TensorMemory) {}

  /** Address of array[first]; `length` elements may be read there. */
  input(array: Float32Array, first: number, length: number): number {
    return this.lend(array, first, length, false);
  }

  /** The same for elements that are written (and perhaps read before). */
  output(array: Float32Array, first: number, length: number): number {
    return this.lend(array, first, length, true);
  }

  /** Uninitialised working space. */
  space(bytes: number): number {
    const address = this.memory.allocate(bytes);
    if (address === 0) throw new WasmMemoryFull();
    this.scratch.push(address);
    return address;
  }

  finish(): void {
    if (this.loans.length > 0) this.copyBack();
    this.drop();
  }

  /** Returns all blocks without copying anything back. */
  drop(): void {
    for (const address of this.scratch) this.memory.release(address);
    this.scratch.length = 0;
    this.loans.length = 0;
  }

  private lend(array: Float32Array, first: number, length: number, written: boolean): number {
    if (this.memory.owns(array)) return array.byteOffset + first * 4;
    for (const loan of this.loans) {
      // aliased operands (in-place cells) must see each other
      if (loan.array === array && loan.first <= first && first + length <= loan.first + loan.length) {
        loan.written ||= written;
        return loan.address + (first - loan.first) * 4;
      }
    }
    const address = this.space(Math.max(length, 1) * 4 + 16);
    const copy = new Float32Array(this.memory.memory.buffer, address, length);
    copy.set(array.subarray(first, first + length));
    this.loans.push({ array, first, length, address, written });
    return address;
  }

  private copyBack(): void {
    for (const { array, first, length, address, written } of this.loans) {
      if (written) array.set(new Float32Array(this.memory.memory.buffer, address, length), first);
    }
  }
}

/** There is no room to stage a call: the reference core takes it. */
export class WasmMemoryFull extends Error {}
