/** @file The engine: issues the op stream, reserves resources at the earliest common cycle, retires in (cycle,
 * sequence) order, and books where every cycle went. Idle parts cost nothing; equal iterations are jumped. */
import { CountersSeen } from './countersSeen.js';
import type { Demand } from './demand.js';
import { DemandMemo, demand } from './demandMemo.js';
import { EventQueue } from './eventQueue.js';
import { HardwareCache } from './hardwareCache.js';
import { checkHazards } from './hazards.js';
import { IdleClasses } from './idleClasses.js';
import { Instance, WHOLE_CHIP } from './instance.js';
import { LoopJumper } from './jump.js';
import { Ledger } from './ledger.js';
import { Machine } from './machine.js';
import { type PartTimes, partsOf } from './parts.js';
import { type Op, type OpKind, type Program, type Repeat, slotOf, staticOps, type Traffic } from './program.js';
import { RetireOrder } from './retireOrder.js';
import { Scoreboard } from './scoreboard.js';
import type { CostContext } from './semantics/context.js';
import { opKinds, shareOf } from './semantics/index.js';
import { StageMap } from './stages.js';
import { type SimulationResult, summarise } from './stats.js';
import { OpStream } from './stream.js';
import { dependOn, SyncOrder } from './syncOrder.js';
import type { Target } from './target.js';
import { timeReasons } from './waits.js';
import { type Watch, WatchGate } from './watch.js';

/** Operations issued and not finished: how far the host and the move engines may run ahead. */
export const ISSUE_WINDOW = 96;

const kindIndex = Object.fromEntries(opKinds.map((kind, index) => [kind, index])) as Readonly<Record<OpKind, number>>;

export interface SimulateOptions {
  /** Called when all instances of an operation have ended, in simulated order; counters are the loops' iterations. */
  readonly onRetire?: (op: Op, counters: Int32Array) => void;
  /** Called for each instance when its times are known. */
  readonly onSpan?: (instance: Instance) => void;
  /** Operations and times of a part of the run; the rest is jumped. */
  readonly watch?: Watch;
  /** false: simulate every iteration of every repeat. */
  readonly jump?: boolean;
}

/** Cycles, waits and traffic of a program on a target. Throws HazardError for a missing dependency. */
export function simulate(program: Program, target: Target, options: SimulateOptions = {}): SimulationResult {
  checkHazards(program);
  return new Engine(program, target, options).run();
}

export class Engine {
  readonly program: Program;
  readonly machine: Machine;
  /** All counters in one array, so that a jump is one multiply-add: times, busy, bytes, work by class and kind, cycles by
   * class and part, then macs and operations. */
  readonly counters: Float64Array;
  /** Cycles by part of a network: a view into the counters, too. */
  readonly parts: PartTimes;
  readonly freeAt: Float64Array;
  /** By operation: when its first run started and its last one ended, in any class of units; -1: not yet. */
  readonly firstStart: Float64Array;
  readonly lastEnd: Float64Array;
  readonly holder: Float64Array;
  readonly queue = new EventQueue<Instance>();
  readonly inFlight = new Map<number, Instance>();
  readonly scoreboard: Scoreboard;
  readonly ledger: Ledger;
  cache: HardwareCache | null;
  readonly stream: OpStream;
  now = 0;
  /** Launches to come that find the host slow because its queue still fills. */
  queueFillsLeft: number;
  nextSequence = 0;
  /** When the last operation ended that was not the host's. */
  chipEndCycle = Number.NEGATIVE_INFINITY;
  readonly #options: SimulateOptions;
  readonly #context: CostContext;
  readonly #cachedDemands: DemandMemo;
  readonly #costs = new Map<Op, (Demand | null)[]>();
  readonly #shares = new Map<Op, readonly number[]>();
  readonly #stages: StageMap;
  readonly #order: SyncOrder;
  readonly #retireOrder: RetireOrder | null;
  readonly #jumper: LoopJumper | null;
  readonly watch: WatchGate | null;
  #exhausted = false;
  #issues = 0;
  #lastEnd: Instance | null = null;
  readonly #issuing = new CountersSeen();

  constructor(program: Program, target: Target, options: SimulateOptions) {
    this.program = program;
    this.machine = new Machine(target, program);
    const { classes, names } = this.machine;
    const times = classes * timeReasons.length;
    const parts = partsOf(program);
    const partsFrom = times + 2 * names.length + classes * opKinds.length;
    const partsUntil = partsFrom + classes * parts.length;
    this.counters = new Float64Array(partsUntil + 2);
    this.queueFillsLeft = target.runtime.queueFill.launches.value;
    this.freeAt = new Float64Array(names.length);
    const operations = [...staticOps(program.body)].reduce((most, { id }) => Math.max(most, id + 1), 0);
    this.firstStart = new Float64Array(operations).fill(-1);
    this.lastEnd = new Float64Array(operations).fill(-1);
    this.holder = new Float64Array(names.length).fill(-1);
    this.#stages = new StageMap(program);
    this.#order = new SyncOrder(this.#stages);
    this.scoreboard = new Scoreboard(program, this.#stages);
    this.watch = options.watch === undefined ? null : new WatchGate(options.watch, program);
    this.parts = { names: parts, time: this.counters.subarray(partsFrom, partsUntil) };
    this.ledger = new Ledger(this.counters.subarray(0, times), this.machine.reasons, this.parts, this.watch);
    const cached = target.chip.levels.find((level) => level.scope === 'chip' && level.managed === 'hardware');
    this.cache = cached === undefined ? null : new HardwareCache(cached.capacityBytes.value);
    this.#options = options;
    this.#retireOrder = options.onRetire === undefined ? null : new RetireOrder(options.onRetire);
    this.#context = {
      machine: this.machine,
      unitsOf: program.classes.map((c) => c.count),
      unitsTogether: (op) => this.#stages.units(op),
      missBytes: (traffic, bytes, part) => this.#missBytes(traffic, bytes, part),
      fillsQueue: () => this.queueFillsLeft > 0 && this.queueFillsLeft-- > 0,
    };
    this.#cachedDemands = new DemandMemo(this.#context);
    const mayJump = options.jump !== false && options.onRetire === undefined && options.onSpan === undefined;
    this.#jumper = mayJump ? new LoopJumper(this) : null;
    const idle = new IdleClasses(program, this.#stages);
    this.stream = new OpStream(program, (repeat: Repeat) => {
      idle.book(repeat, this);
      this.#jumper?.atIteration(repeat);
    });
  }

  run(): SimulationResult {
    this.#fetch();
    while (this.queue.size > 0) {
      this.now = this.queue.nextCycle;
      const instance = this.queue.pop();
      if (instance.phase === 'running') this.#retire(instance);
      else this.#tryStart(instance);
    }
    if (this.inFlight.size > 0)
      throw new Error(`deadlock: ${[...this.inFlight.values()][0].op.label} never became ready`);
    const makespan = this.#lastEnd === null ? 0 : this.#lastEnd.endCycle;
    if (this.#lastEnd !== null) this.ledger.bookAll(this.#lastEnd);
    return summarise(this, makespan);
  }

  get busyOffset(): number {
    return this.machine.classes * timeReasons.length;
  }

  get bytesOffset(): number {
    return this.busyOffset + this.machine.names.length;
  }

  /** Place of the work cycles that a class spent on operations of a kind. */
  workPlace(cls: number, kind: OpKind): number {
    return this.bytesOffset + this.machine.names.length + cls * opKinds.length + kindIndex[kind];
  }

  /** Issue operations until the window is full. */
  #fetch(): void {
    while (!this.#exhausted && this.inFlight.size < ISSUE_WINDOW) {
      const op = this.stream.next();
      if (op === null) this.#exhausted = true;
      else this.#issue(op);
    }
  }

  #issue(op: Op): void {
    const counters = this.#issuing.at(this.stream.counters);
    const issue = this.#issues++;
    const made: Instance[] = [];
    for (const cls of this.#classesOf(op)) {
      made.push(new Instance(this.nextSequence++, issue, op, cls, this.#demand(op, cls), counters));
    }
    if (made.length === 0) return;
    for (const instance of made) this.#order.enter(instance);
    this.scoreboard.enter(made, dependOn);
    this.#retireOrder?.issued(made);
    for (const instance of made) {
      this.inFlight.set(instance.sequence, instance);
      if (instance.pending === 0) this.#ready(instance, this.now);
    }
  }

  #classesOf(op: Op): readonly number[] {
    let classes = this.#shares.get(op);
    if (classes === undefined) {
      classes = shareOf(op, this.machine.classes);
      this.#shares.set(op, classes);
    }
    return classes;
  }

  #demand(op: Op, cls: number): Demand {
    if (this.cache !== null && 'traffic' in op && op.traffic.some((t) => t.tensor !== null)) {
      return this.#cachedDemands.demandOf(op, cls);
    }
    if (op.kind === 'launch' && op.fillsQueue) return demand(op, cls, this.#context);
    let known = this.#costs.get(op);
    if (known === undefined) {
      known = new Array(this.machine.classes + 1).fill(null);
      this.#costs.set(op, known);
    }
    let always = known[cls + 1];
    if (always === null) {
      always = demand(op, cls, this.#context);
      always.everyRun = true;
      known[cls + 1] = always;
    }
    return always;
  }

  #missBytes(traffic: Traffic, bytes: number, part: number): number {
    if (this.cache === null || traffic.tensor === null) return bytes;
    const decl = this.program.tensors[traffic.tensor];
    const slot = traffic.slot === null || decl.slots === 1 ? -1 : slotOf(traffic.slot, this.#issuing.latest);
    const writes = traffic.direction === 'write';
    const missed = this.cache.touch(traffic.tensor, slot, part, bytes, writes);
    this.#jumper?.touches.add(traffic.tensor, slot, part, bytes, writes, missed);
    return missed;
  }

  #ready(instance: Instance, cycle: number): void {
    instance.phase = 'ready';
    instance.eventCycle = cycle;
    this.queue.push(cycle, instance.sequence, instance);
  }

  /** Start now if every resource is free; else come back when the last of them is. */
  #tryStart(instance: Instance): void {
    const { demand } = instance;
    let latest = this.now;
    let culprit = -1;
    for (let i = 0; i < demand.count; i++) {
      const free = this.freeAt[demand.resources[i]];
      if (free > latest) {
        latest = free;
        culprit = demand.resources[i];
      }
    }
    if (culprit < 0) {
      this.#start(instance);
      return;
    }
    instance.blockedBy = this.holder[culprit];
    instance.blockedReason = this.machine.reasons[culprit];
    this.#ready(instance, latest);
  }

  #start(instance: Instance): void {
    const { demand } = instance;
    for (let i = 0; i < demand.count; i++) {
      const resource = demand.resources[i];
      this.freeAt[resource] = this.now + demand.cycles[i];
      this.holder[resource] = instance.sequence;
      this.counters[this.busyOffset + resource] += demand.cycles[i];
      this.counters[this.bytesOffset + resource] += demand.bytes[i];
    }
    this.counters[this.counters.length - 2] += demand.macs;
    this.counters[this.counters.length - 1] += 1;
    instance.phase = 'running';
    instance.startCycle = this.now;
    if (this.firstStart[instance.op.id] < 0) this.firstStart[instance.op.id] = this.now;
    instance.workEndCycle = this.now + demand.workCycles;
    instance.holdEndCycle = this.now + Math.max(demand.workCycles, demand.holdCycles);
    const rested = this.chipEndCycle + demand.restCycles;
    instance.endCycle = Math.max(instance.holdEndCycle, demand.restCycles > 0 ? rested : 0) + demand.latencyCycles;
    instance.eventCycle = instance.endCycle;
    this.ledger.remember(instance);
    if (instance.cls !== WHOLE_CHIP && demand.workCycles > 0) {
      this.ledger.work(instance);
      this.counters[this.workPlace(instance.cls, instance.op.kind)] += demand.workCycles;
    }
    this.watch?.started(instance);
    this.queue.push(instance.endCycle, instance.sequence, instance);
  }

  #retire(instance: Instance): void {
    instance.phase = 'retired';
    this.inFlight.delete(instance.sequence);
    this.lastEnd[instance.op.id] = this.now;
    this.#lastEnd = instance;
    if (instance.op.kind !== 'launch') this.chipEndCycle = this.now;
    if (instance.op.kind === 'barrier' || instance.op.kind === 'begin') {
      this.ledger.bookAll(instance, this.#stages.classes(instance.op));
    }
    for (const dependent of instance.dependents) {
      dependent.pending -= 1;
      if (dependent.pending > 0) continue;
      dependent.blockedBy = instance.sequence;
      dependent.blockedReason = -1;
      this.#ready(dependent, this.now);
    }
    if (instance.dependents.length > 0) instance.dependents.length = 0;
    this.#options.onSpan?.(instance);
    this.#retireOrder?.retired(instance);
    this.#fetch();
  }
}
