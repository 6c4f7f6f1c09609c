/** @file A cache line for line: set-associative, sectored lines, least recently used, hashed sets. The truth to which the
 * tile-level cache of the engine is held; far too slow to be the engine's own. GPU L1 and L2 of 2014-18 have lines of
 * 128 bytes in sectors of 32 (Jia et al. 2018, arXiv 1804.06826, table 3.1). */

export interface SectorCacheShape {
  readonly capacityBytes: number;
  readonly lineBytes: number;
  readonly sectorBytes: number;
  readonly ways: number;
}

export interface SectorCacheCounts {
  readonly hitSectors: number;
  readonly missSectors: number;
  readonly evictedLines: number;
}

/** 128-byte lines of four sectors, 16 ways. */
export function gpuCacheShape(capacityBytes: number): SectorCacheShape {
  return { capacityBytes, lineBytes: 128, sectorBytes: 32, ways: 16 };
}

const EMPTY = -1;

export class SectorCache {
  readonly shape: SectorCacheShape;
  readonly #sets: number;
  readonly #tags: Float64Array;
  readonly #lastUse: Float64Array;
  /** One bit per sector that is present. */
  readonly #present: Uint32Array;
  #clock = 0;
  #hits = 0;
  #misses = 0;
  #evicted = 0;

  /** Throws a plain Error for a shape that is no cache. */
  constructor(shape: SectorCacheShape) {
    const lines = Math.floor(shape.capacityBytes / shape.lineBytes);
    const sectors = shape.lineBytes / shape.sectorBytes;
    if (!Number.isInteger(sectors) || sectors > 32) throw new Error('cache: a line must hold 1 to 32 whole sectors');
    if (shape.ways < 1 || lines < shape.ways) throw new Error('cache: fewer lines than ways');
    this.shape = shape;
    this.#sets = Math.floor(lines / shape.ways);
    this.#tags = new Float64Array(this.#sets * shape.ways).fill(EMPTY);
    this.#lastUse = new Float64Array(this.#tags.length);
    this.#present = new Uint32Array(this.#tags.length);
  }

  get counts(): SectorCacheCounts {
    return { hitSectors: this.#hits, missSectors: this.#misses, evictedLines: this.#evicted };
  }

  /** Touches `bytes` from `address`; returns the bytes that the next level must serve (whole sectors). */
  access(address: number, bytes: number): number {
    const { lineBytes, sectorBytes } = this.shape;
    const end = address + bytes;
    let missing = 0;
    for (let line = Math.floor(address / lineBytes); line * lineBytes < end; line++) {
      const way = this.#find(line);
      const first = Math.max(0, Math.floor((address - line * lineBytes) / sectorBytes));
      const last = Math.min(lineBytes / sectorBytes, Math.ceil((end - line * lineBytes) / sectorBytes));
      for (let sector = first; sector < last; sector++) {
        const bit = 1 << sector;
        if ((this.#present[way]! & bit) !== 0) {
          this.#hits++;
          continue;
        }
        this.#present[way]! |= bit;
        this.#misses++;
        missing += sectorBytes;
      }
    }
    return missing;
  }

  /** Index of the line, which is brought in (empty) when absent. */
  #find(line: number): number {
    const { ways } = this.shape;
    const base = this.#setOf(line) * ways;
    let victim = base;
    for (let way = base; way < base + ways; way++) {
      if (this.#tags[way] === line) {
        this.#lastUse[way] = ++this.#clock;
        return way;
      }
      if (this.#lastUse[way]! < this.#lastUse[victim]!) victim = way;
    }
    if (this.#tags[victim] !== EMPTY) this.#evicted++;
    this.#tags[victim] = line;
    this.#present[victim] = 0;
    this.#lastUse[victim] = ++this.#clock;
    return victim;
  }

  /** Upper address bits folded in, so that power-of-two strides spread over the sets as on real chips. */
  #setOf(line: number): number {
    const high = Math.floor(line / this.#sets);
    return (line + high * 7 + Math.floor(high / this.#sets) * 13) % this.#sets;
  }
}

/** Touches through levels, nearest first: what one lacks, the next is asked for. Returns bytes past the last level. */
export function accessThrough(levels: readonly SectorCache[], address: number, bytes: number): number {
  let pieces: readonly (readonly [address: number, bytes: number])[] = [[address, bytes]];
  for (const level of levels) {
    const { sectorBytes } = level.shape;
    const next: (readonly [number, number])[] = [];
    for (const [start, length] of pieces) {
      const from = Math.floor(start / sectorBytes) * sectorBytes;
      for (let at = from; at < start + length; at += sectorBytes) {
        if (level.access(at, sectorBytes) > 0) next.push([at, sectorBytes]);
      }
    }
    pieces = next;
  }
  return pieces.reduce((sum, [, length]) => sum + length, 0);
}
