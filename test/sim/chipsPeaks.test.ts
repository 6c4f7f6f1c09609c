/** @file The shipped chips: they validate, and units x rate x clock is what the maker publishes. */
import { describe, expect, it } from 'vitest';
import type { ChipSpec, MatrixEngine } from '../../src/sim/chipSchema.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';

function macsPerCycle(engine: MatrixEngine): number {
  if (engine.kind !== 'systolic') return engine.macsPerCycle.value;
  return engine.rows.value * engine.columns.value * engine.arrays.value;
}

function teraOps(spec: ChipSpec, format: string): number {
  const rates = spec.matrix.filter((engine) => engine.formats.includes(format)).map(macsPerCycle);
  return (2 * Math.max(...rates) * spec.units.count.value * spec.clockHz.value) / 1e12;
}

/** Published or recalled peaks of the notes, in 10^12 operations a second (a multiply-add is two). */
const peaks: readonly (readonly [chip: string, format: string, tera: number])[] = [
  ['lake-crest', 'flex16+5', 39.4],
  ['nnp-essay', 'flex16+5', 39.4],
  ['nnp-t1000', 'bf16', 108.1],
  ['titan-v', 'fp32', 13.8],
  ['titan-v', 'fp16-all', 27.6],
  ['titan-v', 'fp16', 110],
  ['v100', 'fp32', 14.1],
  ['v100', 'fp16-all', 28.3],
  ['v100', 'fp16', 112],
  ['p100', 'fp32', 10.6],
  ['p100', 'fp16-all', 21.2],
  ['titan-xp', 'fp32', 12.1],
  ['titan-xp', 'fp16-all', 0.19],
  ['gtx-1080-ti', 'fp32', 11.3],
  ['gtx-1080-ti', 'fp16-all', 0.18],
  ['gtx-1070', 'fp32', 6.5],
  ['gtx-1070-ti', 'fp32', 8.2],
  ['titan-x-maxwell', 'fp32', 6.6],
  ['titan-x-pascal', 'fp32', 10.97],
  ['vega-fe', 'fp32', 13.1],
  ['vega-fe', 'fp16-all', 26.2],
  ['mi25', 'fp32', 12.3],
  ['mi25', 'fp16-all', 24.6],
  ['tpu-v1', 'int8', 92],
  ['tpu-v1', 'fp16', 23],
  ['tpu-v2', 'bf16', 46],
  ['tpu-v2', 'fp32', 3],
  ['graphcore-gc2', 'fp16', 124.5],
  ['graphcore-gc2', 'fp32', 31.1],
  ['xeon-8180', 'fp32', 4.1],
];

describe('shipped chips', () => {
  it.each(chipNames)('%s validates under its own name', (name) => {
    expect(chip(name).name).toBe(name);
    expect(chip(name)).toBe(chip(name));
  });

  it.each(peaks)('%s at %s makes %d TOP/s within 5 %', (name, format, tera) => {
    expect(Math.abs(teraOps(chip(name), format) / tera - 1)).toBeLessThan(0.05);
  });

  it('computes fp16 and bf16 everywhere, fp32 everywhere but on the integer TPU v1, Flexpoint on NNPs only', () => {
    for (const name of chipNames) {
      const formats = new Set(chip(name).matrix.flatMap((engine) => engine.formats));
      expect([name, formats.has('fp16'), formats.has('bf16')]).toEqual([name, true, true]);
      expect([name, formats.has('fp32')]).toEqual([name, name !== 'tpu-v1']);
      expect([name, formats.has('flex16+5')]).toEqual([name, chip(name).family === 'nnp']);
      expect([name, formats.has(chip(name).defaultFormat)]).toEqual([name, true]);
    }
  });

  it('lets every chip but TPU v1 train', () => {
    expect(chipNames.filter((name) => !chip(name).can.train)).toEqual(['tpu-v1']);
  });

  it('suggests the nearest name for an unknown chip', () => {
    expect(() => chip('titan-vv')).toThrow(
      'chip: expected the name of a chip, found "titan-vv" (did you mean titan-v?)',
    );
    expect(() => chip('constructor')).toThrow(
      'chip: expected the name of a chip, found "constructor" (known: nnp-essay',
    );
  });
});
