/** @file Binary heap of events ordered by (cycle, sequence). The sequence is the operation's place in the program, so
 * that equal times have one defined order and two runs give the same bytes. */

export class EventQueue<T> {
  #cycles = new Float64Array(256);
  #sequences = new Float64Array(256);
  #items: T[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Cycle of the next event; the queue must not be empty. */
  get nextCycle(): number {
    return this.#cycles[0];
  }

  push(cycle: number, sequence: number, item: T): void {
    if (this.#size === this.#cycles.length) this.#grow();
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#after(parent, cycle, sequence)) break;
      this.#copy(parent, i);
      i = parent;
    }
    this.#set(i, cycle, sequence, item);
  }

  pop(): T {
    const top = this.#items[0];
    const last = --this.#size;
    const cycle = this.#cycles[last];
    const sequence = this.#sequences[last];
    const item = this.#items[last];
    this.#items[last] = undefined as T; // to be collected; shortening the array would cost more
    if (last > 0) this.#sink(cycle, sequence, item);
    return top;
  }

  /** Move every event `cycles` later; their order does not change. */
  shift(cycles: number): void {
    for (let i = 0; i < this.#size; i++) this.#cycles[i] += cycles;
  }

  #sink(cycle: number, sequence: number, item: T): void {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#after(child, this.#cycles[right], this.#sequences[right])) child = right;
      const later = this.#cycles[child] - cycle || this.#sequences[child] - sequence;
      if (later >= 0) break;
      this.#copy(child, i);
      i = child;
    }
    this.#set(i, cycle, sequence, item);
  }

  /** True when the event at index i comes after (cycle, sequence). */
  #after(i: number, cycle: number, sequence: number): boolean {
    return this.#cycles[i] > cycle || (this.#cycles[i] === cycle && this.#sequences[i] > sequence);
  }

  #copy(from: number, to: number): void {
    this.#set(to, this.#cycles[from], this.#sequences[from], this.#items[from]);
  }

  #set(i: number, cycle: number, sequence: number, item: T): void {
    this.#cycles[i] = cycle;
    this.#sequences[i] = sequence;
    this.#items[i] = item;
  }

  #grow(): void {
    const cycles = new Float64Array(this.#cycles.length * 2);
    const sequences = new Float64Array(this.#cycles.length * 2);
    cycles.set(this.#cycles);
    sequences.set(this.#sequences);
    this.#cycles = cycles;
    this.#sequences = sequences;
  }
}
