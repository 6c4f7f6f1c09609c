/** @file fp16, bfloat16, fp8 and MX vectors from public sources (numerics note 2.1, 2.2, 3.5) and hand-derived ones. */
import { describe, expect, it } from 'vitest';
import { gemm, parseFormat, roundToFp16, roundToGrid } from '../../src/numerics/index.js';

/** Values stored together in one tensor (one row). */
function stored(format: string, values: readonly number[], shape?: readonly [number, number]): number[] {
  const parsed = parseFormat(format);
  const array = Float32Array.from(values);
  parsed.store(array, array, parsed.createEntry(shape ? { shape } : {}));
  return [...array];
}

describe('fp16', () => {
  it.each([
    [0.1, 0.0999755859375],
    [1 / 3, 0.333251953125],
    [65504, 65504],
    [65519.99, 65504],
    [65520, Infinity],
    [2049, 2048],
    [2051, 2052],
    [2 ** -24, 2 ** -24],
    [2.98e-8, 0],
    [1.00048828125, 1],
    [1.00146484375, 1.001953125],
    [5.05, 5.05078125],
    [1.337, 1.3369140625],
    [-0, -0],
    [-1e-9, -0],
  ])('%f -> %f', (value, expected) => {
    expect(roundToFp16(value)).toBe(expected);
    expect(roundToFp16(-value)).toBe(-expected);
    expect(stored('fp16', [value])[0]).toBe(expected);
  });

  it('rounds float64 once: a detour over fp32 would lose the tie', () => {
    const k = 1 + 2 ** -11 + 2 ** -52; // 1.000488281250000222
    expect(roundToFp16(k)).toBe(1.0009765625);
    expect(roundToFp16(Math.fround(k))).toBe(1);
  });

  it('stops counting at 2048, and summing tenths at 256, when it accumulates in fp16', () => {
    const format = parseFormat('fp16-all');
    const sum = (value: number, k: number): number => {
      const c = new Float32Array(1);
      const a = new Float32Array(k).fill(1);
      gemm({ m: 1, n: 1, k, a, b: new Float32Array(k).fill(roundToFp16(value)), c, format });
      return c[0];
    };
    expect([sum(1, 4096), sum(0.1, 10000)]).toEqual([2048, 256]);
  });

  it('rounds each multiply-add once, as a fused fp16 unit does', () => {
    // 1 + 2^-10 + (1025 * 2^-10) * (1023 * 2^-21) = 1 + 2^-10 + 2^-11 - 2^-31: just below the tie, so down. Over fp32 the
    // sum would become the tie itself and go up to the even 1 + 2^-9.
    const c = Float32Array.of(1 + 2 ** -10);
    const a = Float32Array.of(1025 * 2 ** -10);
    const b = Float32Array.of(1023 * 2 ** -21);
    gemm({ m: 1, n: 1, k: 1, a, b, c, accumulate: true, format: parseFormat('fp16-all') });
    expect(c[0]).toBe(1 + 2 ** -10);
  });

  it('counts overflow, underflow and NaN', () => {
    const format = parseFormat('fp16');
    const entry = format.createEntry();
    const x = Float32Array.of(1e6, -1e6, 1e-9, 0, Number.NaN, 2);
    format.store(x, x, entry);
    expect(entry.stats).toMatchObject({ elements: 6, infinities: 2, flushedToZero: 1, nans: 1, maxAbs: Infinity });
  });
});

describe('bfloat16 and fp8', () => {
  it.each([
    ['bf16', 1 + 2 ** -8, 1], // tie to even
    ['bf16', 1 + 3 * 2 ** -8, 1 + 2 ** -6],
    ['bf16', 3.4e38, Infinity],
    ['bf16', 0.1, 0.10009765625],
    ['fp8-e4m3', 4.25, 4], // ml_dtypes issue 221: tie to even
    ['fp8-e4m3', 1000, 448],
    ['fp8-e4m3', 2 ** -9, 2 ** -9],
    ['fp8-e5m2', 57344, 57344],
    ['fp8-e5m2', 61440, Infinity], // half-way to 65536
    ['fp8-e5m2', 61439, 57344],
  ])('%s: %f -> %f', (format, value, expected) => {
    expect(stored(format, [value])[0]).toBe(expected);
  });

  it('keeps rounding right at the edge of one bit: 24-bit significands leave fp32 alone', () => {
    const grid = {
      significandBits: 24,
      minExponent: -126,
      maxFinite: 3.4028234663852886e38,
      overflow: 'infinity',
    } as const;
    for (const x of [3, -3, 0.1, 1e-40]) expect(roundToGrid(Math.fround(x), grid)).toBe(Math.fround(x));
  });
});

describe('block formats', () => {
  it('mxfp8-e4m3: 957 becomes 896 (957 / 2 saturates at 448)', () => {
    expect(stored('mxfp8-e4m3', [957, 1])[0]).toBe(896);
  });

  it('mxint4 saturates symmetrically: the code of -2 is not used', () => {
    expect(stored('mxint4', [-1, -1.75, -1.99, 1.99])).toEqual([-1, -1.75, -1.75, 1.75]);
  });

  it('mxfp8-e5m2: a block maximum just below 128 is clamped to the largest normal, not infinite', () => {
    // shared exponent 6 - 15; 127.99999 / 2^-9 rounds up to 2^16 and is clamped to 57344, times 2^-9 = 112
    expect(stored('mxfp8-e5m2', [127.99999, 0.5])).toEqual([112, 0.5]);
  });

  it('poisons a block that holds NaN or infinity, and no other', () => {
    const values = Array(64).fill(1);
    values[3] = Infinity;
    values[40] = 0.25;
    const result = stored('mxint8', values);
    expect(result.slice(0, 32).every(Number.isNaN)).toBe(true);
    expect(result.slice(32)).toEqual(values.slice(32));
  });

  it('gives each row its own blocks: a row of 40 is a block of 32 and one of 8', () => {
    // [2, 40]: 100 in column 35 of row 0 would flush the small values of its own block only
    const values = Array(80).fill(2 ** -7);
    values[35] = 100;
    const result = stored('mxint8', values, [2, 40]);
    expect(result.filter((x) => x === 0)).toHaveLength(7);
    expect(result.slice(0, 32)).toEqual(Array(32).fill(2 ** -7));
    expect(result.slice(40)).toEqual(Array(40).fill(2 ** -7));
  });

  it('bfp8: one exponent for the tensor, the row or the tile', () => {
    // scale = 2^(floor(log2 100) - 6) = 1: 0.3 is lost beside 100 and kept (0.30078125 = 77 * 2^-8) in a block of its own
    expect(stored('bfp8', [100, 0.3, 0.3, 0.3], [2, 2])).toEqual([100, 0, 0, 0]);
    expect(stored('bfp8-row', [100, 0.3, 0.3, 0.3], [2, 2])).toEqual([100, 0, 0.30078125, 0.30078125]);
    expect(stored('bfp8-tile1', [100, 0.3, 0.3, 0.3], [2, 2])).toEqual([100, 0.30078125, 0.30078125, 0.30078125]);
  });
});

describe('integer accumulators', () => {
  const full = 32767;
  const product = (format: string, k: number): number => {
    const c = new Float32Array(1);
    const a = new Float32Array(k).fill(full);
    gemm({ m: 1, n: 1, k, a, b: a, c, format: parseFormat(format), scaleA: 1, scaleB: 1 });
    return c[0];
  };
  it('hold one full-scale product in 32 bits, wrap at the third, or saturate', () => {
    // 32767^2 = 16776192 * 64 + 1: inexact in fp32, so the even 16776192 becomes 16776193
    expect(product('flex16+5-int32', 1)).toBe(16776193 * 64);
    expect(product('flex16+5-int32', 3)).toBeLessThan(0);
    expect(product('flex16+5-int32-sat', 3)).toBeCloseTo(2 ** 31, -3);
    expect(product('flex16+5-int40', 511)).toBeCloseTo(511 * full * full, -8);
  });

  it('round to odd, so that storing to 16 bits equals one rounding of the integer sum', () => {
    // exact sum 16384 + 8193 / 16384 = 16384.50006, so 16385; the nearest fp32 number is the tie 16384.5, which would go
    // to the even 16384
    const c = new Float32Array(1);
    const a = Float32Array.of(16384, 1);
    const b = Float32Array.of(1, 8193 / 16384);
    gemm({ m: 1, n: 1, k: 2, a, b, c, format: parseFormat('flex16+5-int48'), scaleA: 1, scaleB: 2 ** -14 });
    const format = parseFormat('flex16+5-fixed0');
    format.store(c, c, format.createEntry());
    expect(c[0]).toBe(16385);
  });

  it('refuse to run without scales', () => {
    const a = new Float32Array(1);
    expect(() => gemm({ m: 1, n: 1, k: 1, a, b: a, c: a, format: parseFormat('flex16+5-int32') })).toThrow('scaleA');
  });
});
