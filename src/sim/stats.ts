/** @file What a simulation says: cycles, where each unit's time went, how busy each resource was, bytes per level. */
import type { Engine } from './engine.js';
import type { OpKind } from './program.js';
import { opKinds } from './semantics/index.js';
import { type TimeReason, timeReasons, type WaitReason } from './waits.js';

export interface ClassTime {
  readonly firstUnit: number;
  readonly count: number;
  readonly time: Readonly<Record<TimeReason, number>>;
}

export interface SimulationResult {
  readonly cycles: number;
  /** Time of one unit of each class; each sums to `cycles`. */
  readonly classes: readonly ClassTime[];
  /** The class that works most: its time is the row's `work` and `waits`. */
  readonly busiest: number;
  readonly work: number;
  readonly waits: Readonly<Record<WaitReason, number>>;
  /** Cycles in which engines of one unit of the busiest class worked on operations of each kind. Engines that overlap
   * count each: the sum is at least `work`. */
  readonly workByKind: Readonly<Record<OpKind, number>>;
  /** Part of a network → cycles of one unit of the busiest class at work for it or waiting to begin with it; '' is what
   * belongs to none (launches, loads at the start). They sum to `cycles`. Empty without parts. */
  readonly parts: Readonly<Record<string, number>>;
  /** `compute`, or the largest wait of the busiest unit. */
  readonly boundBy: 'compute' | WaitReason;
  /** Cycles that each resource was reserved, and bytes that went through it; representatives only. */
  readonly busyCycles: Readonly<Record<string, number>>;
  readonly bytes: Readonly<Record<string, number>>;
  /** By operation id: cycle in which its first run started and its last one ended; null for what never ran. */
  readonly operationCycles: readonly (readonly [first: number, last: number] | null)[];
  readonly macs: number;
  /** Operations, counted once per class of units. */
  readonly operations: number;
}

/** Read the engine's counters. Throws when a unit's work and waits do not tile the makespan: a bug of ours. */
export function summarise(engine: Engine, makespan: number): SimulationResult {
  const classes = engine.program.classes.map((unitClass, cls) => {
    const time = {} as Record<TimeReason, number>;
    let sum = 0;
    timeReasons.forEach((reason, index) => {
      time[reason] = engine.counters[cls * timeReasons.length + index];
      sum += time[reason];
    });
    if (sum !== makespan) throw new Error(`class ${cls}: work + waits = ${sum} but the makespan is ${makespan} cycles`);
    return { firstUnit: unitClass.firstUnit, count: unitClass.count, time };
  });
  let busiest = 0;
  classes.forEach((c, cls) => {
    if (c.time.work > classes[busiest].time.work) busiest = cls;
  });
  const { work, ...waits } = classes[busiest].time;
  const largest = (Object.keys(waits) as WaitReason[]).reduce((a, b) => (waits[b] > waits[a] ? b : a));
  const busyCycles: Record<string, number> = {};
  const bytes: Record<string, number> = {};
  engine.machine.names.forEach((name, r) => {
    busyCycles[name] = engine.counters[engine.busyOffset + r];
    bytes[name] = engine.counters[engine.bytesOffset + r];
  });
  const { names, time: partTime } = engine.parts;
  const byKind = opKinds.map((kind) => [kind, engine.counters[engine.workPlace(busiest, kind)]]);
  return {
    cycles: makespan,
    classes,
    busiest,
    work,
    waits,
    parts: Object.fromEntries(names.map((name, part) => [name, partTime[busiest * names.length + part]])),
    workByKind: Object.fromEntries(byKind) as Record<OpKind, number>,
    boundBy: work >= waits[largest] ? 'compute' : largest,
    busyCycles,
    bytes,
    operationCycles: Array.from(engine.firstStart, (first, id) => (first < 0 ? null : [first, engine.lastEnd[id]])),
    macs: engine.counters[engine.counters.length - 2],
    operations: engine.counters[engine.counters.length - 1],
  };
}
