/** @file What one operation asks of the machine: a cycle count per resource, all reserved from the same start. */

export class Demand {
  /** Cycles in which an arithmetic engine works; the part of the operation that counts as work. */
  workCycles = 0;
  /** Cycles after the last reservation ends until results can be read (pipelines, hops). */
  latencyCycles = 0;
  /** What that latency belongs to: a memory's or network's resource, or -1 for the operation's own pipeline. */
  latencyResource = -1;
  /** Cycles that the chip rests between its last work and the end of this operation; they pass while it waits, too. */
  restCycles = 0;
  /** True when every run of the operation asks for the same. */
  everyRun = false;
  macs = 0;
  count = 0;
  readonly resources: number[] = [];
  readonly cycles: number[] = [];
  readonly bytes: number[] = [];

  /** Reserve `resource` for a whole number of cycles (rounded up), after what is already asked of it; `bytes` go to the
   * traffic statistics. */
  add(resource: number, cycles: number, bytes = 0): void {
    for (let i = 0; i < this.count; i++) {
      if (this.resources[i] !== resource) continue;
      this.cycles[i] += Math.ceil(cycles);
      this.bytes[i] += bytes;
      return;
    }
    this.resources[this.count] = resource;
    this.cycles[this.count] = Math.ceil(cycles);
    this.bytes[this.count] = bytes;
    this.count += 1;
  }

  /** Arithmetic: reserve an engine and count the cycles as work. */
  compute(resource: number, cycles: number): void {
    this.add(resource, cycles);
    this.workCycles = Math.max(this.workCycles, Math.ceil(cycles));
  }

  /** Results can be read this many cycles (rounded up) after the last reservation ends; the longest latency counts. */
  delay(cycles: number, resource = -1): void {
    const whole = Math.ceil(cycles);
    if (whole <= this.latencyCycles) return;
    this.latencyCycles = whole;
    this.latencyResource = resource;
  }

  /** Longest reservation. */
  get holdCycles(): number {
    let longest = 0;
    for (let i = 0; i < this.count; i++) if (this.cycles[i] > longest) longest = this.cycles[i];
    return longest;
  }

  /** Index (into resources) of the longest reservation: what limits the operation. */
  get limiting(): number {
    let best = -1;
    let longest = -1;
    for (let i = 0; i < this.count; i++) {
      if (this.cycles[i] > longest) {
        longest = this.cycles[i];
        best = i;
      }
    }
    return best;
  }
}
