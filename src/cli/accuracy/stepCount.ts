/** @file Counts the updates of runs that go on side by side. What an earlier process did is no work of this one, so that
 * the rate, and the time left, are right after a resume. */

export class StepCount {
  readonly #updates: ReadonlyMap<number, number>;
  readonly #first = new Map<number, number>();
  readonly #last = new Map<number, number>();

  /** Index and updates of each run. */
  constructor(runs: readonly (readonly [index: number, updates: number])[]) {
    this.#updates = new Map(runs);
  }

  /** Run `index` has just done its update number `step`, counted from 1. */
  at(index: number, step: number): void {
    if (!this.#first.has(index)) this.#first.set(index, step - 1);
    this.#last.set(index, step);
  }

  /** Run `index` is over: a run that diverges ends early. */
  finish(index: number): void {
    this.#last.set(index, this.#updates.get(index) ?? 0);
  }

  get done(): number {
    return sum(this.#last) - sum(this.#first);
  }

  get total(): number {
    return sum(this.#updates) - sum(this.#first);
  }
}

const sum = (counts: ReadonlyMap<number, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
