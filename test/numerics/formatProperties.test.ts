/** @file Properties of every format: idempotent, monotone, symmetric, all codes round-trip, stochastic rounding unbiased and
 * reproducible, signal-to-noise anchors (numerics note 1.8). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillUniform, formatNames, type NumericFormat, parseFormat } from '../../src/numerics/index.js';

const flexNames = [8, 9, 10, 11, 12, 13, 14, 15, 16].flatMap((n) => [3, 5, 8].map((m) => `flex${n}+${m}`));
const allNames = [
  ...new Set([...formatNames, ...flexNames, 'bfp4-k16', 'bfp16', 'flex16+5-fixed8', 'bf16-rz', 'fp16-rz']),
];

function store(format: NumericFormat, values: readonly number[]): number[] {
  const array = Float32Array.from(values);
  format.store(array, array, format.createEntry());
  return [...array];
}

const finite = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const tensor = fc.array(finite, { minLength: 1, maxLength: 40 });

describe.each(allNames)('%s', (name) => {
  const format = parseFormat(name);

  it('is idempotent', () => {
    fc.assert(
      fc.property(tensor, (values) => {
        const once = store(format, values);
        fc.pre(once.every(Number.isFinite));
        expect(store(format, once)).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  it('is monotone within one tensor', () => {
    fc.assert(
      fc.property(tensor, (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const result = store(format, sorted);
        fc.pre(!name.startsWith('mx') && !name.includes('-k') ? true : sorted.length <= 16);
        for (let i = 1; i < result.length; i++) expect(result[i]).toBeGreaterThanOrEqual(result[i - 1]);
      }),
      { numRuns: 60 },
    );
  });

  it('is symmetric, except for the lowest code of two’s complement', () => {
    fc.assert(
      fc.property(tensor, (values) => {
        const plus = store(format, values);
        const minus = store(
          format,
          values.map((x) => -x),
        );
        const entry = format.createEntry();
        format.store(Float32Array.from(values), new Float32Array(values.length), entry);
        fc.pre(!format.usesSharedExponent || entry.stats.saturated === 0);
        fc.pre(
          !format.usesSharedExponent || !plus.concat(minus).some((x) => x / entry.scale === -(2 ** (format.bits - 1))),
        );
        expect(minus.map((x) => x + 0)).toEqual(plus.map((x) => -x + 0));
      }),
      { numRuns: 60 },
    );
  });
});

/** Every code that means a number; the codes of NaN other than the canonical one are exempt from the round trip. */
function checkCodes(format: NumericFormat, scale: number): number {
  const { codec } = format;
  let numbers = 0;
  for (let code = 0; code < 2 ** codec.bits; code++) {
    const value = codec.decode(code, scale);
    if (Number.isNaN(value)) {
      expect(codec.decode(codec.encode(value, scale), scale)).toBeNaN();
      continue;
    }
    const unusedLowest = !format.usesSharedExponent && isInteger(format.name) && code === 2 ** (codec.bits - 1);
    if (unusedLowest) continue;
    if (codec.encode(value, scale) !== code || Math.fround(value) !== value) {
      throw new Error(`${format.name}: code ${code} is ${value}, which encodes to ${codec.encode(value, scale)}`);
    }
    numbers++;
  }
  return numbers;
}

const isInteger = (name: string): boolean => /^(bfp|mxint)/.test(name);

describe('codes', () => {
  const narrow = allNames.filter((name) => parseFormat(name).bits <= 16);
  it.each(narrow)('encode(decode(c)) = c for every code of %s', (name) => {
    const format = parseFormat(name);
    const scales = format.usesSharedExponent || /^(bfp|mx)/.test(name) ? [1, 2 ** -7, 2 ** -31] : [1];
    for (const scale of scales) expect(checkCodes(format, scale)).toBeGreaterThan(2 ** format.bits * 0.9);
  });

  it.each(['fp16', 'bf16', 'fp8-e4m3', 'fp8-e5m2'])('every decoded value of %s is stored unchanged', (name) => {
    const format = parseFormat(name);
    const values = Array.from({ length: 2 ** format.bits }, (_, code) => format.codec.decode(code, 1));
    const result = store(format, values);
    result.forEach((value, code) => {
      if (!Object.is(value, values[code])) throw new Error(`${name}: code ${code}: ${values[code]} became ${value}`);
    });
  });

  it('fp16 codes follow IEEE 754: 1.0, the largest, the smallest, infinity, minus zero', () => {
    const { codec } = parseFormat('fp16');
    expect([0x3c00, 0x7bff, 0x0001, 0x7c00, 0x8000].map((code) => codec.decode(code, 1))).toEqual([
      1,
      65504,
      2 ** -24,
      Infinity,
      -0,
    ]);
  });
});

describe('stochastic rounding', () => {
  const names = ['flex16+5-fixed8-sr', 'fp16-sr', 'bf16-sr', 'fp8-e4m3-sr', 'bfp8-sr', 'mxint8-sr'];
  const count = 40_000;

  it.each(names)('%s: the mean of many roundings is the value itself; nearest-even fails the same test', (name) => {
    const value = 1 + 0.3 * 2 ** -8 + 0.21 * 2 ** -3; // off the grid of each
    const bias = (format: NumericFormat): { mean: number; spread: number } => {
      const array = new Float32Array(count).fill(value);
      const exact = array[0];
      format.store(array, array, format.createEntry({ seed: 7 }));
      const mean = array.reduce((a, b) => a + (b - exact), 0) / count;
      const spread = Math.sqrt(array.reduce((a, b) => a + (b - exact) ** 2, 0) / count);
      return { mean: Math.abs(mean), spread };
    };
    const seeded = bias(parseFormat(name));
    expect(seeded.mean).toBeLessThan((4.5 * seeded.spread) / Math.sqrt(count));
    const nearest = bias(parseFormat(name.replace(/-sr$/, '')));
    expect(nearest.mean).toBeGreaterThan((4.5 * nearest.spread) / Math.sqrt(count));
  });

  it.each(names)('%s: the same seed, stream and step give the same bits, in one piece or in parts', (name) => {
    const format = parseFormat(name);
    const values = new Float32Array(256);
    fillUniform(values, { seed: 1, stream: 2, step: 3 }, -2, 2);
    const run = (options: { seed: number; stream: number }): number[] => {
      const dst = new Float32Array(256);
      format.store(values, dst, format.createEntry(options));
      return [...dst];
    };
    expect(run({ seed: 5, stream: 1 })).toEqual(run({ seed: 5, stream: 1 }));
    expect(run({ seed: 5, stream: 1 })).not.toEqual(run({ seed: 6, stream: 1 }));
    expect(run({ seed: 5, stream: 1 })).not.toEqual(run({ seed: 5, stream: 2 }));
    if (name.startsWith('bfp') || name.startsWith('mx')) return; // a part has other block maxima
    const parts = new Float32Array(256);
    format.store(values, parts, format.createEntry({ seed: 5, stream: 1 }), 0, 100);
    format.store(values, parts, format.createEntry({ seed: 5, stream: 1 }), 100, 156);
    expect([...parts]).toEqual(run({ seed: 5, stream: 1 }));
  });
});

describe('signal-to-noise anchors', () => {
  const samples = 200_000;
  const uniform = new Float32Array(samples);
  fillUniform(uniform, { seed: 11, stream: 0, step: 0 }, -1, 1);
  const normal = normalSamples(samples);

  function ratioDb(values: Float32Array, name: string): number {
    const format = parseFormat(name);
    const dst = new Float32Array(values.length);
    format.store(values, dst, format.createEntry());
    let signal = 0;
    let noise = 0;
    for (let i = 0; i < values.length; i++) {
      signal += values[i] ** 2;
      noise += (values[i] - dst[i]) ** 2;
    }
    return 10 * Math.log10(signal / noise);
  }

  // bfpN over the whole tensor takes the exponent from the true maximum, as the anchors do
  it.each([
    ['bfp16', 96.33, 83.04],
    ['bfp12', 72.25, 58.96],
    ['bfp8', 48.11, 34.89],
    ['flex16+5-fixed15', 96.33, undefined],
    ['flex16+5-fixed12', undefined, 83.04],
    ['fp16', 74.68, 73.65],
    ['bf16', 56.61, 55.59],
  ])('%s: uniform %d dB, normal %d dB', (name, uniformDb, normalDb) => {
    if (uniformDb !== undefined) expect(Math.abs(ratioDb(uniform, name) - uniformDb)).toBeLessThan(0.1);
    if (normalDb !== undefined) expect(Math.abs(ratioDb(normal, name) - normalDb)).toBeLessThan(0.1);
  });
});

/** Box-Muller on the library's own uniform numbers. */
function normalSamples(count: number): Float32Array {
  const u = new Float32Array(count);
  const v = new Float32Array(count);
  fillUniform(u, { seed: 3, stream: 1, step: 0 }, 0, 1);
  fillUniform(v, { seed: 3, stream: 2, step: 0 }, 0, 2 * Math.PI);
  return u.map((x, i) => Math.sqrt(-2 * Math.log(1 - x)) * Math.cos(v[i]));
}
