/** @file Cycles by part of a network: they tile the makespan, and jumped loops book them like followed ones. */
import { describe, expect, it } from 'vitest';
import { defineKernel, size } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { simulate } from '../../src/sim/engine.js';
import { tinyTarget } from '../helpers/tinyChip.js';

/** Two products a step: one of a part 'small', one of a part 'large' with twice the rows. */
const twoParts = defineKernel({
  name: 'twoParts',
  title: 'two products in turn',
  params: { steps: size(50, 'steps') },
  build(k) {
    const x = k.buffer('x', [4, 1], { zeroed: true });
    const make = (name: string, rows: number) => {
      const W = k.input(`${name}.W`, [rows, 4], { shard: 'rows', residency: 'pinned' });
      const y = k.buffer(`${name}.y`, [rows, 1], { shard: 'rows' });
      return () => k.part(name, () => k.matmul(y, W, x));
    };
    const [small, large] = [make('small', 8), make('large', 16)];
    k.repeat('t', k.params.steps, () => {
      small();
      large();
    });
    k.copy(k.output('out', [4, 1]), x);
  },
});

const target = tinyTarget({ units: 1 });

function planned(steps: number) {
  const made = plan(twoParts, { steps }, target);
  if (made.rejected !== null) throw new Error('does not fit');
  return made;
}

describe('parts of a network', () => {
  const { result, program } = planned(50);

  it('sum to the cycles, with what belongs to none under an empty name', () => {
    expect(Object.keys(result.parts)).toEqual(['', 'small', 'large']);
    expect(Object.values(result.parts).reduce((a, b) => a + b, 0)).toBe(result.cycles);
  });

  it('each part grows by its own work', () => {
    // x stays in the 4x4 array and 8 or 16 rows stream through it: T + 2·4 + 4 - 2 - 1 = 17 and 25 cycles. Loads of weights
    // at the start are waited for once.
    const { parts } = planned(10).result;
    expect(result.parts.small - parts.small).toBe(40 * 17);
    expect(result.parts.large - parts.large).toBe(40 * 25);
  });

  it('are the same when no iteration is jumped', () => {
    expect(simulate(program, target, { jump: false }).parts).toEqual(result.parts);
  });
});

it('a kernel without parts has none', () => {
  const plain = defineKernel({
    name: 'plain',
    title: 'one copy',
    params: {},
    build: (k) => k.copy(k.output('y', [2, 1]), k.buffer('x', [2, 1], { zeroed: true })),
  });
  const planned = plan(plain, {}, tinyTarget({}));
  expect(planned.rejected === null && planned.result.parts).toEqual({});
});
