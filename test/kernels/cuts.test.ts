/** @file Operands of one operation are cut alike, or the author is told which shapes are not. */
import { describe, expect, it } from 'vitest';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import { defineKernel } from '../../src/kernels/kernel.js';

const building = (build: (k: KernelBuilder) => void) => () =>
  defineKernel({ name: 'cuts', title: 'operands of several cuts', params: {}, build }).graph({});
const rows = { shard: 'rows' } as const;

describe('operands that are cut differently are refused', () => {
  it('by an element-wise function: 8 rows in one block and in four', () => {
    const build = building((k) => {
      const a = k.buffer('a', [8, 1], { ...rows, zeroed: true });
      const b = k.buffer('b', [8, 1], { ...rows, groups: 4, zeroed: true });
      k.pointwise('add', [k.buffer('sum', [8, 1], rows)], [a, b]);
    });
    expect(build).toThrow(
      'sum = add: expected rows that are cut alike in all operands, found sum [8, 1] cut 1 x 8 ← a [8, 1] cut 1 x 8, b [8, 1] cut 4 x 2',
    );
  });

  it('by an element-wise function whose result every unit should have all of', () => {
    const build = building((k) => {
      const a = k.buffer('a', [8, 1], { ...rows, zeroed: true });
      k.pointwise('copy', [k.buffer('all', [8, 1])], [a]);
    });
    expect(build).toThrow(
      'all = copy: expected all rows in each unit, as all has (an all-gather before), found all [8, 1] ← a [8, 1] cut 1 x 8',
    );
  });

  it('by a copy within the units', () => {
    const build = building((k) => {
      const a = k.buffer('a', [8, 1], { ...rows, groups: 2, zeroed: true });
      k.copy(k.buffer('b', [8, 1], rows), a);
    });
    expect(build).toThrow('found b [8, 1] cut 1 x 8 ← a [8, 1] cut 2 x 4');
  });

  it.each([
    ['all-gather', 'rows', 'replicated', ['columns → replicated', 'blocks → replicated', 'rows → block-inputs']],
    ['all-reduce', 'partial', 'replicated', []],
    ['reduce-scatter', 'partial', 'rows', ['partial → columns', 'partial → blocks', 'block-terms → rows']],
    ['broadcast', 'replicated', 'replicated', []],
  ] as const)('by an exchange: %s is %s → %s', (pattern, from, to, others) => {
    const of = (source: typeof from, target: typeof to) =>
      building((k) =>
        k.exchange(pattern, k.buffer('a', [8, 1], { shard: source }), k.buffer('b', [8, 1], { shard: target })),
      );
    expect(of(from, to)).not.toThrow();
    const other = to === 'rows' ? 'replicated' : 'rows';
    const turns = [`${from} → ${to}`, ...others].map((turn) => `'${turn.replace(' → ', "' → '")}'`).join(' or ');
    expect(of(from, other)).toThrow(
      `${pattern} a → b: expected shard ${turns}, found a [8, 1] '${from}' → b [8, 1] '${other}'`,
    );
  });

  it('by an exchange between different numbers of slots', () => {
    const build = building((k) => k.exchange('all-gather', k.buffer('a', [8, 1], rows), k.buffer('b', [2, 8, 1])));
    expect(build).toThrow('expected equal shapes, found a [8, 1] → b [2, 8, 1]');
  });

  it('not what lies off the units, nor the blocks of a cell that own the same rows', () => {
    const build = building((k) => {
      const x = k.input('x', [8, 1], { ...rows, groups: 4, residency: 'cached' });
      const gates = k.buffer('gates', [32, 1], { ...rows, groups: 4, zeroed: true });
      const bias = k.input('bias', [32, 1], { ...rows, groups: 4, residency: 'pinned' });
      const [c, own] = [k.buffer('c', [8, 1], { ...rows, zeroed: true }), k.buffer('own', [8, 1], rows)];
      k.pointwise('lstmCell', [c, own], [gates, bias, c]);
      k.pointwise('add', [own], [own, x]);
      k.copy(k.output('y', [8, 1], rows), own);
    });
    expect(build).not.toThrow();
  });
});
