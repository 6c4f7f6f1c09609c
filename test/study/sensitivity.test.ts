import { describe, expect, it } from 'vitest';
import { chip } from '../../src/sim/chips/index.js';
import { figureRange } from '../../src/sim/figure.js';
import { type Quantity, ratioRange } from '../../src/study/sensitivity.js';

const options = { samples: 12, seed: 3 };
const sram = (name: string): Quantity => ({
  label: `SRAM of ${name}`,
  chip: chip(name),
  of: (c) => c.levels[0].capacityBytes.value,
});

describe('ratioRange', () => {
  it('spans just the range of the one assumed figure that matters, and names it', () => {
    const [low, high] = figureRange(chip('lake-crest').levels[0].capacityBytes);
    const answer = ratioRange(sram('lake-crest'), sram('nnp-t1000'), options);
    const base = chip('nnp-t1000').levels[0].capacityBytes.value;
    expect(answer.low).toBeCloseTo(low / base, 12);
    expect(answer.high).toBeCloseTo(high / base, 12);
    expect(answer.factors.map((f) => f.path)).toEqual(['levels.sram.capacityBytes']);
  });

  it('varies figures of one chip for both sides at once: a number over itself is always 1', () => {
    const answer = ratioRange(sram('lake-crest'), sram('lake-crest'), options);
    expect([answer.value, answer.low, answer.high]).toEqual([1, 1, 1]);
    expect(answer.factors).toEqual([]);
  });

  it('uses every stratum of the hypercube once on an axis', () => {
    const seen: number[] = [];
    const probe: Quantity = {
      ...sram('lake-crest'),
      of: (c) => {
        seen.push(c.barrier.latencySeconds.value);
        return 1;
      },
    };
    ratioRange(probe, sram('nnp-t1000'), options);
    const [low, high] = figureRange(chip('lake-crest').barrier.latencySeconds);
    const together = seen.slice(-options.samples - 1, -1);
    const strata = together.map((v) => Math.floor((options.samples * Math.log(v / low)) / Math.log(high / low)));
    expect(strata.toSorted((a, b) => a - b)).toEqual(Array.from({ length: options.samples }, (_, i) => i));
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
