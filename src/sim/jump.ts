/** @file Jumps over equal iterations. When the machine's state at the start of an iteration (everything that can
 * influence the future, relative to now) equals an earlier iteration's, the iterations in between repeat exactly:
 * time and all counters advance by a multiple. The slow path gives the same cycles (property test). */
import type { Engine } from './engine.js';
import type { Instance } from './instance.js';
import { type Node, type Repeat, staticOps } from './program.js';

interface Snapshot {
  readonly iteration: number;
  readonly now: number;
  readonly counters: Float64Array;
  readonly queueFillsLeft: number;
  readonly state: readonly number[];
}

/** Periods tried, in units of the slots' common period. */
const MOST_PERIODS = 8;
/** Iterations looked at one by one; later only powers of two, so that a loop that never recurs stays cheap. */
const PATIENCE = 1024;

const phases = { waiting: 0, ready: 1, running: 2, retired: 3 } as const;

export class LoopJumper {
  readonly #engine: Engine;
  readonly #history = new Map<number, Snapshot[]>();
  readonly #periods = new Map<Repeat, number>();
  readonly #advances = new Map<Repeat, ReadonlyMap<number, number>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Called before each iteration of a repeat but the first. May move the loop's counter, and all time, ahead. */
  atIteration(repeat: Repeat): void {
    const iteration = this.#engine.stream.counters[repeat.loop];
    if (iteration === 1) this.#history.set(repeat.loop, []);
    const period = this.#period(repeat);
    if (repeat.count - iteration < period) return;
    if (iteration > PATIENCE && (iteration & (iteration - 1)) >= MOST_PERIODS * period) return;
    const snapshots = this.#history.get(repeat.loop)!;
    const state = this.#state(repeat);
    for (let k = snapshots.length - 1; k >= 0; k--) {
      const distance = iteration - snapshots[k].iteration;
      if (distance % period !== 0 || !equal(snapshots[k].state, state)) continue;
      if (this.#jump(repeat, snapshots[k], distance)) snapshots.length = 0;
      return;
    }
    const { now, counters, queueFillsLeft } = this.#engine;
    snapshots.push({ iteration, now, counters: counters.slice(), queueFillsLeft, state });
    if (snapshots.length > MOST_PERIODS * period) snapshots.shift();
  }

  #jump(repeat: Repeat, from: Snapshot, distance: number): boolean {
    const engine = this.#engine;
    const { loop } = repeat;
    const fills = from.queueFillsLeft - engine.queueFillsLeft;
    // While the host's queue fills, launches cost more: stop before the last of those launches.
    const untilFilled = fills > 0 ? Math.floor((engine.queueFillsLeft - 1) / fills) : Number.POSITIVE_INFINITY;
    const times = Math.min(Math.floor((repeat.count - engine.stream.counters[loop]) / distance), untilFilled);
    if (times < 1) return false;
    engine.queueFillsLeft -= times * fills;
    const iterations = times * distance;
    const cycles = times * (engine.now - from.now);
    const { counters } = engine;
    for (let i = 0; i < counters.length; i++) counters[i] += times * (counters[i] - from.counters[i]);
    this.#shiftTime(cycles);
    engine.stream.counters[loop] += iterations;
    const moved = new Set<Int32Array>();
    for (const instance of engine.inFlight.values()) {
      if (!moved.has(instance.counters)) instance.counters[loop] += iterations;
      moved.add(instance.counters);
    }
    const advance = this.#advance(repeat);
    engine.cache?.shift((tensor) => iterations * (advance.get(tensor) ?? 0));
    engine.scoreboard.rebuild(engine.inFlight.values());
    return true;
  }

  #shiftTime(cycles: number): void {
    const engine = this.#engine;
    engine.now += cycles;
    engine.queue.shift(cycles);
    for (let r = 0; r < engine.freeAt.length; r++) engine.freeAt[r] += cycles;
    for (const instance of engine.inFlight.values()) instance.shift(cycles);
    engine.ledger.shift(cycles, engine.inFlight.values());
  }

  /** Everything that can influence the future, relative to now, to the next sequence and to the iteration. */
  #state(repeat: Repeat): number[] {
    const engine = this.#engine;
    const { now, nextSequence } = engine;
    const iteration = engine.stream.counters[repeat.loop];
    const visible = engine.ledger.visible(nextSequence);
    const known = new Set<number>(visible.map((i) => i.sequence));
    const state: number[] = [engine.inFlight.size, engine.queueFillsLeft > 0 ? 1 : 0];
    const link = (sequence: number): number => (known.has(sequence) ? nextSequence - sequence : -1);
    for (const i of engine.inFlight.values()) {
      state.push(
        i.op.id,
        i.cls,
        nextSequence - i.sequence,
        iteration - i.counters[repeat.loop],
        phases[i.phase],
        i.pending,
      );
      if (i.phase !== 'waiting') state.push(i.eventCycle - now);
    }
    for (const i of visible) pushTimes(state, i, now, nextSequence, link);
    for (let r = 0; r < engine.freeAt.length; r++) {
      const busy = engine.freeAt[r] - now;
      state.push(Math.max(busy, 0), busy > 0 ? nextSequence - engine.holder[r] : 0);
    }
    for (const booked of engine.ledger.bookedUntil) state.push(booked - now);
    const advance = this.#advance(repeat);
    if (engine.cache !== null) state.push(...engine.cache.state((tensor) => iteration * (advance.get(tensor) ?? 0)));
    return state;
  }

  /** Least common multiple of all slot moduli in the body. */
  #period(repeat: Repeat): number {
    let period = this.#periods.get(repeat);
    if (period === undefined) {
      period = 1;
      for (const { modulo } of slots(repeat.body)) if (modulo > 0) period = lcm(period, modulo);
      this.#periods.set(repeat, period);
    }
    return period;
  }

  /** Slots that each tensor moves on by in one iteration (0 for buffers indexed modulo). */
  #advance(repeat: Repeat): ReadonlyMap<number, number> {
    let advance = this.#advances.get(repeat);
    if (advance === undefined) {
      const found = new Map<number, number>();
      for (const { tensor, modulo, terms } of slots(repeat.body)) {
        const term = modulo === 0 ? terms.find((t) => t.loop === repeat.loop) : undefined;
        if (term !== undefined) found.set(tensor, term.scale);
      }
      advance = found;
      this.#advances.set(repeat, advance);
    }
    return advance;
  }
}

function pushTimes(state: number[], i: Instance, now: number, next: number, link: (s: number) => number): void {
  state.push(i.op.id, i.cls, next - i.sequence, i.startCycle - now, i.workEndCycle - now, i.holdEndCycle - now);
  state.push(i.endCycle - now, link(i.blockedBy), i.blockedReason);
}

function* slots(body: readonly Node[]) {
  for (const op of staticOps(body)) {
    for (const ref of [...op.reads, ...op.writes]) if (ref.slot !== null) yield { tensor: ref.tensor, ...ref.slot };
  }
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function lcm(a: number, b: number): number {
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  return (a / gcd(a, b)) * b;
}
