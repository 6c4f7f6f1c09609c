/** @file The systolic closed forms against the cycles that SCALE-Sim v2 (commit 22f88b1) printed for the same arrays
 * and problems, and what overlapped folds and several arrays change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SystolicArray, systolicPlan } from '../../src/sim/matrix/systolic.js';
import type { MatmulShape } from '../../src/sim/program.js';

const arrayOf = (size: number, dataflow: SystolicArray['dataflow'], overlapFolds = false): SystolicArray => ({
  rows: size,
  columns: size,
  arrays: 1,
  dataflow,
  overlapFolds,
});

const G64: MatmulShape = { m: 64, n: 512, k: 512 };
const G256: MatmulShape = { m: 256, n: 512, k: 512 };
const L512: MatmulShape = { m: 64, n: 2048, k: 1024 };

describe('closed forms, folds not overlapped', () => {
  // SCALE-Sim's "weights" are B: it streams the m rows of A (T = m) and folds k over rows, n over columns.
  const weightStationary: [string, MatmulShape, number, number][] = [
    ['G64', G64, 32, 40_447], // 16 x 16 folds x (64 + 94) - 1
    ['G64', G64, 128, 7_135], // 4 x 4 x (64 + 382) - 1
    ['G256', G256, 32, 89_599], // 256 x 350 - 1
    ['G256', G256, 128, 10_207], // 16 x 638 - 1
    ['L512', L512, 32, 323_583], // 32 x 64 x 158 - 1
    ['L512', L512, 128, 57_087], // 128 x 446 - 1
  ];
  it.each(weightStationary)('%s %o on a weight-stationary array of %i: %i cycles', (_, shape, size, cycles) => {
    expect(systolicPlan(arrayOf(size, 'weight-stationary'), shape, 'B').cycles).toBe(cycles);
  });

  const outputStationary: [string, MatmulShape, number, number][] = [
    ['G64', G64, 32, 18_367], // 2 x 16 folds x (512 + 62) - 1
    ['G64', G64, 128, 3_063], // 1 x 4 x (512 + 254) - 1
    ['G256', G256, 32, 73_471], // 8 x 16 x 574 - 1
    ['G256', G256, 128, 6_127], // 2 x 4 x 766 - 1
    ['L512', L512, 32, 139_007], // 2 x 64 x (1024 + 62) - 1
    ['L512', L512, 128, 20_447], // 1 x 16 x (1024 + 254) - 1
  ];
  it.each(outputStationary)('%s %o on an output-stationary array of %i: %i cycles', (_, shape, size, cycles) => {
    expect(systolicPlan(arrayOf(size, 'output-stationary'), shape).cycles).toBe(cycles);
  });
});

describe('what a real array does beyond the closed form', () => {
  it('overlapped weight-stationary folds: 4x4, 8x8 · 8x8', () => {
    // k 8 / 4 rows = 2, m 8 / 4 columns = 2: 4 folds, n = 8 vectors stream through each. The first weights take 4
    // cycles, each of the first 3 folds max(8, 4) = 8, the last one 8 + 4 + 4 - 3 until its last sum is out.
    expect(systolicPlan(arrayOf(4, 'weight-stationary', true), { m: 8, n: 8, k: 8 }).cycles).toBe(4 + 3 * 8 + 13);
    // Without: 4 x (8 + 8 + 4 - 2) - 1.
    expect(systolicPlan(arrayOf(4, 'weight-stationary'), { m: 8, n: 8, k: 8 }).cycles).toBe(71);
  });

  it('overlapped weight-stationary folds of few vectors wait for the weights', () => {
    // One vector: each fold takes the 4 cycles in which the next weights load. 4 + 3 x 4 + (1 + 4 + 4 - 3).
    expect(systolicPlan(arrayOf(4, 'weight-stationary', true), { m: 8, n: 1, k: 8 }, 'A').cycles).toBe(22);
  });

  it('overlapped output-stationary folds: 4x4, 8x8 · 8x8', () => {
    // 4 folds of k = 8 back to back, and 4 + 4 - 3 for the corner to finish; 4 x (8 + 6) - 1 without.
    expect(systolicPlan(arrayOf(4, 'output-stationary', true), { m: 8, n: 8, k: 8 }).cycles).toBe(4 * 8 + 5);
    expect(systolicPlan(arrayOf(4, 'output-stationary'), { m: 8, n: 8, k: 8 }).cycles).toBe(55);
  });

  it('a single cell takes a cycle for each multiply-add', () => {
    expect(systolicPlan(arrayOf(1, 'output-stationary'), { m: 1, n: 1, k: 1 }).cycles).toBe(1);
    expect(systolicPlan(arrayOf(1, 'output-stationary', true), { m: 2, n: 3, k: 4 }).cycles).toBe(24);
  });

  it('two arrays share the folds', () => {
    // 2 folds each instead of 4: 2 x 18 - 1.
    expect(systolicPlan({ ...arrayOf(4, 'weight-stationary'), arrays: 2 }, { m: 8, n: 8, k: 8 }).cycles).toBe(35);
  });

  it('holds the operand that is faster to hold', () => {
    // m = 32, n = 1, k = 4. Holding A: 8 folds x (1 + 10) - 1 = 87. Holding B: 1 fold of 32 vectors: 32 + 10 - 1.
    const plan = systolicPlan(arrayOf(4, 'weight-stationary'), { m: 32, n: 1, k: 4 });
    expect(plan).toMatchObject({ held: 'B', folds: 1, cycles: 41, readsOfA: 1, readsOfB: 1 });
  });

  const shapes = fc.record({
    m: fc.integer({ min: 1, max: 300 }),
    n: fc.integer({ min: 1, max: 300 }),
    k: fc.integer({ min: 1, max: 300 }),
  });
  const arrays = fc.record<SystolicArray>({
    rows: fc.integer({ min: 1, max: 40 }),
    columns: fc.integer({ min: 1, max: 40 }),
    arrays: fc.integer({ min: 1, max: 4 }),
    dataflow: fc.constantFrom('weight-stationary', 'output-stationary'),
    overlapFolds: fc.constant(false),
  });

  it('is never faster than its peak, never slower overlapped, and equal for one fold', () => {
    fc.assert(
      fc.property(arrays, shapes, (array, shape) => {
        const apart = systolicPlan(array, shape);
        const overlapped = systolicPlan({ ...array, overlapFolds: true }, shape);
        const macs = shape.m * shape.n * shape.k;
        expect(overlapped.cycles).toBeGreaterThanOrEqual(macs / (array.rows * array.columns * array.arrays));
        expect(overlapped.cycles).toBeLessThanOrEqual(apart.cycles);
        if (apart.folds === 1 && overlapped.folds === 1) expect(overlapped.cycles).toBe(apart.cycles);
      }),
    );
  });
});
