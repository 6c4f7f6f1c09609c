/** @file A set-associative cache over sectors, line by line: the reference that the engine's tile-level cache is held to.
 * A tag covers a line (128 B on the GPUs of 2015-18), data come and go in sectors of 32 B (Jia et al. 2018, arXiv
 * 1804.06826; GPGPU-Sim's sectored L2), the least recently used line of a set makes room. */

export interface CacheShape {
  readonly capacityBytes: number;
  readonly ways: number;
  readonly lineBytes: number;
  readonly sectorBytes: number;
  /** write-back: a written sector goes on when its line leaves. write-through: at once, and a miss claims no line. */
  readonly writes: 'write-back' | 'write-through';
}

/** What lies behind a cache: the next cache, or a counter of DRAM bytes. */
export interface MemoryPort {
  read(address: number, bytes: number): void;
  write(address: number, bytes: number): void;
}

/** DRAM: everything that arrives counts. */
export class TrafficCounter implements MemoryPort {
  readBytes = 0;
  writtenBytes = 0;

  read(_address: number, bytes: number): void {
    this.readBytes += bytes;
  }

  write(_address: number, bytes: number): void {
    this.writtenBytes += bytes;
  }

  get totalBytes(): number {
    return this.readBytes + this.writtenBytes;
  }
}

const FREE = -1;
/** 2^32 over the golden ratio: rounds of the address space start at sets far apart. Low bits of a product are poor. */
const ROTATE = 0x9e3779b1 | 0;
const LOW_BITS = 12;

export class SectoredCache implements MemoryPort {
  readonly shape: CacheShape;
  hitSectors = 0;
  missedSectors = 0;
  readonly #next: MemoryPort;
  readonly #sets: number;
  readonly #sectorsPerLine: number;
  /** Line number held by each way of each set. */
  readonly #lines: Float64Array;
  readonly #lastUse: Float64Array;
  /** Bit s: sector s of the line is here; and in `#dirty`: it was written. */
  readonly #valid: Uint32Array;
  readonly #dirty: Uint32Array;
  #clock = 0;

  /** Throws when the capacity is not a whole number of sets. */
  constructor(shape: CacheShape, next: MemoryPort) {
    const { capacityBytes, ways, lineBytes, sectorBytes } = shape;
    this.shape = shape;
    this.#next = next;
    this.#sets = capacityBytes / (ways * lineBytes);
    this.#sectorsPerLine = lineBytes / sectorBytes;
    if (!Number.isInteger(this.#sets) || !Number.isInteger(this.#sectorsPerLine) || this.#sectorsPerLine > 32)
      throw new Error(
        `${capacityBytes} B make no whole sets of ${ways} x ${lineBytes} B in sectors of ${sectorBytes} B`,
      );
    const entries = this.#sets * ways;
    this.#lines = new Float64Array(entries).fill(FREE);
    this.#lastUse = new Float64Array(entries);
    this.#valid = new Uint32Array(entries);
    this.#dirty = new Uint32Array(entries);
  }

  read(address: number, bytes: number): void {
    this.#each(address, bytes, false);
  }

  write(address: number, bytes: number): void {
    this.#each(address, bytes, true);
  }

  /** Write all dirty sectors on and forget everything: the end of a run. */
  flush(): void {
    for (let entry = 0; entry < this.#lines.length; entry++) this.#evict(entry);
  }

  #each(address: number, bytes: number, writes: boolean): void {
    const { sectorBytes } = this.shape;
    const end = address + bytes;
    for (let sector = Math.floor(address / sectorBytes); sector * sectorBytes < end; sector++) {
      const first = Math.max(address, sector * sectorBytes);
      const covered = Math.min(end, (sector + 1) * sectorBytes) - first;
      if (writes) this.#writeSector(sector, first, covered);
      else this.#readSector(sector);
    }
  }

  #readSector(sector: number): void {
    const entry = this.#claim(sector);
    const bit = this.#bit(sector);
    if ((this.#valid[entry] & bit) !== 0) {
      this.hitSectors += 1;
      return;
    }
    this.missedSectors += 1;
    this.#valid[entry] |= bit;
    this.#next.read(sector * this.shape.sectorBytes, this.shape.sectorBytes);
  }

  #writeSector(sector: number, address: number, bytes: number): void {
    const { sectorBytes, writes } = this.shape;
    const bit = this.#bit(sector);
    if (writes === 'write-through') {
      const held = this.#find(sector);
      if (held >= 0) this.#lastUse[held] = ++this.#clock;
      this.#next.write(address, bytes);
      return;
    }
    const entry = this.#claim(sector);
    if ((this.#valid[entry] & bit) !== 0) this.hitSectors += 1;
    else {
      this.missedSectors += 1;
      // A sector that is written whole need not be fetched.
      if (bytes < sectorBytes) this.#next.read(sector * sectorBytes, sectorBytes);
      this.#valid[entry] |= bit;
    }
    this.#dirty[entry] |= bit;
  }

  #bit(sector: number): number {
    return 1 << (sector % this.#sectorsPerLine);
  }

  /** First way of a line's set. Neighbouring lines go to neighbouring sets; higher address bits rotate them, as the
   * hashed maps of real caches do, so that rows a power of two apart do not meet in one set. */
  #firstWay(line: number): number {
    const round = Math.floor(line / this.#sets);
    return ((line + (Math.imul(round, ROTATE) >>> LOW_BITS)) % this.#sets) * this.shape.ways;
  }

  /** Way that holds the sector's line, or -1. */
  #find(sector: number): number {
    const line = Math.floor(sector / this.#sectorsPerLine);
    const first = this.#firstWay(line);
    for (let entry = first; entry < first + this.shape.ways; entry++) if (this.#lines[entry] === line) return entry;
    return -1;
  }

  /** Way that holds the sector's line from now on; the least recently used one leaves for it. */
  #claim(sector: number): number {
    let entry = this.#find(sector);
    if (entry < 0) {
      const line = Math.floor(sector / this.#sectorsPerLine);
      const first = this.#firstWay(line);
      entry = first;
      for (let e = first; e < first + this.shape.ways; e++) if (this.#lastUse[e] < this.#lastUse[entry]) entry = e;
      this.#evict(entry);
      this.#lines[entry] = line;
    }
    this.#lastUse[entry] = ++this.#clock;
    return entry;
  }

  #evict(entry: number): void {
    const { sectorBytes } = this.shape;
    const dirty = this.#dirty[entry];
    for (let s = 0; dirty !== 0 && s < this.#sectorsPerLine; s++) {
      if ((dirty & (1 << s)) === 0) continue;
      this.#next.write((this.#lines[entry] * this.#sectorsPerLine + s) * sectorBytes, sectorBytes);
    }
    this.#lines[entry] = FREE;
    this.#lastUse[entry] = 0;
    this.#valid[entry] = 0;
    this.#dirty[entry] = 0;
  }
}
