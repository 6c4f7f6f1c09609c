/** @file Differences of loss curves against numbers worked out by hand. */
import { expect, it } from 'vitest';
import { lossDifferenceChart, lossDifferences } from '../../src/report/charts/lossDifference.js';
import { svgText } from '../../src/report/charts/svg.js';

const base = { format: 'fp32', loss: [3, 2, 1, 1], lossEvery: 5 };
const curve = { format: 'flex8+5', loss: [3.5, null, 0.75], lossEvery: 5 };

it('are taken where both have a number', () => {
  // 3.5 - 3 after 5 updates, nothing after 10, 0.75 - 1 after 15, and the fourth has no partner.
  expect(lossDifferences(curve, base)).toEqual([
    { step: 5, difference: 0.5 },
    { step: 15, difference: -0.25 },
  ]);
  expect(lossDifferences({ ...curve, loss: [Number.NaN] }, base)).toEqual([]);
});

it('are not taken of curves that tell every other update', () => {
  expect(() => lossDifferences({ ...curve, lossEvery: 4 }, base)).toThrow('different steps');
});

it('are drawn', () => {
  expect(svgText(lossDifferenceChart(curve, base, 'narrow'))).toContain('loss of flex8+5 minus fp32');
});
