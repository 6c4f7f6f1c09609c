/** @file What barriers and kernel boundaries put in order: work follows the last of them, they follow the work since. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../src/sim/instance.js';
import { StageMap } from '../../src/sim/stages.js';
import { dependOn, SyncOrder } from '../../src/sim/syncOrder.js';
import { instanceOf, programOf, wholeChip } from '../helpers/instances.js';

/** Enters instances in program order; places of those that each waits for. */
function waits(instances: readonly Instance[], stages = 0): number[][] {
  const order = new SyncOrder(new StageMap(programOf(2, [], stages)));
  return instances.map((instance, at) => {
    order.enter(instance);
    const found = instances.slice(0, at).flatMap((earlier, i) => (earlier.dependents.includes(instance) ? [i] : []));
    expect(instance.pending).toBe(found.length);
    return found;
  });
}

const work = (cls = 0): Instance => instanceOf({ kind: 'matmul', cls });
const barrier = (...stages: number[]): Instance => wholeChip({ kind: 'barrier', ...(stages.length > 0 && { stages }) });
const begin = (): Instance => wholeChip({ kind: 'begin' });

describe('a barrier', () => {
  it('follows the work since the one before; work follows it', () => {
    expect(waits([work(), work(1), barrier(), work(), work(1), barrier()])).toEqual([
      [],
      [],
      [0, 1],
      [2],
      [2],
      [2, 3, 4],
    ]);
  });

  it('follows the barrier before, and exchanges, but nothing that moves by itself', () => {
    const [move, exchange] = [wholeChip({ kind: 'move' }), wholeChip({ kind: 'exchange' })];
    expect(waits([barrier(), barrier(), move, exchange, barrier()])).toEqual([[], [0], [], [1], [1, 3]]);
  });

  it('follows all of a hundred operations in flight', () => {
    const many = Array.from({ length: 100 }, () => work());
    const last = waits([...many, barrier()]).at(-1);
    expect(last).toEqual(many.map((_, i) => i));
  });

  it('follows those of a hundred that have not ended', () => {
    const many = Array.from({ length: 100 }, () => work());
    many.forEach((instance, i) => {
      if (i % 3 > 0) instance.phase = 'retired';
    });
    const last = waits([...many, barrier()]).at(-1);
    expect(last).toEqual(many.flatMap((_, i) => (i % 3 === 0 ? [i] : [])));
  });

  it('of one stage orders that stage alone', () => {
    // Class 0 is stage 0, class 1 stage 1.
    expect(waits([work(0), work(1), barrier(0), work(0), work(1), barrier(1), barrier()], 2)).toEqual([
      [],
      [],
      [0],
      [2],
      [],
      [1, 4],
      [2, 3, 5],
    ]);
  });
});

describe('the beginning of a kernel', () => {
  it('follows everything since the one before; everything but the host follows it', () => {
    const [launch, move] = [wholeChip({ kind: 'launch' }), wholeChip({ kind: 'move' })];
    expect(waits([begin(), move, work(), launch, begin(), work(), wholeChip({ kind: 'scale' })])).toEqual([
      [],
      [0],
      [0],
      [],
      [0, 1, 2, 3],
      [4],
      [4],
    ]);
  });

  it('is what later work follows instead of the barrier before it', () => {
    expect(waits([work(), barrier(), begin(), work(), barrier()])).toEqual([[], [0], [0, 1], [2], [2, 3]]);
  });
});

it('nobody waits twice, nor for what has ended', () => {
  const [earlier, later, ended] = [work(), work(), work()];
  dependOn(later, earlier);
  dependOn(later, earlier);
  ended.phase = 'retired';
  dependOn(later, ended);
  expect([later.pending, earlier.dependents.length, ended.dependents.length]).toEqual([1, 1, 0]);
});
