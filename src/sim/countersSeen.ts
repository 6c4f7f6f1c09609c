/** @file The loop counters as an issued operation sees them; operations of one iteration share one copy. */

export class CountersSeen {
  latest: Int32Array = new Int32Array(0);

  /** A copy of the counters; the one made last while it is equal. */
  at(counters: Int32Array): Int32Array {
    const known = this.latest;
    let equal = known.length === counters.length;
    for (let i = 0; equal && i < counters.length; i++) equal = known[i] === counters[i];
    if (!equal) this.latest = counters.slice();
    return this.latest;
  }
}
