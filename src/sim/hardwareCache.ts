/** @file Which tensors a chip's hardware-managed memory holds, at tile granularity: least recently used, whole tiles.
 * Accesses arrive in program order, so hits do not depend on timing. */

/** Slots of one tensor fit below this; the key of a tile is tensor x SLOTS + slot + 1. */
const SLOTS = 2 ** 32;

/** `part` of an access to all of a tile; other parts are the rows of one class of units. */
export const WHOLE_TILE = -1;

/** Stands for all slots where slots are relative. */
const ALL_SLOTS = 0.5;

/** A tile that is held, in a ring from the least to the most recent. */
interface Held {
  key: number;
  bytes: number;
  /** Parts that have been brought in; WHOLE_TILE stands for all. */
  readonly parts: number[];
  older: Held;
  newer: Held;
}

export class HardwareCache {
  readonly #capacityBytes: number;
  #held = new Map<number, Held>();
  /** Slots held of each tensor, so that a reading of all slots finds them. */
  readonly #slotsHeld = new Map<number, number>();
  /** Ends of the ring: its `newer` is the oldest tile, its `older` the newest. */
  readonly #ends: Held;
  #usedBytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
    const ends = { key: -1, bytes: 0, parts: [] } as unknown as Held;
    ends.older = ends;
    ends.newer = ends;
    this.#ends = ends;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Touch `part` (`bytes` long) of `slot` of a tensor (-1: all slots); returns the bytes that DRAM must serve. */
  touch(tensor: number, slot: number, part: number, bytes: number): number {
    const whole = tensor * SLOTS;
    let tile = this.#held.get(whole);
    if (tile === undefined) tile = slot >= 0 ? this.#held.get(whole + slot + 1) : this.#join(tensor);
    const found = tile !== undefined && (tile.parts.includes(part) || tile.parts.includes(WHOLE_TILE));
    const before = tile === undefined ? 0 : tile.bytes;
    const missing = found ? 0 : part === WHOLE_TILE ? Math.max(0, bytes - before) : bytes;
    if (tile !== undefined) this.#remove(tile);
    // A tile larger than the cache streams through it and is never found again.
    if (before + missing > this.#capacityBytes) return bytes;
    while (this.#usedBytes + before + missing > this.#capacityBytes) this.#remove(this.#ends.newer);
    const parts = tile === undefined ? [] : tile.parts;
    if (!found) parts.push(part);
    this.#append(whole + slot + 1, tile, before + missing, parts);
    return missing;
  }

  /** Tiles held, least recent first, with slots relative to `origin(tensor)`: equal states behave equally. */
  state(origin: (tensor: number) => number): number[] {
    const state: number[] = [];
    for (let tile = this.#ends.newer; tile !== this.#ends; tile = tile.newer) {
      const tensor = Math.floor(tile.key / SLOTS);
      const slot = tile.key % SLOTS;
      state.push(tensor, slot === 0 ? ALL_SLOTS : slot - origin(tensor), tile.bytes, tile.parts.length, ...tile.parts);
    }
    return state;
  }

  /** Rename slots after a jump over equal iterations: `advance(tensor)` slots further. */
  shift(advance: (tensor: number) => number): void {
    this.#held = new Map();
    for (let tile = this.#ends.newer; tile !== this.#ends; tile = tile.newer) {
      if (tile.key % SLOTS !== 0) tile.key += advance(Math.floor(tile.key / SLOTS));
      this.#held.set(tile.key, tile);
    }
  }

  #append(key: number, tile: Held | undefined, bytes: number, parts: number[]): void {
    const { older } = this.#ends;
    const added = tile ?? ({ key, parts } as unknown as Held);
    added.bytes = bytes;
    added.older = older;
    added.newer = this.#ends;
    older.newer = added;
    this.#ends.older = added;
    this.#held.set(added.key, added);
    this.#usedBytes += bytes;
    this.#countSlot(added.key, 1);
  }

  #remove(tile: Held): void {
    tile.older.newer = tile.newer;
    tile.newer.older = tile.older;
    this.#held.delete(tile.key);
    this.#usedBytes -= tile.bytes;
    this.#countSlot(tile.key, -1);
  }

  #countSlot(key: number, by: number): void {
    if (key % SLOTS === 0) return;
    const tensor = Math.floor(key / SLOTS);
    this.#slotsHeld.set(tensor, (this.#slotsHeld.get(tensor) ?? 0) + by);
  }

  /** Somebody reads all slots: those that are held become one tile. Undefined when none is. */
  #join(tensor: number): Held | undefined {
    if ((this.#slotsHeld.get(tensor) ?? 0) === 0) return undefined;
    let bytes = 0;
    for (let tile = this.#ends.newer; tile !== this.#ends; tile = tile.newer) {
      if (Math.floor(tile.key / SLOTS) !== tensor) continue;
      this.#remove(tile);
      bytes += tile.bytes;
    }
    this.#append(tensor * SLOTS, undefined, bytes, []);
    return this.#held.get(tensor * SLOTS);
  }
}
