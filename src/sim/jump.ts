/** @file Jumps over equal iterations. When the machine's state at the start of an iteration (everything that can
 * influence the future, relative to now) equals an earlier iteration's, the iterations in between repeat exactly as long
 * as the hardware cache serves them alike: time and all counters advance by a multiple. The slow path gives the same
 * cycles (property test). */
import type { Engine } from './engine.js';
import { jumpCache } from './jumpCache.js';
import { iterationState, outline } from './jumpState.js';
import type { Repeat } from './program.js';
import { type Stride, strideOf } from './stride.js';
import { TouchLog } from './touchLog.js';

interface Snapshot {
  readonly iteration: number;
  readonly now: number;
  readonly counters: Float64Array;
  readonly lastEnd: Float64Array;
  readonly queueFillsLeft: number;
  /** A few numbers of the state: unless they recur, the whole need not be written down. */
  readonly outline: Float64Array;
  readonly state: readonly number[] | null;
  /** Accesses to the hardware cache so far. */
  readonly mark: number;
  /** The cache's tiles, where the accesses since an earlier iteration were too many to be kept. */
  readonly tiles: readonly number[] | null;
}

/** One execution of a loop: what was seen of it so far. */
interface Run {
  snapshots: Snapshot[];
  /** Iteration at which it began or that a long jump led to. */
  from: number;
  /** Whole states that were compared in vain, and jumps that were not worth it. */
  failures: number;
}

/** Periods tried, in units of the slots' common period. */
const MOST_PERIODS = 8;
/** Iterations looked at one by one, and states compared in vain; later only after powers of two, so that a loop that
 * never recurs stays cheap. */
const PATIENCE = 1024;
const MOST_FAILURES = 64;
/** Iterations that a jump must skip to be worth a copy of the cache. */
const WORTH = 64;

export class LoopJumper {
  /** Accesses to the hardware cache since the last jump. */
  readonly touches = new TouchLog();
  readonly #engine: Engine;
  readonly #runs = new Map<number, Run>();
  readonly #strides = new Map<Repeat, Stride | null>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Called before each iteration of a repeat but the first. May move the loop's counter, and all time, ahead. */
  atIteration(repeat: Repeat): void {
    const iteration = this.#engine.stream.counters[repeat.loop];
    if (iteration === 1) this.#runs.set(repeat.loop, { snapshots: [], from: 0, failures: 0 });
    const stride = this.#stride(repeat);
    const run = this.#runs.get(repeat.loop)!;
    const allowed = this.#engine.watch?.mostSkipped(repeat, this.#engine) ?? Number.POSITIVE_INFINITY;
    if (allowed < 1 || stride === null || repeat.count - iteration < stride.period) return;
    const seen = iteration - run.from;
    const often = seen <= PATIENCE && run.failures <= MOST_FAILURES;
    if (!often && (seen & (seen - 1)) >= MOST_PERIODS * stride.period) return;
    const snapshot = this.#look(repeat, stride, run, iteration, allowed);
    if (snapshot === null) return;
    run.snapshots.push(snapshot);
    if (run.snapshots.length > MOST_PERIODS * stride.period) run.snapshots.shift();
  }

  /** Jump if a state recurs; else the snapshot to remember. */
  #look(repeat: Repeat, stride: Stride, run: Run, iteration: number, allowed: number): Snapshot | null {
    const engine = this.#engine;
    const here = outline(engine);
    let state: readonly number[] | null = null;
    let tiles: readonly number[] | null = null;
    for (let k = run.snapshots.length - 1; k >= 0; k--) {
      const before = run.snapshots[k];
      const distance = iteration - before.iteration;
      if (distance % stride.period !== 0 || !equal(before.outline, here)) continue;
      state ??= iterationState(engine, repeat);
      if (before.state === null) continue;
      const replayed = engine.cache === null || this.touches.knows(before.mark);
      if (!replayed) tiles ??= engine.cache!.state((tensor) => iteration * slotsOn(stride, tensor));
      const alike = replayed || (before.tiles !== null && equal(before.tiles, tiles!));
      const skipped = alike && equal(before.state, state) ? this.#jump(repeat, stride, before, distance, allowed) : 0;
      if (skipped < WORTH) run.failures += 1;
      else Object.assign(run, { from: iteration + skipped, failures: 0 });
      if (skipped === 0) continue;
      run.snapshots = [];
      return null;
    }
    const { now, queueFillsLeft } = engine;
    const [counters, lastEnd] = [engine.counters.slice(), engine.lastEnd.slice()];
    const { mark } = this.touches;
    return { iteration, now, counters, lastEnd, queueFillsLeft, outline: here, state, mark, tiles };
  }

  /** Iterations that were skipped. */
  #jump(repeat: Repeat, stride: Stride, from: Snapshot, distance: number, allowed: number): number {
    const engine = this.#engine;
    const { loop } = repeat;
    const fills = from.queueFillsLeft - engine.queueFillsLeft;
    // While the host's queue fills, launches cost more: stop before the last of those launches.
    const untilFilled = fills > 0 ? Math.floor((engine.queueFillsLeft - 1) / fills) : Number.POSITIVE_INFINITY;
    const left = Math.min(repeat.count - engine.stream.counters[loop], allowed);
    const most = Math.min(Math.floor(left / distance), untilFilled);
    const times = most < 1 ? 0 : this.#cacheAhead(from.mark, most, (tensor) => distance * slotsOn(stride, tensor));
    if (times < 1) return 0;
    engine.queueFillsLeft -= times * fills;
    const iterations = times * distance;
    const cycles = times * (engine.now - from.now);
    const { counters } = engine;
    for (let i = 0; i < counters.length; i++) counters[i] += times * (counters[i] - from.counters[i]);
    this.#shiftTime(cycles);
    // What ended in the period ends in each that is skipped, last of all in the last.
    const { lastEnd } = engine;
    for (let i = 0; i < lastEnd.length; i++) if (lastEnd[i] !== from.lastEnd[i]) lastEnd[i] += cycles;
    engine.stream.counters[loop] += iterations;
    const moved = new Set<Int32Array>();
    for (const instance of engine.inFlight.values()) {
      if (!moved.has(instance.counters)) instance.counters[loop] += iterations;
      moved.add(instance.counters);
    }
    engine.scoreboard.rebuild(engine.inFlight.values());
    return iterations;
  }

  /** Take the cache ahead; returns the periods, at most `most`, in which it serves the same as since `mark`. */
  #cacheAhead(mark: number, most: number, advance: (tensor: number) => number): number {
    const { cache } = this.#engine;
    if (cache === null) return most;
    const touches = this.touches.since(mark);
    if (touches === null) {
      cache.shift((tensor) => most * advance(tensor));
      this.touches.clear();
      return most;
    }
    const ahead = jumpCache(cache, touches, advance, most);
    this.#engine.cache = ahead.cache;
    if (ahead.periods > 0) this.touches.clear();
    return ahead.periods;
  }

  #shiftTime(cycles: number): void {
    const engine = this.#engine;
    engine.now += cycles;
    engine.chipEndCycle += cycles;
    engine.queue.shift(cycles);
    for (let r = 0; r < engine.freeAt.length; r++) engine.freeAt[r] += cycles;
    for (const instance of engine.inFlight.values()) instance.shift(cycles);
    engine.ledger.shift(cycles, engine.inFlight.values());
  }

  #stride(repeat: Repeat): Stride | null {
    let stride = this.#strides.get(repeat);
    if (stride === undefined) {
      stride = strideOf(repeat, this.#engine.program.tensors);
      this.#strides.set(repeat, stride);
    }
    return stride;
  }
}

function slotsOn(stride: Stride, tensor: number): number {
  return stride.slotsOf.get(tensor) ?? 0;
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
