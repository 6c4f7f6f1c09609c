import { describe, expect, it } from 'vitest';
import { fitSummary } from '../../src/study/fitSummary.js';

const pairs = (rows: readonly (readonly [predicted: number, measured: number])[]) =>
  rows.map(([predicted, measured]) => ({ predicted, measured }));

describe('agreement of predictions with measurements', () => {
  it('on numbers worked by hand', () => {
    // |p-m|/m: 1, 0.5, 0, 0.25 -> median (0.25+0.5)/2, mean 1.75/4. |p-m|/min: 1, 1, 0, 0.25 -> 2.25/4.
    const s = fitSummary(pairs([[2, 1], [1, 2], [3, 3], [5, 4]])); // biome-ignore format: rows
    expect(s.medianApe).toBeCloseTo(0.375, 12);
    expect(s.meanApe).toBeCloseTo(0.4375, 12);
    expect(s.meanSymmetric).toBeCloseTo(0.5625, 12);
    // Larger half: measured >= 2.5: (3,3), (4,5): slope 2. Ranks 2,1,3,4 against 1,2,3,4: 1 - 6*2/(4*15) = 0.8.
    expect(s.slope).toBeCloseTo(2, 12);
    expect(s.spearman).toBeCloseTo(0.8, 12);
    expect(s.n).toBe(4);
  });
  it('perfect agreement', () => {
    expect(fitSummary(pairs([[1, 1], [2, 2], [4, 4]]))).toEqual({ medianApe: 0, meanApe: 0, meanSymmetric: 0, slope: 1, spearman: 1, n: 3 }); // biome-ignore format: rows
  });
  it('ties share a rank', () => {
    // predicted ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5, variances 1.5 and 2: 1.5 / sqrt(3).
    expect(fitSummary(pairs([[1, 1], [1, 2], [5, 3]])).spearman).toBeCloseTo(1.5 / Math.sqrt(3), 12); // biome-ignore format: rows
  });
  it('says nothing where nothing can be said', () => {
    expect(fitSummary([]).medianApe).toBeNull();
    expect(fitSummary(pairs([[1, 1]])).spearman).toBeNull();
    expect(fitSummary(pairs([[1, 2], [1, 2], [1, 2]])).slope).toBeNull(); // biome-ignore format: rows
  });
});
