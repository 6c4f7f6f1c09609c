/** @file One run of one operation on one class of units (or on the whole chip): the thing the engine schedules. */
import type { Demand } from './demand.js';
import type { Op, OpKind } from './program.js';

/** `cls` of operations that all units take part in. */
export const WHOLE_CHIP = -1;

const COMPUTING: ReadonlySet<OpKind> = new Set(['matmul', 'pointwise', 'reduce', 'transpose', 'gather'] as const);

export type Phase = 'waiting' | 'ready' | 'running' | 'retired';

export class Instance {
  readonly sequence: number;
  /** Equal for the instances that one issue of the operation made, one per class. */
  readonly issue: number;
  readonly op: Op;
  readonly cls: number;
  readonly demand: Demand;
  /** Loop counters when the operation was issued. */
  readonly counters: Int32Array;
  phase: Phase = 'waiting';
  /** Unfinished operations that this one waits for. */
  pending = 0;
  readonly dependents: Instance[] = [];
  /** Sequence of the operation that was last made to wait for this one. */
  lastDependent = -1;
  /** Cycle of the event that this instance has in the queue. */
  eventCycle = 0;
  startCycle = 0;
  workEndCycle = 0;
  holdEndCycle = 0;
  endCycle = 0;
  /** Sequence of the instance whose end (or whose release of a resource) let this one start; -1: none. */
  blockedBy = -1;
  /** Index into timeReasons when the wait was for a resource; -1 when it was for a dependency. */
  blockedReason = -1;

  constructor(sequence: number, issue: number, op: Op, cls: number, demand: Demand, counters: Int32Array) {
    this.sequence = sequence;
    this.issue = issue;
    this.op = op;
    this.cls = cls;
    this.demand = demand;
    this.counters = counters;
  }

  /** True for operations that a unit's arithmetic engines run, which barriers order. */
  get computes(): boolean {
    return COMPUTING.has(this.op.kind);
  }

  /** Move all times `cycles` later (a jump over equal iterations). */
  shift(cycles: number): void {
    this.eventCycle += cycles;
    this.startCycle += cycles;
    this.workEndCycle += cycles;
    this.holdEndCycle += cycles;
    this.endCycle += cycles;
  }
}
