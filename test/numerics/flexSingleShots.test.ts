/** @file The other public Flexpoint vectors (numerics note 1.6): fresh entries per case, composed and fused sigmoid, products
 * of matrices and vectors, fed-back results and reductions. */
import { describe, expect, it } from 'vitest';
import { type FormatEntry, gemm, parseFormat, sigmoidF32 } from '../../src/numerics/index.js';

const flex = parseFormat('flex16+5');
const f = Math.fround;

function host(values: readonly number[], entry: FormatEntry = flex.createEntry()): Float32Array {
  const array = Float32Array.from(values);
  flex.storeFromHost(array, array, entry);
  return array;
}

function kernel(values: Iterable<number>, entry: FormatEntry = flex.createEntry()): Float32Array {
  const array = Float32Array.from(values);
  flex.store(array, array, entry);
  return array;
}

const shot = (input: number, apply: (x: number) => number): number => kernel([f(apply(host([input])[0]))])[0];

describe('public Flexpoint single shots', () => {
  const cases: readonly (readonly [string, number, (x: number) => number, number])[] = [
    ['assign', -32770, (x) => x, -32768],
    ['assign', 32768, (x) => x, 32767],
    ['assign', 0.4, (x) => x, 0.399993896484375],
    ['exp', 1, Math.exp, 2.71826171875],
    ['exp', 5, Math.exp, 148.4140625],
    ['exp', -5, Math.exp, 0.0067379474639892578],
    ['exp', -11, Math.exp, 1.6701407730579376e-5],
    ['ln', 0.01, Math.log, -4.605224609375],
    ['ln', 32767, Math.log, 10.39697265625],
    ['ln', 0, Math.log, -32768],
    ['sqrt', 32767, Math.sqrt, 181.015625],
    ['safelog', 0, (x) => Math.log(Math.max(x, Math.exp(-50))), -50],
    ['neg', -32768, (x) => -x, 32767],
    ['abs', -32768, Math.abs, 32767],
    ['x^0.4', 32767, (x) => x ** host([0.4])[0], 63.99609375],
    ['1/x', -32768, (x) => 1 / x, -3.0517578125e-5],
    ['fused sigmoid', -10, sigmoidF32, 4.5398250222206116e-5],
    ['fused sigmoid', -11, sigmoidF32, 1.6701407730579376e-5],
    ['fused sigmoid', -20, sigmoidF32, 2 ** -29],
    ['fused sigmoid', -30, sigmoidF32, 0],
  ];
  it.each(cases)('%s(%f)', (_name, input, apply, expected) => {
    expect(shot(input, apply)).toBe(expected);
  });

  it.each([
    [-10, 4.5398250222206116e-5],
    [-11, 2 ** -15],
    [-20, 2 ** -15],
    [-30, 2 ** -15],
  ])('composed sigmoid(%f): every intermediate is stored, the denominator saturates at 32767', (input, expected) => {
    let x = host([input])[0];
    for (const stage of [(v: number) => -v, Math.exp, (v: number) => v + 1, (v: number) => 1 / v]) {
      x = kernel([f(stage(x))])[0];
    }
    // 1/32767 is stored with 15 bits: the same code as 2^-15 * (1 + 2^-15) rounded
    expect(Math.abs(x - expected)).toBeLessThanOrEqual(2 ** -29);
  });
});

/** y = v . (M * factor), for growing factors, on one entry per operand. */
function productRun(vector: Float32Array, size: number, factors: readonly number[]): number[][] {
  const matrixEntry = flex.createEntry();
  const resultEntry = flex.createEntry();
  return factors.map((factor) => {
    const b = host(
      Array.from({ length: size * size }, (_, i) => i * factor),
      matrixEntry,
    );
    const c = new Float32Array(size);
    gemm({ m: 1, n: size, k: size, a: vector, b, c });
    return [...kernel(c, resultEntry)];
  });
}

describe('public Flexpoint products and reductions', () => {
  it('ones(3) . [0..8] * {1, 2, 3}: the second result saturates, the third has recovered', () => {
    const runs = productRun(host([1, 1, 1]), 3, [1, 2, 3]);
    expect(runs).toEqual([
      [9, 12, 15],
      [15.99951171875, 15.99951171875, 15.99951171875],
      [27, 36, 45],
    ]);
  });

  it('-0.1 * ones(9) . [0..80] * {1 .. 9}: only the second result saturates', () => {
    const factors = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const runs = productRun(host(Array(9).fill(-0.1)), 9, factors);
    // 0.1 * (0 + 18 + ... + 126 + 127.996): the last row of M * 2 has itself saturated at 128
    expect(runs[1]).toEqual([-63.19921875, ...Array(8).fill(-64)]);
    for (const factor of factors.filter((x) => x !== 2)) {
      runs[factor - 1].forEach((value, column) => {
        const exact = -0.1 * factor * (324 + 9 * column);
        expect(Math.abs(value - exact)).toBeLessThan(0.01 * Math.abs(exact));
      });
    }
  });

  it('10 * [0..5] with the output fed back: operand and result both saturate', () => {
    const operand = flex.createEntry();
    const result = flex.createEntry();
    let x = [0, 1, 2, 3, 4, 5];
    const seen = [1, 2, 3].map(() => {
      x = [
        ...kernel(
          host(x, operand).map((v) => 10 * v),
          result,
        ),
      ];
      return x;
    });
    expect(seen[0]).toEqual([0, 10, 20, 30, 40, 50]);
    expect(seen[1]).toEqual([0, ...Array(5).fill(63.998046875)]);
    expect(seen[2]).toEqual([0, ...Array(5).fill(255.9921875)]);
  });

  it.each([
    [
      'sum',
      (v: Float32Array) => v.reduce((a, b) => f(a + b), 0),
      [
        [1, 2, 3, 4],
        [0.4, 0.03, 0.44, 1.47],
        [100, 2000, 3500.4, 10000],
      ],
      [10, 2.3398, 31.999],
    ],
    [
      'max',
      (v: Float32Array) => Math.max(...v),
      [
        [0.4, 0.1, 0.2],
        [0, 100, 10],
        [7, 1, 0],
      ],
      [0.3999, 0.4999, 1.9999],
    ],
    [
      'prod',
      (v: Float32Array) => v.reduce((a, b) => f(a * b), 1),
      [
        [1, 2, 3, 4],
        [100, 200, 3, 4],
        [0.4, 0.7, 100, 10000],
      ],
      [24, 31.999, 127.996],
    ],
  ] as const)('%s over a sequence of vectors', (_name, reduce, inputs, expected) => {
    const operand = flex.createEntry();
    const result = flex.createEntry();
    inputs.forEach((input, step) => {
      const value = kernel([reduce(host(input, operand))], result)[0];
      expect(Math.abs(value - expected[step]), `step ${step}: ${value}`).toBeLessThan(1.001e-4);
    });
  });

  it('maximum of two vectors: both were truncated on the way in', () => {
    const a = host([1, 1.1, 1.2, 1.3]);
    const b = host([1.2, 1, 1.3, 1.4]);
    const c = kernel(a.map((x, i) => Math.max(x, b[i])));
    expect([...c]).toEqual([1.199951171875, 1.0999755859375, 1.29998779296875, 1.39996337890625]);
  });
});

describe('Autoflex behaviour', () => {
  it('counts the trial executions of the initialisation', () => {
    // 1 at scale 2^-8: maximum 257 has 9 bits, so one jump by 2^(9-15) to 2^-14; it is trusted, since 257 >= 32
    const entry = flex.createEntry();
    kernel([1], entry);
    expect([entry.scale, entry.stats.initReruns]).toEqual([2 ** -14, 1]);
    // 1000 saturates nothing at 2^-8 (limit 128)? it does: 256000 > 32767, so up by 2^7 to 2^-1, then 2001 has 11 bits
    const large = flex.createEntry();
    kernel([1000], large);
    expect([large.scale, large.stats.initReruns]).toEqual([2 ** -5, 2]);
  });

  it('leaves an all-zero tensor at scale 1 after eleven trials', () => {
    const entry = flex.createEntry();
    kernel([0, 0], entry);
    expect([entry.scale, entry.stats.initReruns]).toEqual([1, 11]);
  });

  it('continues bit for bit from a snapshot', () => {
    const values = [0.3, 5, -77, 1e-3, 1e5, 12, 0, 3];
    const straight = flex.createEntry({ record: true });
    for (const v of values) kernel([v], straight);
    const first = flex.createEntry();
    for (const v of values.slice(0, 4)) kernel([v], first);
    const second = flex.createEntry({ record: true });
    second.restore(JSON.parse(JSON.stringify(first.snapshot())));
    for (const v of values.slice(4)) kernel([v], second);
    expect(second.records).toEqual(straight.records?.slice(4));
    expect(second.snapshot()).toEqual(straight.snapshot());
    expect(() => parseFormat('fp16').createEntry().restore(first.snapshot())).toThrow('flex16+5');
  });

  it('uses the last two maxima plus 4096 units for a tensor that is rarely written', () => {
    // one clock tick of 160 computations: age >> 4 = 10 exceeds the adjust count of 1, so the stale rule applies:
    // history [1 (16384 units)], maximum 1 + 4096 * 2^-14 = 1.25 -> 2^-14 again
    const clock = { computations: 160 };
    const entry = flex.createEntry({ clock });
    kernel([1], entry);
    kernel([1], entry);
    expect(entry.scale).toBe(2 ** -14);
    // 1.8 + 0.25 = 2.05 -> one bit of headroom more than the fresh rule would take (1.8 + 100 units < 2)
    kernel([1.8], entry);
    kernel([1], entry);
    expect(entry.scale).toBe(2 ** -13);
  });

  it('never moves the scale in fixed-point mode', () => {
    const fixed = parseFormat('flex16+5-fixed8');
    const entry = fixed.createEntry();
    const x = Float32Array.of(1000, 1 / 3, -200);
    fixed.store(x, x, entry);
    expect([...x]).toEqual([32767 / 256, 85 / 256, -128]);
    expect([entry.scale, entry.stats.saturated]).toEqual([2 ** -8, 2]);
  });
});
