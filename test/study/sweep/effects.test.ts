/** @file Main effects by hand. */
import { expect, it } from 'vitest';
import { axisEffect } from '../../../src/study/sweep/effects.js';

it('on a 2 x 2 grid of a product the shares are those of the logarithms', () => {
  // y = a b with a in {1, 4}, b in {1, 2}: log2 y = {0, 2} + {0, 1}. Mean 1.5; total (1.5² + 0.5² + 0.5² + 1.5²) = 5.
  // Means by a: 0.5 and 2.5: 4 x 1² = 4, share 0.8. Means by b: 1 and 2: 4 x 0.5² = 1, share 0.2.
  const y = [1, 2, 4, 8];
  const a = axisEffect({ axis: 'a', values: [1, 1, 4, 4] }, y, false);
  const b = axisEffect({ axis: 'b', values: [1, 2, 1, 2] }, y, false);
  expect(a.share).toBeCloseTo(0.8, 12);
  expect(b.share).toBeCloseTo(0.2, 12);
  expect(a.swing).toBeCloseTo(4, 12);
  expect(b.swing).toBeCloseTo(2, 12);
  expect(a.groups).toBe(2);
  // Ranks of a: 1.5 1.5 3.5 3.5 against 1 2 3 4: covariance 4, variances 4 and 5: 4 / √20.
  expect(a.rank).toBeCloseTo(4 / Math.sqrt(20), 12);
  // Of a sample, 1 - 0.2 x 3 / 2 = 0.7 and 1 - 0.8 x 3 / 2 < 0.
  expect(axisEffect({ axis: 'a', values: [1, 1, 4, 4] }, y, true).share).toBeCloseTo(0.7, 12);
  expect(axisEffect({ axis: 'b', values: [1, 2, 1, 2] }, y, true).share).toBe(0);
});

it('names have no rank; nothing varies, nothing is explained', () => {
  expect(axisEffect({ axis: 'chip', values: ['a', 'a', 'b'] }, [1, 1, 2], false)).toMatchObject({
    share: 1,
    rank: null,
  });
  expect(axisEffect({ axis: 'm', values: [1, 2, 3] }, [5, 5, 5], false)).toMatchObject({ share: 0, swing: 1 });
});

it('many numbers are put in eight groups of equal size, no value in two', () => {
  const values = Array.from({ length: 800 }, (_, i) => i % 100);
  const metric = values.map((v) => 2 ** (v / 10));
  const { groups, share } = axisEffect({ axis: 'm', values }, metric, false);
  expect(groups).toBe(8);
  // Within an eighth of a uniform range the variance is 1/64 of the whole.
  expect(share).toBeCloseTo(1 - 1 / 64, 2);
});
