/** @file The latest accesses to the hardware cache, in program order: what a jump makes the cache go through again. */

/** Numbers that one access takes. */
const WIDTH = 6;
/** Accesses that are kept at least; an iteration with more of them cannot be replayed. */
const KEPT = 1 << 14;

export class TouchLog {
  /** tensor, slot, part, bytes, 1 for a write, bytes that DRAM served; access after access. */
  readonly #numbers: number[] = [];
  /** Accesses dropped before the first that is kept. */
  #dropped = 0;

  /** Number of accesses so far: the place of the next one. */
  get mark(): number {
    return this.#dropped + this.#numbers.length / WIDTH;
  }

  add(tensor: number, slot: number, part: number, bytes: number, writes: boolean, missed: number): void {
    if (this.#numbers.length >= 2 * KEPT * WIDTH) {
      this.#numbers.splice(0, KEPT * WIDTH);
      this.#dropped += KEPT;
    }
    this.#numbers.push(tensor, slot, part, bytes, Number(writes), missed);
  }

  /** True when all accesses from a mark on are kept. */
  knows(mark: number): boolean {
    return mark >= this.#dropped;
  }

  /** The accesses from a mark on; null when some of them are no longer known. */
  since(mark: number): Touches | null {
    return !this.knows(mark) ? null : new Touches(this.#numbers.slice((mark - this.#dropped) * WIDTH));
  }

  /** Forget all: accesses have been left out. */
  clear(): void {
    this.#dropped = this.mark + 1;
    this.#numbers.length = 0;
  }
}

/** Accesses that come again and again, `slots` further each time. */
export class Touches {
  readonly #numbers: readonly number[];

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** Let a cache go through them; false as soon as DRAM serves other bytes than it did. */
  repeat(cache: Touchable, slotsOn: (tensor: number) => number): boolean {
    const numbers = this.#numbers;
    for (let i = 0; i < numbers.length; i += WIDTH) {
      const [tensor, slot] = [numbers[i], numbers[i + 1]];
      const there = slot < 0 ? slot : slot + slotsOn(tensor);
      const missed = cache.touch(tensor, there, numbers[i + 2], numbers[i + 3], numbers[i + 4] === 1);
      if (missed !== numbers[i + 5]) return false;
    }
    return true;
  }
}

export interface Touchable {
  touch(tensor: number, slot: number, part: number, bytes: number, writes: boolean): number;
}
