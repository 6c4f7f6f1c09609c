/** @file Where each unit's time went. Work and waits tile a unit's whole life: for every class of units,
 * work + waits by reason = makespan. A gap is charged backwards along the chain of operations that held the unit up. */
import type { Instance } from './instance.js';
import type { PartTimes } from './parts.js';
import type { Op } from './program.js';
import { reasonIndex, timeReasons } from './waits.js';
import type { WatchGate } from './watch.js';

const REASONS = timeReasons.length;
const WORK = reasonIndex('work');
const IMBALANCE = reasonIndex('imbalance');
/** Finished operations that a backward walk can still see; older ones end the walk. */
const HISTORY = 1 << 12;

/** Reason of the cycles between an operation's last reservation and the moment its results can be read, when they are
 * not the latency of a memory. */
const latencyReason: Readonly<Record<Op['kind'], number>> = {
  matmul: reasonIndex('dependency'),
  pointwise: reasonIndex('dependency'),
  reduce: reasonIndex('dependency'),
  transpose: reasonIndex('dependency'),
  gather: reasonIndex('dependency'),
  move: reasonIndex('dram'),
  exchange: reasonIndex('exchange'),
  barrier: reasonIndex('barrier'),
  launch: reasonIndex('launch'),
  begin: reasonIndex('launch'),
  scale: reasonIndex('scale'),
};

export class Ledger {
  /** [class][reason] cycles, flat; a view into the engine's statistics so that jumps can scale it. */
  readonly #time: Float64Array;
  /** Cycle up to which each class's time is booked. */
  readonly bookedUntil: Float64Array;
  readonly #history: (Instance | undefined)[] = new Array(HISTORY);
  readonly #reasonOfResource: Int8Array;
  readonly #parts: PartTimes;
  readonly #partIndex: ReadonlyMap<string, number>;
  readonly #watch: WatchGate | null;
  /** The part that is charged now: that of the operation that works or waits. */
  #part = 0;

  constructor(time: Float64Array, reasonOfResource: Int8Array, parts: PartTimes, watch: WatchGate | null = null) {
    this.#watch = watch;
    this.#time = time;
    this.#reasonOfResource = reasonOfResource;
    this.#parts = parts;
    this.#partIndex = new Map(parts.names.map((name, index) => [name, index]));
    this.bookedUntil = new Float64Array(time.length / REASONS);
  }

  /** Call when an instance starts: it can be part of somebody's chain from now on. */
  remember(instance: Instance): void {
    this.#history[instance.sequence % HISTORY] = instance;
  }

  /** A unit's engine works from the instance's start to its work's end. Instances arrive in order of start. */
  work(instance: Instance): void {
    const { cls } = instance;
    this.book(cls, instance.startCycle, instance);
    const from = Math.max(this.bookedUntil[cls], instance.startCycle);
    if (instance.workEndCycle <= from) return;
    this.#charge(cls, WORK, from, instance.workEndCycle);
    this.bookedUntil[cls] = instance.workEndCycle;
  }

  /** Book the idle time of a class up to `cycle`, which is when `waiter` stopped waiting. */
  book(cls: number, cycle: number, waiter: Instance): void {
    const floor = this.bookedUntil[cls];
    this.#for(waiter);
    let upper = cycle;
    let current = waiter;
    while (upper > floor) {
      const cause = this.#causeOf(current);
      if (cause === undefined) {
        this.#charge(
          cls,
          current.cls === cls || current.cls < 0 ? latencyReason[current.op.kind] : IMBALANCE,
          floor,
          upper,
        );
        break;
      }
      const lower = Math.max(floor, Math.min(upper, cause.startCycle));
      if (current.blockedReason >= 0) this.#charge(cls, current.blockedReason, lower, upper);
      else this.#chargePhases(cls, cause, lower, upper);
      upper = lower;
      current = cause;
    }
    if (cycle > floor) this.bookedUntil[cls] = cycle;
  }

  /** Book classes up to the end of an operation that all of them waited for. */
  bookAll(instance: Instance, classes: Iterable<number> = this.bookedUntil.keys()): void {
    for (const cls of classes) {
      this.book(cls, instance.startCycle, instance);
      const floor = this.bookedUntil[cls];
      if (instance.endCycle <= floor) continue;
      this.#chargePhases(cls, instance, floor, instance.endCycle);
      this.bookedUntil[cls] = instance.endCycle;
    }
  }

  /** Units that have nothing to do up to `cycle` wait for the others. */
  idle(cls: number, cycle: number): void {
    const from = this.bookedUntil[cls];
    if (cycle <= from) return;
    this.#part = 0;
    this.#charge(cls, IMBALANCE, from, cycle);
    this.bookedUntil[cls] = cycle;
  }

  /** Finished or running operations that a later gap can still be charged to, oldest first. */
  visible(sequence: number): Instance[] {
    const floor = Math.min(...this.bookedUntil);
    const found = this.#history.filter((i): i is Instance => i !== undefined && i.endCycle > floor);
    return found.filter((i) => i.sequence <= sequence).sort((a, b) => a.sequence - b.sequence);
  }

  /** Move the books `cycles` later. Finished operations move too: a chain may still lead to them. */
  shift(cycles: number, instances: Iterable<Instance>): void {
    for (let c = 0; c < this.bookedUntil.length; c++) this.bookedUntil[c] += cycles;
    const seen = new Set<Instance>(instances);
    for (const i of this.#history) if (i !== undefined && !seen.has(i)) i.shift(cycles);
  }

  #causeOf(instance: Instance): Instance | undefined {
    if (instance.blockedBy < 0) return undefined;
    const cause = this.#history[instance.blockedBy % HISTORY];
    return cause?.sequence === instance.blockedBy ? cause : undefined;
  }

  /** Split [lower, upper) over what `cause` did then: computing elsewhere, held by a resource, or in flight. */
  #chargePhases(cls: number, cause: Instance, lower: number, upper: number): void {
    const workEnd = clamp(cause.workEndCycle, lower, upper);
    const holdEnd = clamp(cause.holdEndCycle, workEnd, upper);
    const { limiting } = cause.demand;
    this.#charge(cls, IMBALANCE, lower, workEnd);
    if (holdEnd > workEnd)
      this.#charge(cls, this.#reasonOfResource[cause.demand.resources[limiting]], workEnd, holdEnd);
    this.#charge(cls, this.#reasonOfLatency(cause), holdEnd, upper);
  }

  #reasonOfLatency(instance: Instance): number {
    const { latencyResource } = instance.demand;
    return latencyResource >= 0 ? this.#reasonOfResource[latencyResource] : latencyReason[instance.op.kind];
  }

  #for({ op }: Instance): void {
    this.#part = this.#partIndex.get(op.part ?? '') ?? 0;
  }

  #charge(cls: number, reason: number, from: number, to: number): void {
    this.#time[cls * REASONS + reason] += to - from;
    const { names, time } = this.#parts;
    if (names.length > 0) time[cls * names.length + this.#part] += to - from;
    if (this.#watch !== null && to > from) this.#watch.booked(cls, reason, from, to);
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : Math.min(value, high);
}
