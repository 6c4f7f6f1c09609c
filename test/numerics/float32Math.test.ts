/** @file Accuracy of exp, tanh, sigmoid (fp32) and ln (fp64) against the engine's float64 functions, and the generator of
 * random numbers against the published known answers. */
import { describe, expect, it } from 'vitest';
import { expF32, lnF64, philox, sigmoidF32, tanhF32, uniformAt } from '../../src/numerics/index.js';

const pattern = new Uint32Array(1);
const value = new Float32Array(pattern.buffer);

/** Distance between neighbouring fp32 numbers at x. */
function ulp(x: number): number {
  value[0] = x;
  const exponent = (pattern[0] >>> 23) & 255;
  return 2 ** (Math.max(exponent, 1) - 150);
}

function worstUlp(approximate: (x: number) => number, exact: (x: number) => number): number {
  let worst = 0;
  for (const sign of [0, 0x80000000]) {
    for (let bits = 0; bits < 0x43000000; bits += 1999) {
      pattern[0] = bits + sign;
      const x = value[0];
      const expected = exact(x);
      if (expected > 3.4028235e38) continue;
      worst = Math.max(worst, Math.abs(approximate(x) - expected) / ulp(expected));
    }
  }
  return worst;
}

describe('fp32 functions', () => {
  it('exp, tanh and sigmoid err by less than 2 ulp over the whole range', () => {
    expect(worstUlp(expF32, Math.exp)).toBeLessThan(1.2);
    expect(worstUlp(tanhF32, Math.tanh)).toBeLessThan(1.5);
    expect(
      worstUlp(sigmoidF32, (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))),
    ).toBeLessThan(2);
  });

  it('have the right limits and special values', () => {
    expect([expF32(-200), expF32(-0), expF32(89), expF32(Number.NaN), expF32(-Infinity)]).toEqual([
      0,
      1,
      Infinity,
      Number.NaN,
      0,
    ]);
    expect([tanhF32(-0), tanhF32(20), tanhF32(-Infinity), tanhF32(1e-40)]).toEqual([-0, 1, -1, Math.fround(1e-40)]);
    expect([sigmoidF32(0), sigmoidF32(200), sigmoidF32(-200), sigmoidF32(Number.NaN)]).toEqual([0.5, 1, 0, Number.NaN]);
  });

  it('ln is right to a few parts in 1e16', () => {
    for (let x = 1e-300; x < 1e300; x *= 1.37) {
      expect(Math.abs(lnF64(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(Math.log(x))));
    }
    expect([lnF64(1), lnF64(0), lnF64(-1), lnF64(Infinity)]).toEqual([0, -Infinity, Number.NaN, Infinity]);
  });
});

describe('Philox4x32-10', () => {
  // known answers published with Random123
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [-1, -1, -1, -1],
      [-1, -1],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('counter %j, key %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox(out, [...counter], key[0], key[1]);
    expect([...out]).toEqual([...expected]);
  });

  it('depends on nothing but seed, stream, step and index', () => {
    const key = { seed: 2 ** 40 + 3, stream: 4, step: 5 };
    expect(uniformAt(key, 1000)).toBe(uniformAt(key, 1000));
    for (const other of [
      { ...key, seed: 3 },
      { ...key, stream: 5 },
      { ...key, step: 6 },
    ]) {
      expect(uniformAt(other, 1000)).not.toBe(uniformAt(key, 1000));
    }
  });
});
