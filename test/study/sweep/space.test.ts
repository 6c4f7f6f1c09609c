/** @file Which rows a sweep has, and in which order: counted by hand; samples are Latin hypercubes. */
import { describe, expect, it } from 'vitest';
import type { RowInputs } from '../../../src/study/sweep/row.js';
import { sweepSpace } from '../../../src/study/sweep/space.js';
import type { SweepFile } from '../../../src/study/sweep/sweepFile.js';
import { define } from './helpers.js';

const rowsOf = (file: SweepFile): readonly RowInputs[] => {
  const space = sweepSpace(define(file));
  return Array.from({ length: space.count }, (_, i) => space.at(i));
};
const short = (r: RowInputs): string =>
  [r.kernel, r.chip, r.runtime, r.format, ...Object.values(r.figures), ...Object.values(r.params)].join(' ');

describe('a grid', () => {
  it('has every combination, the last axis fastest; figures vary on their own chip alone', () => {
    // nnp-t1000: 2 formats x 2 capacities x 2 sizes = 8; titan-v: 2 formats x 2 sizes = 4.
    const rows = rowsOf({
      kernel: 'gemm',
      chip: ['nnp-t1000', 'titan-v'],
      format: 'flex16+5,fp16',
      params: { m: '64,128' },
      vary: { 'nnp-t1000': { 'sram.capacityBytes': '1Mi..2Mi:x2' } },
    });
    expect(rows.map(short)).toEqual([
      'gemm nnp-t1000 native flex16+5 1048576 64',
      'gemm nnp-t1000 native flex16+5 1048576 128',
      'gemm nnp-t1000 native flex16+5 2097152 64',
      'gemm nnp-t1000 native flex16+5 2097152 128',
      'gemm nnp-t1000 native fp16 1048576 64',
      'gemm nnp-t1000 native fp16 1048576 128',
      'gemm nnp-t1000 native fp16 2097152 64',
      'gemm nnp-t1000 native fp16 2097152 128',
      'gemm titan-v cudnn-7.0 flex16+5 64',
      'gemm titan-v cudnn-7.0 flex16+5 128',
      'gemm titan-v cudnn-7.0 fp16 64',
      'gemm titan-v cudnn-7.0 fp16 128',
    ]);
    expect(rows.map((r) => r.index)).toEqual(rows.map((_, i) => i));
    expect(Object.keys(rows[0].figures)).toEqual(['levels.sram.capacityBytes']);
  });

  it('of a million rows is counted without making them', () => {
    const space = sweepSpace(
      define({ kernel: 'gemm', chip: 'v100', params: { m: '1..100:+1', n: '1..100:+1', k: '1..100:+1' } }),
    );
    expect(space.count).toBe(1_000_000);
    // 123456 = 12 x 100^2 + 34 x 100 + 56, and values begin at 1.
    expect(space.at(123_456).params).toEqual({ m: 13, n: 35, k: 57 });
  });

  it('around a list sets what the list leaves out', () => {
    const rows = rowsOf({
      kernel: 'gemm',
      chip: 'nnp-t1000,v100',
      format: 'fp16',
      params: { k: [8, 16] },
      points: [
        { m: 64, chip: 'v100' },
        { m: 128, k: 4, 'nnp-t1000:sram.capacityBytes': '1Mi', format: 'fp32' },
      ],
    });
    expect(rows.map(short)).toEqual([
      'gemm v100 cudnn-7.0 fp16 8 64',
      'gemm v100 cudnn-7.0 fp16 16 64',
      'gemm nnp-t1000 native fp32 1048576 4 128',
      'gemm v100 cudnn-7.0 fp32 4 128',
    ]);
  });
});

describe('a sample', () => {
  const file: SweepFile = {
    kernel: 'lstm.in-cache',
    chip: 'nnp-t1000,v100',
    sample: 64,
    params: { hidden: '1..64', batch: '1,2,4,8' },
    vary: { 'nnp-t1000': { 'sram.capacityBytes': '1Mi..8Mi' } },
  };

  it('uses every stratum of every axis once: 16 of 64 points at each of four batches', () => {
    const rows = rowsOf(file).filter((r) => r.chip === 'nnp-t1000');
    expect(rows).toHaveLength(64);
    for (const batch of [1, 2, 4, 8]) expect(rows.filter((r) => r.params.batch === batch)).toHaveLength(16);
    // Strata of the capacity are equal on a logarithmic scale from 1 to 8 MiB.
    const strata = rows.map((r) => Math.floor((64 * Math.log2(r.figures['levels.sram.capacityBytes'] / 2 ** 20)) / 3));
    // The value is rounded down to whole bytes, so one at the very edge may be counted below.
    expect(new Set(strata).size).toBeGreaterThan(61);
  });

  it('shows every chip the same parameters, as far as they are distinct points there', () => {
    const rows = rowsOf(file);
    const points = (name: string) => new Set(rows.filter((r) => r.chip === name).map((r) => JSON.stringify(r.params)));
    expect([...points('v100')].sort()).toEqual([...points('nnp-t1000')].sort());
  });

  it('is the same for the same seed, another for another, and never has a row twice', () => {
    const texts = rowsOf(file).map(short);
    expect(rowsOf(file).map(short)).toEqual(texts);
    expect(rowsOf({ ...file, seed: 2 }).map(short)).not.toEqual(texts);
    expect(new Set(texts).size).toBe(texts.length);
    // Four batches alone can only be four points.
    expect(rowsOf({ kernel: 'gemm', chip: 'v100', sample: 50, params: { m: '1,2,3,4' } })).toHaveLength(4);
  });
});

describe('what is refused before a row runs', () => {
  const base: SweepFile = { kernel: 'gemm', chip: 'v100' };
  it.each<readonly [SweepFile, RegExp]>([
    [{ ...base, params: { q: 4 } }, /-p q: expected a parameter of gemm: m, n, k/],
    [{ ...base, params: { m: 0 } }, /-p m: expected whole numbers from 1 to 65536 \(gemm\), found 0/],
    [{ ...base, params: { m: '1..1Mi:x2' } }, /found 1048576/],
    [{ ...base, params: { m: '1..64' } }, /-p m: expected a range with a step.*found 1\.\.64 \(or take a sample/],
    [{ ...base, vary: { v101: { clockHz: 1 } } }, /a chip of this sweep: v100, found "v101" \(did you mean v100\?\)/],
    [{ ...base, vary: { v100: { clokHz: 1 } } }, /a figure of v100.*found "clokHz" \(did you mean clockHz\?\)/],
    [{ ...base, vary: { v100: { capacityBytes: 1 } } }, /the end of levels\.register\.capacityBytes and/],
    [{ ...base, vary: { v100: { 'units.count': '2.5' } } }, /a whole number/],
    [{ ...base, vary: { v100: { 'units.count': 0 } } }, /a value that the figure can have, found 0/],
    [{ ...base, vary: { v100: { 'dram.sustainedFraction': 2 } } }, /found 2/],
    [{ ...base, vary: { v100: { clockHz: 1e9, '.clockHz': 1 } } }, /a figure of v100/],
    [
      { ...base, vary: { v100: { 'l2.capacityBytes': 1, 'levels.l2.capacityBytes': 2 } } },
      /levels\.l2\.capacityBytes twice/,
    ],
    [{ ...base, format: 'fp61' }, /did you mean fp32 or fp16/],
    [{ ...base, format: 'flex16+5' }, /format on v100: expected one that a chip multiplies/],
    [{ ...base, format: 'fp16,fp16' }, /--format: expected each name once, found fp16 twice/],
    [{ ...base, runtime: 'cudnn-9' }, /a runtime of v100/],
    [{ ...base, chip: 'v100,v100' }, /--chip: expected each name once/],
    [{ ...base, objectives: 'speed' }, /objectives of seconds, cycles/],
    [{ ...base, objectives: 'seconds:up' }, /objectives of/],
    [{ ...base, sample: 4, search: { method: 'pareto' } }, /either a sample or a search/],
    [{ ...base, sample: 4, points: [{ m: 1 }] }, /a grid around the list, found a sample/],
    [{ ...base, points: [{ m: 1, q: 2 }] }, /points\[0\]\.q: expected a parameter of gemm/],
    [{ ...base, points: [{ chip: 'p100' }] }, /points\[0\]\.chip: expected a chip of this sweep/],
    [{ ...base, points: [{ kernel: 'mlp' }] }, /points\[0\]\.kernel: expected a kernel of this sweep/],
  ])('%j', (file, says) => {
    expect(() => define(file)).toThrow(says);
  });
});
