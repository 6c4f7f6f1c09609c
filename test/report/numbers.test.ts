/** @file Three significant digits and a unit; the unknown says why. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatPercent,
  formatRatio,
  formatSeconds,
  groupThousands,
  significant,
} from '../../src/report/numbers.js';

it.each([
  [1.234, '1.23'],
  [12.34, '12.3'],
  [999.6, '1,000'],
  [123456, '123,000'],
  [0.0004567, '4.57e-4'],
  [0, '0'],
  [-2.5, '-2.50'],
  [99.96, '100'],
  [1e12, '1.00e12'],
])('%f reads %s', (value, text) => expect(significant(value)).toBe(text));

it('chooses the unit after rounding', () => {
  expect(formatSeconds(999.6e-6)).toBe('1.00 ms');
  expect(formatSeconds(0.0012047826)).toBe('1.20 ms');
  expect(formatSeconds(3.2e-10)).toBe('0.320 ns');
  expect(formatBytes(1_348_800)).toBe('1.29 MiB'); // 1348800 / 2^20 = 1.2863
  expect(formatBytes(800)).toBe('800 B');
  expect(formatCount(1_624_047)).toBe('1.62 M');
  expect(formatCount(42)).toBe('42');
  expect(formatPercent(0.00252)).toBe('0.252 %');
  expect(groupThousands(1_624_047)).toBe('1,624,047');
});

it('never prints the unknown as a number', () => {
  expect(formatRatio({ na: 'does not fit in sram' })).toBe('n/a (does not fit in sram)');
  expect(formatRatio(null)).toBe('n/a (not recorded)');
  expect(formatRatio(Number.NaN)).toBe('n/a (not a number)');
  expect(formatSeconds(Number.POSITIVE_INFINITY)).toBe('n/a (infinite)');
});

it('is within half a unit of the third digit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
      const shown = Number(significant(value).replaceAll(',', ''));
      expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.00501 * value);
    }),
  );
});
