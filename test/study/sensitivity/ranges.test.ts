import { describe, expect, it } from 'vitest';
import { chip } from '../../../src/sim/chips/index.js';
import { figureRange } from '../../../src/sim/figure.js';
import type { Quantity } from '../../../src/study/sensitivity/quantity.js';
import { rangeOf, ratioRange } from '../../../src/study/sensitivity/ranges.js';
import { variantsOf } from '../../../src/study/sensitivity/variants.js';

const options = { samples: 12, seed: 3 };
const sram = (name: string): Quantity => ({
  label: `SRAM of ${name}`,
  chip: chip(name),
  of: (c) => c.levels[0].capacityBytes.value,
});
const launch = (name: string): Quantity => ({
  label: `turnaround of ${name}`,
  chip: chip(name),
  of: (c) => c.launch.turnaroundSeconds.value,
});

describe('ratioRange', () => {
  it('spans just the range of the one assumed figure that matters, and names it', () => {
    const [low, high] = figureRange(chip('lake-crest').levels[0].capacityBytes);
    const answer = ratioRange(sram('lake-crest'), sram('nnp-t1000'), options);
    const base = chip('nnp-t1000').levels[0].capacityBytes.value;
    expect(answer.low).toBeCloseTo(low / base, 12);
    expect(answer.high).toBeCloseTo(high / base, 12);
    expect(answer.factors.map((f) => [f.chip, f.path])).toEqual([['lake-crest', 'levels.sram.capacityBytes']]);
  });

  it('varies figures of one chip for both sides at once: a number over itself is always 1', () => {
    const answer = ratioRange(sram('lake-crest'), sram('lake-crest'), options);
    expect([answer.value, answer.low, answer.high]).toEqual([1, 1, 1]);
    expect(answer.factors).toEqual([]);
  });

  it('varies what two chips share as one: the launches of CUDA are the same on both', () => {
    const answer = ratioRange(launch('titan-v'), launch('gtx-1080-ti'), options);
    expect([answer.low, answer.high]).toEqual([1, 1]);
    const other = ratioRange(launch('titan-v'), launch('vega-fe'), options);
    expect(other.low).toBeLessThan(other.high);
    expect(other.factors.map((f) => f.chip).sort()).toEqual(['titan-v', 'vega-fe']);
  });

  it('gives the same answer for the same seed and another one for another seed', () => {
    const time: Quantity = {
      ...sram('lake-crest'),
      of: (c) => c.barrier.latencySeconds.value * c.exchange.hopLatencyCycles.value,
    };
    const again: Quantity = { ...time };
    const other: Quantity = { ...time };
    const base = sram('nnp-t1000');
    expect(ratioRange(time, base, options)).toEqual(ratioRange(again, base, options));
    expect(ratioRange(other, base, { ...options, seed: 4 })).not.toEqual(ratioRange(time, base, options));
  });
});

describe('rangeOf', () => {
  it('takes a function of any quantities, prices among them, each chip as a whole', () => {
    const dollars: Quantity = {
      label: 'price',
      chip: chip('vega-fe'),
      scope: 'price',
      of: (c) => c.price!.usd.value,
    };
    // The card was sold for 999 to 1,499 dollars; the SRAM of Lake Crest is the other unknown.
    const [low, high] = figureRange(chip('lake-crest').levels[0].capacityBytes);
    const answer = rangeOf([sram('lake-crest'), dollars], ([bytes, usd]) => bytes / usd, options);
    const value = chip('lake-crest').levels[0].capacityBytes.value;
    expect(answer.value).toBe(value / 999);
    expect(answer.factors).toContainEqual({
      chip: 'vega-fe',
      path: 'price.usd',
      atLow: value / 999,
      atHigh: value / 1499,
    });
    expect(answer.low).toBeGreaterThanOrEqual(low / 1499);
    expect(answer.high).toBeLessThanOrEqual(high / 999);
    expect(answer.low).toBeLessThan(value / 1499);
  });
});

describe('variants', () => {
  it('use every stratum of the hypercube once on an axis', () => {
    const [low, high] = figureRange(chip('lake-crest').barrier.latencySeconds);
    const values = variantsOf(chip('lake-crest'), 'speed', options).together.map((c) => c.barrier.latencySeconds.value);
    const strata = values.map((v) => Math.floor((options.samples * Math.log(v / low)) / Math.log(high / low)));
    expect(strata.toSorted((a, b) => a - b)).toEqual(Array.from({ length: options.samples }, (_, i) => i));
  });

  it('leave price, power and links alone unless asked', () => {
    const paths = (scope: 'speed' | 'rig' | 'price' | 'power') =>
      variantsOf(chip('vega-fe'), scope, options).singles.map((s) => s.path);
    expect(paths('speed').some((p) => /^(price|tdpWatts|links)/.test(p))).toBe(false);
    expect(paths('rig').filter((p) => p.startsWith('links')).length).toBe(2);
    expect([paths('price'), paths('power')]).toEqual([['price.usd'], ['tdpWatts']]);
  });
});
