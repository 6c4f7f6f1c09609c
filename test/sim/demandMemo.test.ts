/** @file What an operation asked for is remembered while the cache answers the same, for each class of units alone. */
import { expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { DemandMemo, demand } from '../../src/sim/demandMemo.js';
import { Machine } from '../../src/sim/machine.js';
import { target } from '../../src/sim/namedTarget.js';
import { type MoveOp, staticOps } from '../../src/sim/program.js';
import type { CostContext } from '../../src/sim/semantics/context.js';

const where = target('v100', { format: 'fp16' });
const planned = plan(kernelNamed('lstm.in-cache'), { hidden: 64, layers: 1, steps: 4 }, where);
if (planned.rejected !== null) throw new Error('refused');
const { program } = planned;
const moves = [...staticOps(program.body)].filter(
  (op): op is MoveOp => op.kind === 'move' && op.traffic.every((t) => t.bytesPerClass[0] > 0 && !t.shared),
);

/** A context whose cache misses `missed` bytes of whatever is asked, and counts the questions. */
function context() {
  const cache = { missed: 0, asked: 0 };
  const of: CostContext = {
    machine: new Machine(where, program),
    unitsOf: program.classes.map(({ count }) => count),
    unitsTogether: () => 1,
    missBytes: () => {
      cache.asked += 1;
      return cache.missed;
    },
    fillsQueue: () => false,
  };
  return { of, cache };
}

it('is the same while the answers are, and what a new computation gives when they are not', () => {
  const [op] = moves;
  const { of, cache } = context();
  const memo = new DemandMemo(of);
  const first = memo.demandOf(op, 0);
  expect(memo.demandOf(op, 0)).toBe(first);
  for (const missed of [640, 640, 0, 12_800]) {
    const before = memo.demandOf(op, 0);
    const changed = cache.missed !== missed;
    cache.missed = missed;
    const now = memo.demandOf(op, 0);
    expect(now === before).toBe(!changed);
    expect(now).toEqual(demand(op, 0, of));
  }
});

it('puts every question again at each run: the cache moves on', () => {
  const [op] = moves;
  const { of, cache } = context();
  const memo = new DemandMemo(of);
  memo.demandOf(op, 0);
  const once = cache.asked;
  expect(once).toBeGreaterThan(0);
  memo.demandOf(op, 0);
  memo.demandOf(op, 0);
  expect(cache.asked).toBe(3 * once);
});

it('of another operation, and of another class, is its own', () => {
  const [one, other] = moves;
  const { of } = context();
  const memo = new DemandMemo(of);
  const [a, b] = [memo.demandOf(one, 0), memo.demandOf(other, 0)];
  expect([a, b]).toEqual([demand(one, 0, of), demand(other, 0, of)]);
  expect(memo.demandOf(one, 0)).toBe(a);
  expect(memo.demandOf(other, 0)).toBe(b);
  const begin = [...staticOps(program.body)].find((op) => op.kind === 'barrier')!;
  expect(memo.demandOf(begin, -1)).toEqual(demand(begin, -1, of));
  expect(memo.demandOf(begin, -1)).toBe(memo.demandOf(begin, -1));
});
