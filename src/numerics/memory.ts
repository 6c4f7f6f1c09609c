/** @file Where tensors live. All tensors share one WASM memory whose size is reserved at the start and never grows (growing
 * would detach every view), so `allocFloat32` can hand out ordinary Float32Array views that the WASM core uses without
 * copies. Untouched pages cost nothing. When the memory is full, or there is no WebAssembly, plain arrays are handed out
 * and the core copies them in and out: slower, same bits. */
import { hostWasm, type WasmMemory } from './wasmTypes.js';

const PAGE_BYTES = 65536;
const ALIGN_BYTES = 64;
/** This part of the memory is kept for the operands of single calls: without it the slow reference core would serve. */
const STAGING_SHARE = 1 / 16;
const RESERVE_PAGES = [16384, 8192, 4096, 1024, 256]; // 1 GiB down to 16 MiB, the first that the host grants

/** A block allocator over one WASM memory: bump pointer, and one free list per block size. */
export class TensorMemory {
  private next = PAGE_BYTES; // the first page stays free for the core's own data
  private readonly free = new Map<number, Set<number>>();
  /** Free blocks by the address behind them. */
  private readonly freeBefore = new Map<number, { readonly address: number; readonly size: number }>();
  private readonly sizes = new Map<number, number>();

  constructor(readonly memory: WasmMemory) {}

  get capacityBytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Bytes in live blocks. */
  get usedBytes(): number {
    let sum = 0;
    for (const size of this.sizes.values()) sum += size;
    return sum;
  }

  /** Address of a block of at least `bytes` bytes, or 0 when there is no room with `spareBytes` left over. Contents are
   * undefined. */
  allocate(bytes: number, spareBytes = 0): number {
    const size = blockSize(bytes);
    let address = this.reuse(size);
    if (address === 0) {
      if (this.next + size + spareBytes > this.capacityBytes) return 0;
      address = this.next;
      this.next += size;
    }
    this.sizes.set(address, size);
    return address;
  }

  /** Returns a block. Unknown addresses (already freed, not ours) are a bug of the caller. */
  release(address: number): void {
    const size = this.sizes.get(address);
    if (size === undefined) throw new Error(`release of address ${address}, which is not a live block`);
    this.sizes.delete(address);
    if (address + size === this.next) {
      this.lower(address);
      return;
    }
    const list = this.free.get(size);
    if (list === undefined) this.free.set(size, new Set([address]));
    else list.add(address);
    this.freeBefore.set(address + size, { address, size });
  }

  private reuse(size: number): number {
    const list = this.free.get(size);
    if (list === undefined) return 0;
    for (const address of list) {
      list.delete(address);
      this.freeBefore.delete(address + size);
      return address;
    }
    return 0;
  }

  /** The blocks from `next` on are free: so is their space, for blocks of any size. */
  private lower(next: number): void {
    this.next = next;
    for (let block = this.freeBefore.get(next); block !== undefined; block = this.freeBefore.get(this.next)) {
      this.freeBefore.delete(this.next);
      this.free.get(block.size)?.delete(block.address);
      this.next = block.address;
    }
  }

  owns(array: Float32Array): boolean {
    return array.buffer === this.memory.buffer;
  }
}

/** Rounded up to a multiple of an eighth of its power of two (at least 64 bytes), so that sizes repeat. */
function blockSize(bytes: number): number {
  const step = Math.max(ALIGN_BYTES, 2 ** (Math.ceil(Math.log2(Math.max(bytes, 1))) - 3));
  return Math.ceil(Math.max(bytes, 1) / step) * step;
}

let shared: TensorMemory | undefined;
let tried = false;

/** The one memory, reserved at first use; undefined where it cannot be had. */
export function tensorMemory(): TensorMemory | undefined {
  if (tried || hostWasm === undefined) return shared;
  tried = true;
  for (const pages of RESERVE_PAGES) {
    try {
      shared = new TensorMemory(new hostWasm.Memory({ initial: pages, maximum: pages }));
      return shared;
    } catch {
      // too much for this host: ask for less
    }
  }
  return undefined;
}

/** A zeroed Float32Array, in the core's memory while there is room. It lives until `freeFloat32` or for ever. Its `buffer` is
 * the whole memory: `slice()` it before posting it to a worker or keeping bytes of it. */
export function allocFloat32(length: number): Float32Array {
  const memory = length > 0 ? tensorMemory() : undefined;
  const address = memory?.allocate(length * 4, memory.capacityBytes * STAGING_SHARE) ?? 0;
  if (memory === undefined || address === 0) return new Float32Array(length);
  return new Float32Array(memory.memory.buffer, address, length).fill(0);
}

/** Gives an array from `allocFloat32` back. The caller must not use it, or a subarray of it, afterwards. */
export function freeFloat32(array: Float32Array): void {
  if (shared?.owns(array)) shared.release(array.byteOffset);
}

/** Allocates until released together: one run, one model, one test. */
export interface Float32Arena {
  alloc(length: number): Float32Array;
  release(): void;
}

export function createArena(): Float32Arena {
  const live: Float32Array[] = [];
  return {
    alloc: (length) => {
      const array = allocFloat32(length);
      live.push(array);
      return array;
    },
    release: () => {
      for (const array of live) freeFloat32(array);
      live.length = 0;
    },
  };
}
