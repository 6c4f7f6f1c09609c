/** @file Watching a part of a simulation, operation by operation: some iterations of the outermost loops, or everything.
 * Iterations before the watched ones are jumped as ever (a jump leaves the machine in the very state that the slow path
 * reaches), inside them nothing is, and after them jumps begin again once nothing watched is unfinished. */
import type { Engine } from './engine.js';
import type { Instance } from './instance.js';
import { type Program, type Repeat, staticOps } from './program.js';

export interface Watch {
  /** First and last iteration (from 0) that are watched, of each outermost loop; null: all of the program. */
  readonly steps: readonly [first: number, last: number] | null;
  /** Called when an operation starts on a class of units or the chip, all of its times known; in order of start. */
  readonly onSpan: (instance: Instance) => void;
  /** Called when a class's time is booked: [from, to) went to the reason of that index. Intervals of a class are disjoint
   * and, without `steps`, tile the makespan; they come in no particular order. */
  readonly onTime?: (cls: number, reason: number, from: number, to: number) => void;
  /** True once nothing more is wanted: the rest is jumped. */
  readonly isOver?: () => boolean;
}

/** The loops whose iterations are an author's steps: those outside all others, but for the trial runs of Flexpoint, which
 * are the program's last loop. */
export function stepLoops(program: Program): readonly Repeat[] {
  return program.body.filter((node): node is Repeat => node.kind === 'repeat' && !isTrial(node));
}

const isTrial = (repeat: Repeat): boolean => [...staticOps(repeat.body)].every((op) => op.dry);

export class WatchGate {
  readonly #watch: Watch;
  /** Operation id → its step loop. */
  readonly #loopOf = new Map<number, number>();
  readonly #stepLoops: ReadonlySet<number>;
  /** Loop inside a step loop → that one. */
  readonly #outer = new Map<number, number>();
  /** Step loop → when its first watched operation started and its last one ended; loops in order of start. */
  readonly #spans = new Map<number, { readonly from: number; until: number }>();
  #untilCycle = Number.NEGATIVE_INFINITY;

  constructor(watch: Watch, program: Program) {
    this.#watch = watch;
    const loops = stepLoops(program);
    this.#stepLoops = new Set(loops.map(({ loop }) => loop));
    for (const repeat of loops) {
      for (const op of staticOps(repeat.body)) this.#loopOf.set(op.id, repeat.loop);
      this.#inner(repeat, repeat.loop);
    }
  }

  #inner(repeat: Repeat, outer: number): void {
    for (const node of repeat.body) {
      if (node.kind !== 'repeat') continue;
      this.#outer.set(node.loop, outer);
      this.#inner(node, outer);
    }
  }

  started(instance: Instance): void {
    if (!this.#contains(instance)) return;
    this.#watch.onSpan(instance);
    if (this.#watch.steps === null) return;
    const { startCycle: from, endCycle: until } = instance;
    const loop = this.#loopOf.get(instance.op.id)!;
    const span = this.#spans.get(loop);
    if (span === undefined) this.#spans.set(loop, { from, until });
    else if (until > span.until) span.until = until;
    this.#untilCycle = Math.max(this.#untilCycle, until);
  }

  /** The part of [from, to) in which something watched ran. */
  booked(cls: number, reason: number, from: number, to: number): void {
    const { steps, onTime } = this.#watch;
    if (steps === null) {
      onTime?.(cls, reason, from, to);
      return;
    }
    let told = from;
    for (const span of this.#spans.values()) {
      const [start, end] = [Math.max(told, span.from), Math.min(to, span.until)];
      if (end <= start) continue;
      onTime?.(cls, reason, start, end);
      told = end;
    }
  }

  /** Iterations of the loop that may be jumped now. */
  mostSkipped(repeat: Repeat, engine: Engine): number {
    const { steps } = this.#watch;
    if (this.#watch.isOver?.()) return Number.POSITIVE_INFINITY;
    if (steps === null) return 0;
    const { counters } = engine.stream;
    const own = this.#stepLoops.has(repeat.loop);
    const loop = own ? repeat.loop : this.#outer.get(repeat.loop);
    if (loop !== undefined && counters[loop] >= steps[0] && counters[loop] <= steps[1]) return 0;
    if (this.#unfinished(engine)) return 0;
    return own && counters[loop!] < steps[0] ? steps[0] - counters[loop!] : Number.POSITIVE_INFINITY;
  }

  /** A jump would move what is in flight, and time that is not booked yet. */
  #unfinished(engine: Engine): boolean {
    for (const booked of engine.ledger.bookedUntil) if (booked < this.#untilCycle) return true;
    for (const instance of engine.inFlight.values()) if (this.#contains(instance)) return true;
    return false;
  }

  #contains({ op, counters }: Instance): boolean {
    const { steps } = this.#watch;
    if (steps === null) return true;
    const loop = this.#loopOf.get(op.id);
    return loop !== undefined && counters[loop] >= steps[0] && counters[loop] <= steps[1];
  }
}
