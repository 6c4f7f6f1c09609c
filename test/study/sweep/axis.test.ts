/** @file Words of a user as values: ranges by hand, what must be refused, and properties of steps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisValue, parseAmount, parseAxis } from '../../../src/study/sweep/axis.js';

const whole = { where: '-p n', whole: true };
const real = { where: '--vary c:f', whole: false };
const values = (text: string, rules = whole): readonly number[] => {
  const axis = parseAxis(text, rules);
  if (axis.kind !== 'list') throw new Error('a range');
  return axis.values;
};

describe('values of an axis', () => {
  it('are listed, stepped or both', () => {
    expect(values('512')).toEqual([512]);
    expect(values('64, 16,1')).toEqual([64, 16, 1]);
    expect(values('128..4096:x2')).toEqual([128, 256, 512, 1024, 2048, 4096]);
    // 3 x 2.5 is 7.5: no whole number; 4, 10, 25 are.
    expect(values('4..30:x2.5')).toEqual([4, 10, 25]);
    expect(values('1..10:+4')).toEqual([1, 5, 9]);
    expect(values('1,16..64:x2,100')).toEqual([1, 16, 32, 64, 100]);
    expect(values('7..7:x2')).toEqual([7]);
    // 0.1 + 2 x 0.1 is 0.30000000000000004 in binary; the last value is still met.
    expect(values('0.1..0.3:+0.1', real)).toEqual([0.1, 0.2, 0.3]);
    expect(values('1Mi..8Mi:x2')).toEqual([1_048_576, 2_097_152, 4_194_304, 8_388_608]);
    expect(values('0.5G..2G:x2', real)).toEqual([5e8, 1e9, 2e9]);
    expect(parseAxis([1, '4..16:x4', '64'], whole)).toEqual({ kind: 'list', values: [1, 4, 16, 64] });
  });

  it('are any between two ends without a step', () => {
    expect(parseAxis('1Mi..8Mi', real)).toEqual({ kind: 'range', low: 2 ** 20, high: 2 ** 23 });
    expect(parseAxis('5..5', whole)).toEqual({ kind: 'list', values: [5] });
  });

  it.each([
    ['', /an empty one/],
    ['1,,2', /an empty one/],
    ['4..2:x2', /which is empty/],
    ['1..10:x1', /a factor above 1, found 1\.\.10:x1, which never ends/],
    ['1..10:x0.5', /never ends/],
    ['0..8:x2', /never ends/],
    ['-4..8:x2', /never ends/],
    ['1..10:+0', /a step above 0, found 1\.\.10:\+0, which never ends/],
    ['1..10:+-1', /never ends/],
    ['1..10:2', /one step, e\.g\./],
    ['1..10:x2:x2', /one step, e\.g\./],
    ['1..5..9:x2', /a range, e\.g\./],
    ['1..', /a whole number/],
    ['2.5', /a whole number, e\.g\. 4096 or 4Ki, found "2\.5"/],
    ['3..30:x2.5', /whole numbers, found 3\.\.30:x2\.5, which meets 7\.5/],
    ['4,4', /each value once, found 4 twice/],
    ['1..8:x2,4', /4 twice/],
    ['1e400', /a whole number/],
    ['NaN', /a whole number/],
    ['0x10', /a whole number/],
    ['1mi', /a whole number/],
    ['1..100000000:+1', /at most 1000000 values, found 100000000/],
    ['1..2:x1.0000000001', /at most 1000000 values/],
  ])('refuses %j', (text, says) => {
    expect(() => parseAxis(text, whole)).toThrow(says);
  });

  it('never hangs and never gives more than it should', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const axis = parseAxis(text, real);
          if (axis.kind === 'list') for (const v of axis.values) expect(Number.isFinite(v)).toBe(true);
          else expect(axis.low).toBeLessThan(axis.high);
        } catch (error) {
          expect((error as Error).name).toBe('InputError');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('with steps of +n are those of a loop', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 50 }), (low, span, step) => {
        const expected: number[] = [];
        for (let v = low; v <= low + span; v += step) expected.push(v);
        expect(values(`${low}..${low + span}:+${step}`)).toEqual(expected);
      }),
    );
  });
});

it('amounts have binary and decimal suffixes', () => {
  expect(['1Ki', '1Mi', '1Gi', '1Ti'].map((t) => parseAmount(t, whole))).toEqual([2 ** 10, 2 ** 20, 2 ** 30, 2 ** 40]);
  expect(['1k', '1M', '1G', '1T'].map((t) => parseAmount(t, whole))).toEqual([1e3, 1e6, 1e9, 1e12]);
  expect(parseAmount('0.5Ki', whole)).toBe(512);
});

describe('a position in an axis', () => {
  it('gives equal shares to the values of a list', () => {
    const axis = parseAxis('10,20,40,80', whole);
    expect([0, 0.24, 0.25, 0.5, 0.75, 0.999].map((p) => axisValue(axis, p, true))).toEqual([10, 10, 20, 40, 80, 80]);
  });

  it('is geometric in a range above 0: the middle of 1 … 4 is 2', () => {
    expect(axisValue({ kind: 'range', low: 1, high: 4 }, 0.5, false)).toBe(2);
    expect(axisValue({ kind: 'range', low: 0, high: 4 }, 0.5, false)).toBe(2);
    // Whole: 1 x 5^0.5 = 2.24 is 2; the ends are reached.
    const axis = { kind: 'range', low: 1, high: 4 } as const;
    expect([0, 0.5, 1 - 1e-9].map((p) => axisValue(axis, p, true))).toEqual([1, 2, 4]);
  });
});
