/** A kernel that asks about its chip can be right on one chip and wrong on the next: its values are checked on each. */
import { expect, it } from 'vitest';
import { defineKernel, size } from '../../src/kernels/index.js';
import { target } from '../../src/sim/namedTarget.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';

let references = 0;

/** y = x, but 2·x on chips with more than `limit` units. Without a limit it does not ask. */
const copying = (limit: number | null) =>
  defineKernel({
    name: 'copying',
    title: 'copying',
    params: { n: size(64, 'rows') },
    check: {
      reference: (_, { x }) => {
        references += 1;
        return { y: x };
      },
    },
    build(k) {
      const { n } = k.params;
      const own = k.buffer('own', [n, 1], { shard: 'rows' });
      const factor = limit !== null && k.units > limit ? 2 : 1;
      k.pointwise([own], [k.input('x', [n, 1], { shard: 'rows', residency: 'pinned' })], (x) => x.times(factor));
      k.copy(k.output('y', [n, 1], { shard: 'rows' }), own);
    },
  });

// nnp-t1000 has 24 units, v100 80.
const targets = ['nnp-t1000', 'v100', 'v100'].map((name) => target(name, { format: 'fp16' }));
const verdicts = (limit: number | null) => {
  references = 0;
  const rows = runExperiment(copying(limit), {}, targets);
  return rows.map((row) => (isRejected(row) ? null : row.values?.ok));
};

it('finds the chip on which it is wrong, and checks equal answers once', () => {
  expect(verdicts(40)).toEqual([true, false, false]);
  expect(references).toBe(2);
});

it('checks a kernel that does not ask once for all chips', () => {
  expect(verdicts(null)).toEqual([true, true, true]);
  expect(references).toBe(1);
});
