/** @file All 22 claims: every one has an answer that hangs together, and numbers that can be worked out by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chip } from '../../../src/sim/chips/index.js';
import type { Claim } from '../../../src/study/claims/claim.js';
import { claimIds, runClaims } from '../../../src/study/claims/index.js';
import { verdictOf, within } from '../../../src/study/claims/verdicts.js';

const readTable = (file: string): string => readFileSync(`data/measured/${file}`, 'utf8');
/** The chips as they are and one point of the hypercube: what makes the numbers is all there. */
const options = { seed: 1, samples: 1, alone: false, readTable };

const answered = new Map<string, Claim>();
function claim(id: string): Claim {
  const known = answered.get(id) ?? runClaims([id], options)[0];
  answered.set(id, known);
  return known;
}

function value(id: string, subject: string, base: string, what: string): number {
  const found = claim(id).findings.find((f) => f.subject === subject && f.base === base && f.what === what);
  if (found === undefined) throw new Error(`${id} has no finding ${subject}, ${base}, ${what}`);
  return found.value;
}

describe('verdicts', () => {
  it('are reached when the whole range is, not reached when none of it is, else partly', () => {
    expect(verdictOf([10, 12], 10)).toBe('reached');
    expect(verdictOf([9.9, 12], 10)).toBe('partly');
    expect(verdictOf([2, 9.9], 10)).toBe('not reached');
    expect([within(1, 2)([1, 2]), within(1, 2)([1.5, 3]), within(1, 2)([3, 4])]).toEqual([
      'reached',
      'partly',
      'not reached',
    ]);
  });
});

describe('claims', () => {
  it('are C1 to C22', () => {
    expect(claimIds).toEqual(Array.from({ length: 22 }, (_, i) => `C${i + 1}`));
  });

  it.each(claimIds)('%s has a verdict that follows from finite ranges around its values', (id) => {
    const { findings, verdict, reason, range, base, mappings } = claim(id);
    expect(findings.length).toBeGreaterThan(0);
    for (const f of findings) {
      expect(Number.isFinite(f.range[0]) && Number.isFinite(f.range[1])).toBe(true);
      expect(f.value).toBeGreaterThanOrEqual(f.range[0] - 1e-9 * Math.abs(f.value));
      expect(f.value).toBeLessThanOrEqual(f.range[1] + 1e-9 * Math.abs(f.value));
    }
    const verdicts = new Set(findings.map((f) => f.verdict).filter((v) => v !== 'cannot be tested'));
    if (verdicts.size === 1) expect(verdicts).toContain(verdict);
    expect(reason).not.toMatch(/NaN|Infinity|undefined/);
    expect(range[0]).toBeLessThanOrEqual(range[1]);
    expect(base.length).toBeGreaterThan(10);
    const sizesAlone = ['C1', 'C2', 'C5'];
    if (!sizesAlone.includes(id)) expect(mappings.length > 0 || id === 'C16' || id === 'C14').toBe(true);
    for (const line of mappings) expect(line.units).toMatch(/^\d+ of \d+ \w+/);
  });

  it.each(claimIds)('%s consists of parts that count its findings', (id) => {
    const { findings, parts, verdict } = claim(id);
    const deciding = parts.filter((part) => !part.context);
    expect(deciding.length).toBeGreaterThan(0);
    const tested = findings.filter((f) => f.verdict !== 'cannot be tested').length;
    for (const part of parts) {
      const counts = [part.reached, part.partly, part.notReached];
      expect(counts.reduce((a, b) => a + b)).toBeLessThanOrEqual(tested);
      // A part with findings on both sides, or with open ones, is open itself.
      const [alone] = ['reached', 'partly', 'not reached'].filter((_, i) => counts[i] > 0);
      expect(part.verdict).toBe(counts.filter((n) => n > 0).length === 1 ? alone : 'partly');
    }
    const count = (of: (part: (typeof parts)[number]) => number): number => parts.reduce((sum, p) => sum + of(p), 0);
    expect(count((p) => p.reached + p.partly + p.notReached)).toBeGreaterThanOrEqual(tested);
    if (deciding.every((part) => part.verdict === deciding[0].verdict)) expect(verdict).toBe(deciding[0].verdict);
  });

  it('C8: an order with a link that never holds does not come out', () => {
    const { parts, verdict } = claim('C8');
    expect(parts.map(({ name, verdict: own }) => [name, own])).toContainEqual(['AMD before NVIDIA', 'not reached']);
    expect(verdict).toBe('not reached');
  });

  it('say what they do without their id, which the caller adds', () => {
    const labels: string[] = [];
    runClaims(['C1', 'C8'], { ...options, onProgress: (label) => labels.push(label) });
    expect(labels.length).toBeGreaterThan(0);
    for (const label of labels) expect(label).not.toMatch(/\bC\d/);
  });

  it('are the same for the same seed', () => {
    expect(runClaims(['C16'], options)).toEqual(runClaims(['C16'], options));
  });

  it('refuse an unknown id with the nearest one', () => {
    expect(() => runClaims(['C99'], options)).toThrow(/claim: expected one of C1, .*found C99/);
  });
});

describe('C1 and C2: capacity', () => {
  it('reproduce the published ratios of hardware note 4', () => {
    // 60 MiB against V100: 6 MiB of L2, 7.5 MiB of shared memory, and 33.5 MiB with the 20 MiB of registers.
    const against = (base: string): number => value('C1', 'nnp-t1000', `${base} of v100`, 'SRAM, ratio');
    expect(against('L2')).toBeCloseTo(10, 6);
    expect(against('shared memory')).toBeCloseTo(8, 6);
    expect(against('registers + shared memory + L2')).toBeCloseTo(60 / 33.5, 6);
    // 2,560 KiB a unit against 48 KiB a block: 53x.
    const block = value('C2', 'nnp-t1000', 'shared memory of one block of gtx-1080-ti', 'SRAM of one unit, ratio');
    expect(block).toBeCloseTo(2560 / 48, 6);
    expect([claim('C1').verdict, claim('C2').verdict]).toEqual(['partly', 'partly']);
  });
});

describe('C3, C7 and C9', () => {
  it('are one number seen three ways: speedup, mean speedup, and the price at which the speedup is paid for', () => {
    const base = (gpu: string): string => `${gpu}, its library, real runtime`;
    const speedup = value('C7', 'lake-crest', base('titan-v'), 'speedup, LSTM suite');
    const dollars = value(
      'C9',
      'lake-crest',
      'titan-v at $2999, its library, real runtime',
      'break-even price, LSTM suite',
    );
    expect(dollars).toBeCloseTo(2999 * speedup, 6);
    const w200 = [1, 16, 64].map((batch) =>
      value('C3', 'lake-crest', 'titan-v, the library as it was', `speedup, LSTM 200, batch ${batch}`),
    );
    expect(value('C7', 'lake-crest', base('titan-v'), 'speedup, W200 suite')).toBeCloseTo(
      Math.cbrt(w200[0] * w200[1] * w200[2]),
      6,
    );
    const suites = ['LSTM', 'GEMM', 'convolution', 'LSTM training', 'GEMM training', 'convolution training'];
    const each = suites.map((name) => value('C7', 'nnp-essay', base('v100'), `speedup, ${name} suite`));
    const mean = Math.exp(each.reduce((sum, v) => sum + Math.log(v), 0) / each.length);
    expect(value('C7', 'nnp-essay', base('v100'), 'speedup, everything')).toBeCloseTo(mean, 6);
  });

  it('sweep the price: at half of it the work per dollar is twice as much', () => {
    const at = (usd: number, says: string): number =>
      value(
        'C9',
        'nnp-t1000',
        'the GPU with most work per dollar, its library, real runtime',
        `work per dollar at $${usd}, GEMM suite: ${says}?`,
      );
    expect(at(2000, 'wins')).toBeCloseTo(2 * at(4000, 'fails'), 6);
    const breakEven = ['titan-v', 'titan-xp', 'gtx-1080-ti', 'vega-fe'].map((gpu) =>
      value(
        'C9',
        'nnp-t1000',
        `${gpu} at $${chip(gpu).price!.usd.value}, its library, real runtime`,
        'break-even price, GEMM suite',
      ),
    );
    expect(at(1000, 'wins')).toBeCloseTo(Math.min(...breakEven) / 1000, 6);
  });
});

describe('C4: terabytes', () => {
  it('streams tokens and losses and nothing else', () => {
    // 20 sequences, each step: the token twice, its target, its weight, its loss, 4 bytes each.
    for (const name of ['nnp-essay', 'lake-crest', 'nnp-t1000'])
      expect(value('C4', name, 'tokens in, loss out', 'DRAM bytes a time step')).toBe(20 * 5 * 4);
  });

  it('costs the card over three years and its electricity', () => {
    const hours = value('C4', 'lake-crest', 'everything resident, one byte a token', 'hours per terabyte of tokens');
    const base = 'a card at $1000 over 26280 hours, 210 W at $0.12 a kWh';
    const dollars = value('C4', 'lake-crest', base, 'dollars per terabyte of tokens');
    expect(dollars).toBeCloseTo(hours * (1000 / 26_280 + 0.21 * 0.12), 9);
  });
});

describe('C5: Flexpoint stores more', () => {
  it('holds as much as other 16-bit formats and sqrt(2) times the width that fp32 holds', () => {
    for (const f of claim('C5').findings) {
      if (!f.base.startsWith('fp32')) expect(f.value).toBe(1);
      else if (f.what.startsWith('widest')) expect(f.value).toBeCloseTo(Math.SQRT2, 1);
    }
    expect(claim('C5').verdict).toBe('partly');
  });
});

describe('C12 and C18: rigs', () => {
  it('do n batches at once at inference, and pay for their links in training', () => {
    const real = (what: string): string => `${what}, real runtime`;
    const two = value('C12', '2x titan-xp', 'titan-v', real('throughput, LSTM suite'));
    const four = value('C12', '4x titan-xp', '2x titan-v', real('throughput, LSTM suite'));
    expect(four).toBeCloseTo(two, 9);
    // $7,500 for two Titan V, $5,500 for four Titan Xp.
    const perDollar = value('C12', '4x titan-xp', '2x titan-v', real('throughput per dollar, LSTM suite'));
    expect(perDollar).toBeCloseTo((four * 7500) / 5500, 9);
    const [work, watts] = ['throughput', 'throughput per watt'].map((what) =>
      value('C18', '4x vega-fe', 'titan-v, real runtime', `${what}, GEMM suite`),
    );
    expect(watts).toBeCloseTo((work * 250) / 1200, 9);
    const training = value('C12', '2x titan-xp', 'titan-v', real('speed, LSTM training'));
    expect(training).toBeLessThan(two);
  });
});

describe('C15: share of products', () => {
  it('counts operations: 16 multiply-adds of 200 against the cell of a unit', () => {
    // W and U have 4 gates each: 8 · 200 multiply-adds a unit. lstmCell: see its table entry.
    const share = value(
      'C15',
      'any chip',
      'all operations of the network',
      'share of products in the operations, LSTM 200, batch 1',
    );
    expect(share).toBeGreaterThan(1 - 40 / (2 * 8 * 200));
    expect(share).toBeLessThan(1 - 10 / (2 * 8 * 200));
  });
});

describe('C19: rank correlations', () => {
  it('of measured LSTM layers hold the devices of the tables against each other', () => {
    const base = claim('C19').findings.find((f) => f.base.startsWith('measured') && !f.base.endsWith('per dollar'))!;
    expect(base.subject.split(', ')).toEqual(['titan-x-maxwell', 'titan-x-pascal', 'titan-xp', 'v100', 'mi25']);
    expect(Math.abs(base.value)).toBeLessThanOrEqual(2);
    const without = runClaims(['C19'], { seed: 1, samples: 1, alone: false })[0];
    expect(without.findings.some((f) => f.base.startsWith('measured'))).toBe(false);
  });
});

describe('C21: a stack of HBM2', () => {
  it('is worth at most what it adds to the bandwidth', () => {
    for (const f of claim('C21').findings.filter((x) => x.base.startsWith('itself'))) {
      expect(f.value).toBeGreaterThanOrEqual(1);
      expect(f.value).toBeLessThanOrEqual(4 / 3);
    }
  });
});
