/** @file Which tensors a chip's hardware-managed memory holds, at tile granularity: least recently used, whole tiles.
 * Accesses arrive in program order, so hits do not depend on timing. */

/** Slots of one tensor fit below this; the key of a tile is tensor x SLOTS + slot + 1. */
const SLOTS = 2 ** 32;

export class HardwareCache {
  readonly #capacityBytes: number;
  /** Insertion order is recency. */
  #held = new Map<number, number>();
  #usedBytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  /** Touch `slot` of a tensor (-1: all of it); returns the bytes that the memory behind the cache must serve. */
  touch(tensor: number, slot: number, bytes: number): number {
    const whole = tensor * SLOTS;
    const key = whole + slot + 1;
    for (const candidate of slot === -1 ? [key] : [key, whole]) {
      const size = this.#held.get(candidate);
      if (size === undefined) continue;
      this.#held.delete(candidate);
      this.#held.set(candidate, size);
      return 0;
    }
    // A tile larger than the cache streams through it and is never found again.
    if (bytes > this.#capacityBytes) return bytes;
    for (const [oldest, size] of this.#held) {
      if (this.#usedBytes + bytes <= this.#capacityBytes) break;
      this.#held.delete(oldest);
      this.#usedBytes -= size;
    }
    this.#held.set(key, bytes);
    this.#usedBytes += bytes;
    return bytes;
  }

  /** Tiles held, least recent first, with slots relative to `origin(tensor)`: equal states behave equally. */
  state(origin: (tensor: number) => number): number[] {
    return [...this.#held.keys()].map((key) => {
      const tensor = Math.floor(key / SLOTS);
      const slot = (key % SLOTS) - 1;
      return tensor * SLOTS + (slot < 0 ? 0 : slot + 1 - origin(tensor));
    });
  }

  /** Rename slots after a jump over equal iterations: `advance(tensor)` slots further. */
  shift(advance: (tensor: number) => number): void {
    const moved = new Map<number, number>();
    for (const [key, size] of this.#held) {
      const isWhole = key % SLOTS === 0;
      moved.set(isWhole ? key : key + advance(Math.floor(key / SLOTS)), size);
    }
    this.#held = moved;
  }
}
