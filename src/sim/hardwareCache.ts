/** @file Which tensors a chip's hardware-managed memory holds, at tile granularity: least recently used, whole tiles.
 * Accesses arrive in program order, so hits do not depend on timing. A written tile goes back to DRAM once for each stay;
 * that is booked when it is first written. Held to the line-exact cache of sim/memory by tests. */

/** Slot of a tile that is all slots of a tensor. */
const ALL = -1;

/** `part` of an access to all of a tile; other parts are the rows of one class of units. */
export const WHOLE_TILE = -1;

/** Stands for all slots where slots are relative. */
const ALL_SLOTS = 0.5;

/** A tile that is held, in a ring from the least to the most recent. */
interface Held {
  readonly tensor: number;
  slot: number;
  bytes: number;
  /** Parts that have been brought in; WHOLE_TILE stands for all. */
  readonly parts: number[];
  /** Parts written since then: their way back is booked. */
  readonly dirty: number[];
  older: Held;
  newer: Held;
}

export class HardwareCache {
  readonly #capacityBytes: number;
  /** Tensor → slot → tile. */
  readonly #held = new Map<number, Map<number, Held>>();
  /** Ends of the ring: its `newer` is the oldest tile, its `older` the newest. */
  readonly #ends: Held;
  #usedBytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
    const ends = { tensor: -1, slot: ALL, bytes: 0, parts: [], dirty: [] } as unknown as Held;
    ends.older = ends;
    ends.newer = ends;
    this.#ends = ends;
  }

  /** Read or write `part` (`bytes` long) of `slot` of a tensor (-1: all slots); returns the bytes that DRAM must serve. */
  touch(tensor: number, slot: number, part: number, bytes: number, writes = false): number {
    const slots = this.#slotsOf(tensor);
    let tile = slots.get(ALL);
    if (tile === undefined) tile = slot === ALL ? this.#join(tensor, slots) : slots.get(slot);
    const found = tile !== undefined && (tile.parts.includes(part) || tile.parts.includes(WHOLE_TILE));
    const before = tile === undefined ? 0 : tile.bytes;
    const missing = found ? 0 : part === WHOLE_TILE ? Math.max(0, bytes - before) : bytes;
    // A tile larger than the cache streams through it, is never found again, and leaves nothing else there.
    if (before + missing > this.#capacityBytes) {
      while (this.#ends.newer !== this.#ends) this.#evict(this.#ends.newer);
      return bytes;
    }
    if (tile === undefined) {
      tile = { tensor, slot, bytes: 0, parts: [], dirty: [] } as unknown as Held;
      slots.set(slot, tile);
    } else unlink(tile);
    this.#append(tile);
    if (!found) tile.parts.push(part);
    tile.bytes += missing;
    this.#usedBytes += missing;
    while (this.#usedBytes > this.#capacityBytes) this.#evict(this.#ends.newer);
    if (!writes) return missing;
    if (tile.dirty.includes(part) || tile.dirty.includes(WHOLE_TILE)) return 0;
    tile.dirty.push(part);
    return bytes;
  }

  /** A cache that holds the same. */
  clone(): HardwareCache {
    const copy = new HardwareCache(this.#capacityBytes);
    for (let tile = this.#ends.newer; tile !== this.#ends; tile = tile.newer) {
      const held = { ...tile, parts: tile.parts.slice(), dirty: tile.dirty.slice() };
      copy.#slotsOf(tile.tensor).set(tile.slot, held);
      copy.#append(held);
    }
    copy.#usedBytes = this.#usedBytes;
    return copy;
  }

  /** Tiles held, least recent first, with slots relative to `origin(tensor)`: equal states behave equally. */
  state(origin: (tensor: number) => number): number[] {
    const state: number[] = [];
    for (let tile = this.#ends.newer; tile !== this.#ends; tile = tile.newer) {
      const { tensor, slot, bytes, parts, dirty } = tile;
      state.push(tensor, slot === ALL ? ALL_SLOTS : slot - origin(tensor), bytes);
      state.push(parts.length, ...parts, dirty.length, ...dirty);
    }
    return state;
  }

  /** Rename slots after a jump over equal iterations: `advance(tensor)` slots further. */
  shift(advance: (tensor: number) => number): void {
    for (const [tensor, slots] of this.#held) {
      const by = advance(tensor);
      if (by === 0) continue;
      const tiles = [...slots.values()];
      slots.clear();
      for (const tile of tiles) {
        if (tile.slot !== ALL) tile.slot += by;
        slots.set(tile.slot, tile);
      }
    }
  }

  #slotsOf(tensor: number): Map<number, Held> {
    let slots = this.#held.get(tensor);
    if (slots === undefined) {
      slots = new Map();
      this.#held.set(tensor, slots);
    }
    return slots;
  }

  #append(tile: Held): void {
    const { older } = this.#ends;
    tile.older = older;
    tile.newer = this.#ends;
    older.newer = tile;
    this.#ends.older = tile;
  }

  #evict(tile: Held): void {
    unlink(tile);
    this.#usedBytes -= tile.bytes;
    this.#held.get(tile.tensor)!.delete(tile.slot);
  }

  /** Somebody reads all slots: those that are held become one tile. Undefined when none is. */
  #join(tensor: number, slots: Map<number, Held>): Held | undefined {
    if (slots.size === 0) return undefined;
    const all = { tensor, slot: ALL, bytes: 0, parts: [], dirty: [] } as unknown as Held;
    for (const tile of slots.values()) {
      all.bytes += tile.bytes;
      unlink(tile);
    }
    slots.clear();
    slots.set(ALL, all);
    this.#append(all);
    return all;
  }
}

function unlink(tile: Held): void {
  tile.older.newer = tile.newer;
  tile.newer.older = tile.older;
}
