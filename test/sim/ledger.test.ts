/** @file Who is charged for a unit's idle cycles. Each case is drawn as a line of time; work and waits tile it. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../src/sim/instance.js';
import { Ledger } from '../../src/sim/ledger.js';
import { reasonIndex, type TimeReason, timeReasons } from '../../src/sim/waits.js';
import type { WatchGate } from '../../src/sim/watch.js';
import { instanceOf, type Made } from '../helpers/instances.js';

/** Resources of the tests: 0 is DRAM, 1 an engine. */
const reasonOfResource = Int8Array.from([reasonIndex('dram'), reasonIndex('engine')]);
const REASONS = timeReasons.length;

interface Times {
  readonly start?: number;
  readonly workEnd?: number;
  readonly holdEnd?: number;
  readonly end?: number;
  readonly blockedBy?: Instance;
  readonly blockedReason?: TimeReason;
}

/** An instance that has run; times that are left out are those before. */
function ran(times: Times, made: Made = {}): Instance {
  const instance = instanceOf(made);
  const { start = 0, workEnd = start, holdEnd = workEnd, end = holdEnd, blockedBy, blockedReason } = times;
  instance.startCycle = start;
  instance.workEndCycle = workEnd;
  instance.holdEndCycle = holdEnd;
  instance.endCycle = end;
  if (blockedBy !== undefined) instance.blockedBy = blockedBy.sequence;
  if (blockedReason !== undefined) instance.blockedReason = reasonIndex(blockedReason);
  return instance;
}

function books(classes = 1, names: readonly string[] = [], watch: WatchGate | null = null) {
  const time = new Float64Array(classes * REASONS);
  const parts = { names, time: new Float64Array(classes * names.length) };
  const ledger = new Ledger(time, reasonOfResource, parts, watch);
  /** Cycles by reason of a class, without zeros. */
  const of = (cls = 0): Partial<Record<TimeReason, number>> =>
    Object.fromEntries(
      timeReasons.flatMap((r, i) => (time[cls * REASONS + i] === 0 ? [] : [[r, time[cls * REASONS + i]]])),
    );
  return { ledger, of, parts };
}

/** Enters what has run, in order of start. */
function run(ledger: Ledger, ...instances: Instance[]): void {
  for (const i of instances) ledger.remember(i);
  for (const i of instances) ledger.work(i);
}

describe('the gap before an operation', () => {
  it('is what its cause did then: held by a resource, then in flight', () => {
    // 0 work 10 hold(dram) 12 pipeline 20 work 25
    const { ledger, of } = books();
    const cause = ran({ start: 0, workEnd: 10, holdEnd: 12, end: 20 });
    cause.demand.add(0, 12);
    run(ledger, cause, ran({ start: 20, workEnd: 25, blockedBy: cause }));
    expect(of()).toEqual({ work: 15, dram: 2, dependency: 8 });
    expect(ledger.bookedUntil[0]).toBe(25);
  });

  it('is that of the memory whose latency it was', () => {
    const { ledger, of } = books();
    const cause = ran({ start: 0, workEnd: 4, end: 9 });
    cause.demand.delay(5, 0);
    run(ledger, cause, ran({ start: 9, workEnd: 10, blockedBy: cause }));
    expect(of()).toEqual({ work: 5, dram: 5 });
  });

  it('is that of the resource that was busy', () => {
    const { ledger, of } = books();
    const holder = ran({ start: 0, workEnd: 6, end: 30 });
    run(ledger, holder, ran({ start: 8, workEnd: 9, blockedBy: holder, blockedReason: 'engine' }));
    expect(of()).toEqual({ work: 7, engine: 2 });
  });

  it.each([
    ['move', 'dram'],
    ['matmul', 'dependency'],
    ['exchange', 'exchange'],
    ['barrier', 'barrier'],
    ['launch', 'launch'],
    ['begin', 'launch'],
    ['scale', 'scale'],
    ['gather', 'dependency'],
    ['reduce', 'dependency'],
    ['transpose', 'dependency'],
  ] as const)('without a cause is the latency of its own kind: %s', (kind, reason) => {
    const { ledger, of } = books();
    run(ledger, ran({ start: 7, workEnd: 9 }, { kind }));
    expect(of()).toEqual({ work: 2, [reason]: 7 });
  });

  it('is imbalance while another class computes, and before anything that is known of that class', () => {
    // class 1: idle 0–5, works 5–8; class 0 waits for it until 10
    const { ledger, of } = books(2);
    const other = ran({ start: 5, workEnd: 8, end: 10 }, { cls: 1 });
    const waiter = ran({ start: 10, workEnd: 11, blockedBy: other });
    for (const i of [other, waiter]) ledger.remember(i);
    ledger.work(waiter);
    expect(of(0)).toEqual({ work: 1, imbalance: 5 + 3, dependency: 2 });
  });

  it('is what the whole chip waited for', () => {
    const { ledger, of } = books(2);
    const barrier = ran({ start: 6, end: 9 }, { kind: 'barrier', cls: -1 });
    const waiter = ran({ start: 9, workEnd: 10, blockedBy: barrier }, { cls: 1 });
    for (const i of [barrier, waiter]) ledger.remember(i);
    ledger.work(waiter);
    expect(of(1)).toEqual({ work: 1, barrier: 9 });
  });

  it('follows the chain of causes backwards, and stops where time is booked', () => {
    // load 0–10 (dram), exchange 10–14, waiter at 14
    const { ledger, of } = books();
    const early = ran({ start: 0, workEnd: 3 });
    const load = ran({ start: 0, holdEnd: 10, end: 10 }, { kind: 'move', cls: -1 });
    load.demand.add(0, 10);
    const exchange = ran({ start: 10, end: 14, blockedBy: load }, { kind: 'exchange', cls: -1 });
    const waiter = ran({ start: 14, workEnd: 15, blockedBy: exchange });
    for (const i of [early, load, exchange, waiter]) ledger.remember(i);
    ledger.work(early);
    ledger.work(waiter);
    expect(of()).toEqual({ work: 4, exchange: 4, dram: 7 });
  });

  it('ends at a cause that is forgotten', () => {
    const { ledger, of } = books();
    const old = ran({ start: 0, end: 5 }, { kind: 'move', sequence: 3 });
    const newer = ran({ start: 1, end: 6 }, { kind: 'scale', sequence: 3 + 4096 });
    const never = ran({}, { sequence: 77 });
    ledger.remember(old);
    ledger.remember(newer);
    ledger.work(ran({ start: 8, workEnd: 9, blockedBy: old }));
    expect(of()).toEqual({ work: 1, dependency: 8 });
    ledger.work(ran({ start: 12, workEnd: 13, blockedBy: never }));
    expect(of()).toEqual({ work: 2, dependency: 11 });
  });
});

describe('work', () => {
  it('of two engines at once counts once', () => {
    const { ledger, of } = books();
    run(ledger, ran({ start: 0, workEnd: 10 }), ran({ start: 2, workEnd: 6 }), ran({ start: 3, workEnd: 14 }));
    expect(of()).toEqual({ work: 14 });
    expect(ledger.bookedUntil[0]).toBe(14);
  });
});

describe('what all units wait for', () => {
  it('is booked for each class up to its end, and never takes back what is booked', () => {
    const { ledger, of } = books(3);
    run(ledger, ran({ start: 0, workEnd: 4 }), ran({ start: 0, workEnd: 20 }, { cls: 1 }));
    const barrier = ran({ start: 10, end: 15 }, { kind: 'barrier', cls: -1 });
    ledger.remember(barrier);
    ledger.bookAll(barrier, [0, 1]);
    expect(of(0)).toEqual({ work: 4, barrier: 6 + 5 });
    expect(of(1)).toEqual({ work: 20 });
    expect(of(2)).toEqual({});
    expect([...ledger.bookedUntil]).toEqual([15, 20, 0]);
    ledger.bookAll(ran({ start: 30, end: 31, blockedBy: barrier }, { kind: 'scale', cls: -1 }));
    expect(ledger.bookedUntil.every((cycle) => cycle === 31)).toBe(true);
  });
});

it('a unit with nothing to do waits for the others', () => {
  const { ledger, of } = books();
  run(ledger, ran({ start: 0, workEnd: 5 }));
  ledger.idle(0, 9);
  ledger.idle(0, 7);
  expect(of()).toEqual({ work: 5, imbalance: 4 });
  expect(ledger.bookedUntil[0]).toBe(9);
});

describe('after a jump', () => {
  it('what a gap can still be charged to is seen, oldest first', () => {
    const { ledger } = books(2);
    ledger.bookedUntil.set([10, 30]);
    const made = [
      ran({ end: 20 }, { sequence: 4097 }),
      ran({ end: 11 }, { sequence: 4095 }),
      ran({ end: 10 }, { sequence: 4094 }),
      ran({ end: 40 }, { sequence: 4099 }),
    ];
    for (const i of made) ledger.remember(i);
    expect(ledger.visible(4097).map((i) => i.sequence)).toEqual([4095, 4097]);
    expect(ledger.visible(5000).map((i) => i.sequence)).toEqual([4095, 4097, 4099]);
  });

  it('books and finished operations move, those that were moved already do not', () => {
    const { ledger } = books(2);
    ledger.bookedUntil.set([1, 2]);
    const [finished, moved] = [ran({ start: 3, end: 4 }), ran({ start: 5, end: 6 })];
    for (const i of [finished, moved]) ledger.remember(i);
    ledger.shift(100, [moved]);
    expect([...ledger.bookedUntil]).toEqual([101, 102]);
    expect([finished.startCycle, finished.endCycle, moved.startCycle]).toEqual([103, 104, 5]);
  });
});

it('time is booked for the part of a network that works or waits, too', () => {
  const { ledger, parts } = books(2, ['', 'lstm', 'out']);
  run(
    ledger,
    ran({ start: 2, workEnd: 5 }, { cls: 1, part: 'out' }),
    ran({ start: 6, workEnd: 9 }, { cls: 1, part: 'lstm' }),
  );
  run(ledger, ran({ start: 0, workEnd: 4 }, { cls: 0 }));
  run(ledger, ran({ start: 9, workEnd: 10 }, { cls: 1, part: 'unknown' }));
  ledger.idle(1, 12);
  expect([...parts.time]).toEqual([4, 0, 0, 1 + 2, 4, 5]);
});

it('whoever watches is told of intervals that have a length', () => {
  const told: unknown[] = [];
  const watch = { booked: (...of: unknown[]) => told.push(of) } as unknown as WatchGate;
  const { ledger } = books(1, [], watch);
  const cause = ran({ start: 0, workEnd: 10, end: 12 });
  run(ledger, cause, ran({ start: 12, workEnd: 13, blockedBy: cause }));
  expect(told).toEqual([
    [0, reasonIndex('work'), 0, 10],
    [0, reasonIndex('dependency'), 10, 12],
    [0, reasonIndex('work'), 12, 13],
  ]);
});
