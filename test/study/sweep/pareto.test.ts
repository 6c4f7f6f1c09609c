/** @file Fronts against their definition, layers and crowding by hand, the search against a problem whose front is known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genomeSpace } from '../../../src/study/sweep/genome.js';
import { crowding, dominates, ParetoFront, paretoRanks } from '../../../src/study/sweep/pareto.js';
import type { RowInputs } from '../../../src/study/sweep/row.js';
import { ParetoSearch } from '../../../src/study/sweep/search.js';
import { define } from './helpers.js';

const front = (costs: readonly (readonly number[])[]): readonly number[] => {
  const found = new ParetoFront();
  costs.forEach((c, index) => {
    found.add({ index, costs: c });
  });
  return found.points().map((p) => p.index);
};

it('dominates means: nowhere worse, somewhere better', () => {
  expect(dominates([1, 2], [1, 3])).toBe(true);
  expect(dominates([1, 2], [1, 2])).toBe(false);
  expect(dominates([1, 3], [2, 2])).toBe(false);
});

it('the front is what nothing dominates; of equal points the first', () => {
  expect(
    front([
      [3, 1],
      [1, 3],
      [2, 2],
      [2, 2],
      [3, 3],
      [1, 4],
    ]),
  ).toEqual([1, 2, 0]);
  const point = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9));
  fc.assert(
    fc.property(fc.array(point, { maxLength: 60 }), (costs) => {
      const expected = costs.flatMap((c, i) =>
        costs.some((d, j) => dominates(d, c) || (j < i && d.every((v, m) => v === c[m]))) ? [] : [i],
      );
      expect([...front(costs)].sort((a, b) => a - b)).toEqual(expected);
    }),
  );
});

it('layers and crowding by hand', () => {
  // Layer 0: (0,4) (2,2) (4,0); layer 1: (3,3), which (2,2) beats alone; layer 2: (5,5).
  expect(
    paretoRanks([
      [0, 4],
      [2, 2],
      [4, 0],
      [3, 3],
      [5, 5],
    ]),
  ).toEqual([0, 0, 0, 1, 2]);
  // Between its neighbours (0,4) and (3,1) the point (1,2) has (3-0)/4 + (4-1)/4; (3,1) has (4-1)/4 + (2-0)/4.
  expect(
    crowding([
      [0, 4],
      [1, 2],
      [3, 1],
      [4, 0],
    ]),
  ).toEqual([Infinity, 1.5, 1.25, Infinity]);
});

describe('the search', () => {
  /** Two costs that only hidden decides, in opposite directions, and batch makes worse: the front is batch 1. */
  const costsOf = ({ params }: RowInputs): readonly number[] => [
    params.hidden * params.batch,
    (params.batch * 1e6) / params.hidden,
  ];
  const space = genomeSpace(
    define({
      kernel: 'lstm.fused',
      chip: 'v100',
      search: { method: 'pareto' },
      params: { hidden: '1..4096', batch: '1..64' },
    }),
  );
  const run = (evaluations: number, seed: number) => {
    const search = new ParetoSearch(space, { evaluations, population: 20, seed });
    const rows: RowInputs[] = [];
    for (let next = search.next(); next.length > 0; next = search.next()) {
      rows.push(...next);
      search.tell(next.map(costsOf));
    }
    return rows;
  };

  it('comes nearer to the front with every generation', () => {
    const rows = run(400, 1);
    expect(rows).toHaveLength(400);
    const share = (some: readonly RowInputs[]) => some.filter((r) => r.params.batch === 1).length / some.length;
    // A blind sample of 1 … 64, geometric, has batch 1 in log 2 / log 65 = 17 % of its rows.
    expect(share(rows.slice(0, 20))).toBeLessThan(0.3);
    expect(share(rows.slice(-60))).toBeGreaterThan(0.5);
    const sizes = rows.filter((r) => r.params.batch === 1).map((r) => r.params.hidden);
    expect(Math.min(...sizes)).toBeLessThan(8);
    expect(Math.max(...sizes)).toBeGreaterThan(2000);
  });

  it('is the same for the same seed and never asks for a configuration twice', () => {
    const rows = run(200, 3);
    expect(run(200, 3)).toEqual(rows);
    expect(run(200, 4)).not.toEqual(rows);
    const texts = rows.map(({ index: _, ...r }) => JSON.stringify(r));
    expect(new Set(texts).size).toBe(200);
    expect(rows.map((r) => r.index)).toEqual(rows.map((_, i) => i));
  });

  it('finds every configuration of a small space and ends', () => {
    const small = genomeSpace(
      define({ kernel: 'gemm', chip: 'v100,p100', search: { method: 'pareto' }, params: { m: '1,2,3', n: '4,5' } }),
    );
    expect(small.size).toBe(12);
    const search = new ParetoSearch(small, { evaluations: 500, population: 8, seed: 1 });
    const seen = new Set<string>();
    for (let next = search.next(); next.length > 0; next = search.next()) {
      for (const { index: _, ...r } of next) seen.add(JSON.stringify(r));
      // Nothing fits anywhere: the search must still end.
      search.tell(next.map(() => null));
    }
    expect(seen.size).toBe(12);
  });
});
