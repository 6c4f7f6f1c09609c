/** @file What barriers order, as vector clocks: for each domain (a stage, or all units) how many of its barriers it has
 * passed, and how many of every other domain's it knows to be behind them. */

export class BarrierOrder {
  /** Barriers that each domain has passed. */
  readonly epochs: Int32Array;
  /** [domain][other]: the last of the other's epochs that is over for this domain; -1: none. */
  readonly #over: readonly Int32Array[];

  constructor(domains: number) {
    this.epochs = new Int32Array(domains);
    this.#over = Array.from({ length: domains }, () => new Int32Array(domains).fill(-1));
  }

  /** These domains meet in a barrier: what any of them knew, all of them know. */
  meet(domains: readonly number[]): void {
    const joined = new Int32Array(this.epochs.length).fill(-1);
    for (const d of domains) for (let e = 0; e < joined.length; e++) joined[e] = Math.max(joined[e], this.#over[d][e]);
    for (const d of domains) joined[d] = this.epochs[d];
    for (const d of domains) {
      this.#over[d].set(joined);
      this.epochs[d] += 1;
    }
  }

  /** True when everything of those epochs is over for all of these domains. */
  known(earlier: ReadonlyMap<number, number>, later: Iterable<number>): boolean {
    for (const d of later) {
      for (const [e, epoch] of earlier) if (this.#over[d][e] < epoch) return false;
    }
    return true;
  }
}
