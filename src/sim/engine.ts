/** @file The engine: issues the op stream, reserves resources at the earliest common cycle, retires in (cycle,
 * sequence) order, and books where every cycle went. Idle parts cost nothing; equal iterations are jumped. */
import { Demand } from './demand.js';
import { EventQueue } from './eventQueue.js';
import { HardwareCache } from './hardwareCache.js';
import { checkHazards } from './hazards.js';
import { Instance, WHOLE_CHIP } from './instance.js';
import { LoopJumper } from './jump.js';
import { Ledger } from './ledger.js';
import { Machine } from './machine.js';
import { type Op, type Program, type Repeat, slotOf, type Traffic } from './program.js';
import { Scoreboard } from './scoreboard.js';
import type { CostContext } from './semantics/context.js';
import { costOf, shareOf } from './semantics/index.js';
import { type SimulationResult, summarise } from './stats.js';
import { OpStream } from './stream.js';
import type { Target } from './target.js';
import { timeReasons } from './waits.js';

/** Operations issued and not finished: how far the host and the move engines may run ahead. */
export const ISSUE_WINDOW = 96;

export interface SimulateOptions {
  /** Called when all instances of an operation have ended, in simulated order; counters are the loops' iterations. */
  readonly onRetire?: (op: Op, counters: Int32Array) => void;
  /** Called for each instance when its times are known. */
  readonly onSpan?: (instance: Instance) => void;
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
  /** All counters in one array, so that a jump is one multiply-add: times, busy, bytes, then macs and operations. */
  readonly counters: Float64Array;
  readonly freeAt: Float64Array;
  readonly holder: Float64Array;
  readonly queue = new EventQueue<Instance>();
  readonly inFlight = new Map<number, Instance>();
  readonly scoreboard: Scoreboard;
  readonly ledger: Ledger;
  readonly cache: HardwareCache | null;
  readonly stream: OpStream;
  now = 0;
  /** Launches so far that filled the host's queue. */
  queueFills = 0;
  nextSequence = 0;
  readonly #options: SimulateOptions;
  readonly #context: CostContext;
  readonly #costs = new Map<Op, (Demand | null)[]>();
  readonly #openIssues = new Map<number, number>();
  readonly #jumper: LoopJumper | null;
  /** Last barrier or kernel begin, and last begin: later work follows them. */
  #lastSync: Instance | null = null;
  #lastBegin: Instance | null = null;
  #exhausted = false;
  #issues = 0;
  #lastEnd: Instance | null = null;
  #issuing: Int32Array = new Int32Array(0);

  constructor(program: Program, target: Target, options: SimulateOptions) {
    this.program = program;
    this.machine = new Machine(target, program);
    const { classes, names } = this.machine;
    const times = classes * timeReasons.length;
    this.counters = new Float64Array(times + 2 * names.length + 2);
    this.freeAt = new Float64Array(names.length);
    this.holder = new Float64Array(names.length).fill(-1);
    this.scoreboard = new Scoreboard(program);
    this.ledger = new Ledger(this.counters.subarray(0, times), this.machine.reasons);
    const cached = target.chip.levels.find((level) => level.scope === 'chip' && level.managed === 'hardware');
    this.cache = cached === undefined ? null : new HardwareCache(cached.capacityBytes.value);
    this.#options = options;
    this.#context = {
      machine: this.machine,
      unitsOf: program.classes.map((c) => c.count),
      missBytes: (traffic, bytes, part) => this.#missBytes(traffic, bytes, part),
      nextQueueFill: () => this.queueFills++,
    };
    const mayJump = options.jump !== false && options.onRetire === undefined && options.onSpan === undefined;
    this.#jumper = mayJump ? new LoopJumper(this) : null;
    this.stream = new OpStream(program, (repeat: Repeat) => this.#jumper?.atIteration(repeat));
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

  /** Issue operations until the window is full. */
  #fetch(): void {
    while (!this.#exhausted && this.inFlight.size < ISSUE_WINDOW) {
      const op = this.stream.next();
      if (op === null) this.#exhausted = true;
      else this.#issue(op);
    }
  }

  #issue(op: Op): void {
    const counters = this.stream.counters.slice();
    this.#issuing = counters;
    const issue = this.#issues++;
    const made: Instance[] = [];
    for (const cls of shareOf(op, this.machine.classes)) {
      made.push(new Instance(this.nextSequence++, issue, op, cls, this.#demand(op, cls), counters));
    }
    for (const instance of made) {
      this.#enter(instance);
      this.inFlight.set(instance.sequence, instance);
    }
    if (op.kind === 'barrier' || op.kind === 'begin') this.#lastSync = made[0];
    if (op.kind === 'begin') this.#lastBegin = made[0];
    if (this.#options.onRetire !== undefined) this.#openIssues.set(issue, made.length);
    for (const instance of made) if (instance.pending === 0) this.#ready(instance, this.now);
  }

  /** Find what the instance must wait for. */
  #enter(instance: Instance): void {
    const before = new Set<Instance>();
    const depend = (other: Instance): void => {
      if (other.phase === 'retired' || before.has(other)) return;
      before.add(other);
      other.dependents.push(instance);
      instance.pending += 1;
    };
    const { kind } = instance.op;
    if (kind === 'begin') for (const other of this.inFlight.values()) depend(other);
    else if (kind === 'barrier') {
      for (const other of this.inFlight.values()) if (other.computes || other.op.kind === 'exchange') depend(other);
    }
    if (kind !== 'launch' && this.#lastBegin !== null) depend(this.#lastBegin);
    if (this.#lastSync !== null && (instance.computes || kind === 'exchange' || kind === 'barrier'))
      depend(this.#lastSync);
    this.scoreboard.enter(instance, depend);
  }

  #demand(op: Op, cls: number): Demand {
    let known = this.#costs.get(op);
    if (known === undefined) {
      known = new Array(this.machine.classes + 1).fill(null);
      this.#costs.set(op, known);
    }
    const cached = known[cls + 1];
    if (cached !== null) return cached;
    const demand = new Demand();
    costOf(op, cls, this.#context, demand);
    demand.latencyCycles = Math.ceil(demand.latencyCycles);
    const touches = this.cache !== null && 'traffic' in op && op.traffic.some((t) => t.tensor !== null);
    const stateful = touches || (op.kind === 'launch' && op.fillsQueue);
    if (!stateful) known[cls + 1] = demand;
    return demand;
  }

  #missBytes(traffic: Traffic, bytes: number, part: number): number {
    if (this.cache === null || traffic.tensor === null) return bytes;
    const decl = this.program.tensors[traffic.tensor];
    const slot = traffic.slot === null || decl.slots === 1 ? -1 : slotOf(traffic.slot, this.#issuing);
    return this.cache.touch(traffic.tensor, slot, part, bytes);
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
    instance.workEndCycle = this.now + demand.workCycles;
    instance.holdEndCycle = this.now + Math.max(demand.workCycles, demand.holdCycles);
    instance.endCycle = instance.holdEndCycle + demand.latencyCycles;
    instance.eventCycle = instance.endCycle;
    this.ledger.remember(instance);
    if (instance.cls !== WHOLE_CHIP && demand.workCycles > 0) this.ledger.work(instance);
    this.queue.push(instance.endCycle, instance.sequence, instance);
  }

  #retire(instance: Instance): void {
    instance.phase = 'retired';
    this.inFlight.delete(instance.sequence);
    this.#lastEnd = instance;
    if (instance.op.kind === 'barrier' || instance.op.kind === 'begin') this.ledger.bookAll(instance);
    for (const dependent of instance.dependents) {
      dependent.pending -= 1;
      if (dependent.pending > 0) continue;
      dependent.blockedBy = instance.sequence;
      dependent.blockedReason = -1;
      this.#ready(dependent, this.now);
    }
    instance.dependents.length = 0;
    this.#options.onSpan?.(instance);
    this.#closeIssue(instance);
    this.#fetch();
  }

  #closeIssue(instance: Instance): void {
    const { onRetire } = this.#options;
    if (onRetire === undefined) return;
    const open = this.#openIssues.get(instance.issue)! - 1;
    if (open > 0) {
      this.#openIssues.set(instance.issue, open);
      return;
    }
    this.#openIssues.delete(instance.issue);
    onRetire(instance.op, instance.counters);
  }
}
