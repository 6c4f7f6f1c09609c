/** @file Autoflex step by step: where an exponent starts, how trial and error ends, what each branch of the prediction makes of
 * a history. 16-bit mantissas unless told otherwise: limit 2^15, a trial moves the scale by 2^7 at most, 32 is enough. */
import { describe, expect, it } from 'vitest';
import { AutoflexEntry, type AutoflexOptions, autoflexRule, createClock } from '../../src/numerics/autoflex.js';

const flex16: AutoflexOptions = { mantissaBits: 16, exponentBits: 5 };

const entryOf = (options: Partial<AutoflexOptions> = {}, computations?: number): AutoflexEntry =>
  new AutoflexEntry('flex', autoflexRule({ ...flex16, ...options }), {
    ...(computations !== undefined && { clock: { computations } }),
  });

/** Scale and number of trials of a first write of values up to `high`. */
function started(high: number, options: Partial<AutoflexOptions> = {}, low = 0): [scale: number, trials: number] {
  const entry = entryOf(options);
  entry.beforeWrite(() => [low, high]);
  expect(entry.initialised).toBe(true);
  return [entry.scale, entry.stats.initReruns];
}

describe('the rule', () => {
  it('has the published defaults', () => {
    expect(autoflexRule(flex16)).toEqual({
      mantissaBits: 16,
      exponentBits: 5,
      historyLength: 16,
      deviationFactor: 3,
      offsetUnits: 100,
      minScale: 2 ** -31,
      maxScale: 1,
      initialScale: 2 ** -8,
      fixedPoint: false,
      limit: 32_768,
    });
  });

  it('scales the offset with the mantissa and keeps 1/scale a normal fp32 number', () => {
    const narrow = autoflexRule({ mantissaBits: 8, exponentBits: 8 });
    expect([narrow.offsetUnits, narrow.limit, narrow.minScale]).toEqual([100 / 256, 128, 2 ** -126]);
  });

  it('takes what is given, and starts within its range', () => {
    const given = { historyLength: 4, deviationFactor: 2, offsetUnits: 7, minExponent: 10, maxExponent: 12 };
    expect(autoflexRule({ ...flex16, ...given })).toMatchObject({
      historyLength: 4,
      deviationFactor: 2,
      offsetUnits: 7,
      minScale: 2 ** -12,
      maxScale: 2 ** -10,
      initialScale: 2 ** -10,
    });
    expect(autoflexRule({ ...flex16, initialExponent: 3, maxExponent: 2 }).initialScale).toBe(2 ** -2);
  });

  it('counts computations from none', () => {
    expect(createClock()).toEqual({ computations: 0 });
  });
});

describe('trial and error', () => {
  it.each([
    // Mantissa 256 at 2^-8, maximum 257 = 2^8.x: seven places short of 2^15, less one for the sign of growth.
    ['one trial is enough', 1, [2 ** -14, 1]],
    // 31 + 1 = 32 is just enough; 30 + 1 is not: a second trial at 2^-8 · 2^(4 + 1 - 15).
    ['32 is enough', 31 * 2 ** -8, [2 ** -17, 1]],
    ['31 is not', 30 * 2 ** -8, [2 ** -18, 2]],
    // Half the range is used: nothing to gain.
    ['a good start stays', 20_000 * 2 ** -8, [2 ** -8, 1]],
    // 32,766 + 1 counts as saturated, like the public code has it: up by 2^7, down by 2^6.
    ['one below the limit is saturated', 32_766 * 2 ** -8, [2 ** -7, 2]],
    ['two below is not', 32_765 * 2 ** -8, [2 ** -8, 1]],
  ] as const)('%s', (_, high, expected) => {
    expect(started(high, { minExponent: -20 })).toEqual(expected);
  });

  it('moves by half a mantissa while values saturate', () => {
    // 2^22.5 at 2^-8; 2^15.5 at 2^-1 still saturates; 2^8.5 at 2^6: maximum 363, so 2^6 · 2^(8 + 1 - 15).
    expect(started(2 ** 14.5, { minExponent: -20 })).toEqual([1, 3]);
  });

  it('sees the lowest value, too', () => {
    expect(started(0, {}, -1)).toEqual([2 ** -14, 1]);
    expect(started(0.25, {}, -1)).toEqual([2 ** -14, 1]);
    expect(started(1, {}, -0.25)).toEqual([2 ** -14, 1]);
  });

  it('ends at the finest scale when there is anything to hold', () => {
    // 0 at 2^-8, 0 at 2^-22, then 5 at 2^-31, the finest.
    expect(started(5 * 2 ** -31)).toEqual([2 ** -31, 3]);
  });

  it('gives up after eleven trials', () => {
    expect(started(0, { minExponent: -4 })).toEqual([1, 11]);
    expect(started(0, { minExponent: 2 })).toEqual([0.25, 11]);
    expect(started(2 ** 40, { minExponent: -4 })).toEqual([16, 11]);
    expect(started(32_766 * 16, { minExponent: -4 })).toEqual([16, 11]);
    const stuck = { minExponent: 8, maxExponent: 8 };
    expect(started(2 ** 20, stuck)).toEqual([2 ** -8, 11]);
    expect(started(32_766 * 2 ** -8, stuck)).toEqual([2 ** -8, 11]);
    expect(started(32_765 * 2 ** -8, stuck)).toEqual([2 ** -8, 1]);
  });

  it('happens once; a scale that nothing was written with stays', () => {
    const entry = entryOf();
    expect([entry.initialised, entry.dirty]).toEqual([false, false]);
    entry.beforeWrite(() => [0, 1]);
    entry.beforeWrite(() => {
      throw new Error('the range of an initialised entry is not asked for');
    });
    expect([entry.scale, entry.adjustCount]).toEqual([2 ** -14, 0]);
  });
});

/** An entry in the middle of its life. */
function running(history: number[], computations: number, options: Partial<AutoflexOptions> = {}): AutoflexEntry {
  const entry = entryOf(options, computations);
  entry.initialised = true;
  entry.dirty = true;
  entry.scale = 2 ** -10;
  entry.history = history;
  return entry;
}

const range = () => [0, 0] as const;

describe('prediction', () => {
  it('adds three deviations and an offset to the largest of the history', () => {
    const entry = running([100, 1, 1.5], 15);
    entry.beforeWrite(range);
    // mean 34.17, deviation 46.55: 100 + 139.7 + 100 · 2^-10 = 239.7, 2^7.x, so 2^(7 - 14).
    expect([entry.scale, entry.adjustCount, entry.dirty]).toEqual([2 ** -7, 1, false]);
    entry.beforeWrite(range);
    expect(entry.adjustCount).toBe(1);
  });

  it('counts the offset in units of the present scale', () => {
    const entry = running([1], 0, { offsetUnits: 4096 });
    entry.beforeWrite(range);
    // 1 + 4,096 · 2^-10 = 5, so 2^(2 - 14).
    expect(entry.scale).toBe(2 ** -12);
  });

  it('takes the last two and an eighth of the range when an entry is written less often than in every 16th computation', () => {
    const entry = running([100, 1, 1.5], 16);
    entry.beforeWrite(range);
    // 1.5 + 4,096 · 2^-10 = 5.5, so 2^(2 - 14).
    expect(entry.scale).toBe(2 ** -12);
    // The second adjustment is one more than 16 computations ask for.
    entry.history = [100, 1, 1.5];
    entry.scale = 2 ** -10;
    entry.dirty = true;
    entry.beforeWrite(range);
    expect(entry.scale).toBe(2 ** -7);
  });

  it('of nothing is 1', () => {
    const entry = running([0], 0, { offsetUnits: 0 });
    entry.beforeWrite(range);
    expect(entry.scale).toBe(1);
  });

  it('stays in the range of exponents', () => {
    const coarse = running([1e9], 0);
    coarse.beforeWrite(range);
    expect(coarse.scale).toBe(1);
    const fine = running([2 ** -60], 0, { offsetUnits: 0 });
    fine.beforeWrite(range);
    expect(fine.scale).toBe(2 ** -31);
  });
});

describe('after a write', () => {
  it('the maximum is remembered, up to the length of the history', () => {
    const entry = running([], 0, { historyLength: 2 });
    expect([100, 200, 300].map((mantissa) => entry.afterWrite(mantissa))).toEqual([false, false, false]);
    expect(entry.history).toEqual([200 * 2 ** -10, 300 * 2 ** -10]);
    expect(entry.dirty).toBe(true);
  });

  it('an overflow forgets what was before and counts double', () => {
    const entry = running([1, 2], 0);
    expect(entry.afterWrite(32_766)).toBe(false);
    expect(entry.afterWrite(32_767)).toBe(true);
    expect(entry.history).toEqual([2 * 32_767 * 2 ** -10]);
  });

  it('fixed point neither learns nor moves', () => {
    const entry = entryOf({ fixedPoint: true, initialExponent: 10 });
    entry.beforeWrite(range);
    expect([entry.afterWrite(5), entry.afterWrite(32_767)]).toEqual([false, true]);
    expect([entry.scale, entry.history, entry.dirty, entry.initialised]).toEqual([2 ** -10, [], false, false]);
    expect([entry.stats.minExponent, entry.stats.maxExponent, entry.stats.initReruns]).toEqual([-10, -10, 0]);
  });

  it('exponents and their changes are counted', () => {
    const entry = running([], 0);
    const counts = { saturated: 0, flushedToZero: 0, infinities: 0, nans: 0, maxAbs: 0 };
    const seen = [-10, -10, -12, -12, -7, -11].map((exponent) => {
      entry.scale = 2 ** exponent;
      entry.afterWrite(100);
      entry.countStore(1, counts, 0, 0, false);
      const { minExponent, maxExponent, exponentChanges } = entry.stats;
      return [minExponent, maxExponent, exponentChanges];
    });
    expect(seen).toEqual([
      [-10, -10, 0],
      [-10, -10, 0],
      [-12, -10, 1],
      [-12, -10, 1],
      [-12, -7, 2],
      [-12, -7, 3],
    ]);
  });
});

describe('a snapshot', () => {
  it('restored elsewhere goes on as the original does', () => {
    const entry = running([], 0);
    entry.afterWrite(100);
    const copy = entryOf({}, 0);
    copy.restore(JSON.parse(JSON.stringify(entry.snapshot())));
    for (const one of [entry, copy]) {
      one.beforeWrite(range);
      one.afterWrite(20_000);
      one.beforeWrite(range);
    }
    expect(copy.snapshot()).toEqual(entry.snapshot());
    // 100 + 100 units of 2^-10 are 0.195, 2^-3.x: written at 2^-17 since; initialised, not dirty, twice adjusted.
    expect(copy.snapshot().flags).toEqual([1, 0, 2, -17]);
  });

  it('of a new entry makes a running one new', () => {
    const used = running([3], 0);
    used.restore(entryOf().snapshot());
    expect([used.initialised, used.dirty, used.history, used.scale]).toEqual([false, false, [], 2 ** -8]);
  });
});
