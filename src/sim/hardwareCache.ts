/** @file Which tensors a chip's hardware-managed memory holds, at tile granularity: least recently used, whole tiles.
 * Accesses arrive in program order, so hits do not depend on timing. */

/** Slots of one tensor fit below this; the key of a tile is tensor x SLOTS + slot + 1. */
const SLOTS = 2 ** 32;

/** `part` of an access to all of a tile; other parts are the rows of one class of units. */
export const WHOLE_TILE = -1;

/** Stands for all slots where slots are relative. */
const ALL_SLOTS = 0.5;

interface Held {
  bytes: number;
  /** Parts that have been brought in; WHOLE_TILE stands for all. */
  readonly parts: number[];
}

export class HardwareCache {
  readonly #capacityBytes: number;
  /** Insertion order is recency. */
  #held = new Map<number, Held>();
  #usedBytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Touch `part` (`bytes` long) of `slot` of a tensor (-1: all slots); returns the bytes that DRAM must serve. */
  touch(tensor: number, slot: number, part: number, bytes: number): number {
    const whole = tensor * SLOTS;
    const key = slot >= 0 && this.#held.has(whole) ? whole : whole + slot + 1;
    if (key === whole && !this.#held.has(whole)) this.#join(tensor);
    const tile = this.#held.get(key) ?? { bytes: 0, parts: [] };
    this.#held.delete(key);
    const found = tile.parts.includes(part) || tile.parts.includes(WHOLE_TILE);
    const missing = found ? 0 : part === WHOLE_TILE ? Math.max(0, bytes - tile.bytes) : bytes;
    // A tile larger than the cache streams through it and is never found again.
    if (tile.bytes + missing > this.#capacityBytes) {
      this.#usedBytes -= tile.bytes;
      return bytes;
    }
    this.#makeRoom(missing);
    if (!found) tile.parts.push(part);
    tile.bytes += missing;
    this.#usedBytes += missing;
    this.#held.set(key, tile);
    return missing;
  }

  /** Tiles held, least recent first, with slots relative to `origin(tensor)`: equal states behave equally. */
  state(origin: (tensor: number) => number): number[] {
    const state: number[] = [];
    for (const [key, { bytes, parts }] of this.#held) {
      const tensor = Math.floor(key / SLOTS);
      const slot = key % SLOTS;
      state.push(tensor, slot === 0 ? ALL_SLOTS : slot - origin(tensor), bytes, parts.length, ...parts);
    }
    return state;
  }

  /** Rename slots after a jump over equal iterations: `advance(tensor)` slots further. */
  shift(advance: (tensor: number) => number): void {
    const moved = new Map<number, Held>();
    for (const [key, tile] of this.#held) {
      const isWhole = key % SLOTS === 0;
      moved.set(isWhole ? key : key + advance(Math.floor(key / SLOTS)), tile);
    }
    this.#held = moved;
  }

  #makeRoom(bytes: number): void {
    for (const [oldest, tile] of this.#held) {
      if (this.#usedBytes + bytes <= this.#capacityBytes) return;
      this.#held.delete(oldest);
      this.#usedBytes -= tile.bytes;
    }
  }

  /** Slots that are held become one tile of the whole tensor: somebody reads all of them. */
  #join(tensor: number): void {
    let bytes = 0;
    for (const [key, tile] of this.#held) {
      if (Math.floor(key / SLOTS) !== tensor) continue;
      this.#held.delete(key);
      bytes += tile.bytes;
    }
    if (bytes > 0) this.#held.set(tensor * SLOTS, { bytes, parts: [] });
  }
}
