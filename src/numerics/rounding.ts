/** @file Scalar rounding to narrow floating-point grids, in float64 so that each value is rounded exactly once
 * (a detour over fp32 would round twice: numerics note 3.5). Round to nearest even unless a random number is given. */

/** A binary floating-point grid: significand bits incl. the hidden one, exponent range, largest finite value. */
export interface FloatGrid {
  readonly significandBits: number;
  /** Exponent of the smallest normal number; the subnormal step is 2^(minExponent - significandBits + 1). */
  readonly minExponent: number;
  readonly maxFinite: number;
  /** What values beyond `maxFinite` (after rounding) become. */
  readonly overflow: 'infinity' | 'saturate';
}

export type RoundingMode = 'nearest-even' | 'stochastic' | 'truncate';

export const fp16Grid: FloatGrid = { significandBits: 11, minExponent: -14, maxFinite: 65504, overflow: 'infinity' };
export const bf16Grid: FloatGrid = {
  significandBits: 8,
  minExponent: -126,
  maxFinite: (2 - 2 ** -7) * 2 ** 127,
  overflow: 'infinity',
};

const RINT = 6755399441055744; // 1.5 * 2^52
const bitsValue = new Float64Array(1);
const bits = new Int32Array(bitsValue.buffer);

/** floor(log2 |x|) of a finite non-zero x, from the exponent field (Math.log2 is inexact near powers of two). */
export function floorLog2(x: number): number {
  bitsValue[0] = x;
  const field = (bits[1] >>> 20) & 0x7ff;
  if (field !== 0) return field - 1023;
  bitsValue[0] = x * 18014398509481984; // 2^54 lifts float64 subnormals
  return ((bits[1] >>> 20) & 0x7ff) - 1077;
}

/** Nearest integer, ties to even, for |x| < 2^51. */
export function roundEven(x: number): number {
  return x + RINT - RINT;
}

/** Rounds |q| >= 0 to an integer by the mode; `random` is uniform in [0, 1) and used by 'stochastic' only. */
export function roundMagnitude(q: number, mode: RoundingMode, random: number): number {
  if (mode === 'nearest-even') return roundEven(q);
  return Math.floor(mode === 'stochastic' ? q + random : q);
}

/** x rounded to the grid. NaN stays NaN; infinities saturate only if the grid does. */
export function roundToGrid(x: number, grid: FloatGrid, mode: RoundingMode = 'nearest-even', random = 0): number {
  const magnitude = Math.abs(x);
  if (!(magnitude > 0)) return x;
  let rounded = magnitude;
  if (magnitude !== Infinity) {
    const exponent = Math.max(floorLog2(magnitude), grid.minExponent);
    const step = 2 ** (exponent - grid.significandBits + 1);
    rounded = roundMagnitude(magnitude / step, mode, random) * step;
  }
  if (rounded > grid.maxFinite) {
    const toMax = grid.overflow === 'saturate' || (mode === 'truncate' && magnitude !== Infinity);
    rounded = toMax ? grid.maxFinite : Infinity;
  }
  return x < 0 ? -rounded : rounded;
}

const wide = new Float64Array(1);
const wideBits = new Int32Array(wide.buffer);

/** x rounded to fp16 (nearest even, subnormals kept, overflow to infinity), directly from float64. */
export function roundToFp16(x: number): number {
  wide[0] = x;
  const field = wideBits[1] & 0x7ff00000;
  if (field >= 0x41000000) return Number.isNaN(x) ? x : x > 0 ? Infinity : -Infinity; // |x| >= 2^17, infinity, NaN
  const lifted = Math.max(field, 0x3f100000); // at least 2^-14
  wideBits[1] = lifted + 0x02a80000; // 1.5 * 2^42 times that: the float64 step there is the fp16 step
  wideBits[0] = 0;
  const rounded = x + wide[0] - wide[0] || x * 0; // keeps the sign of zero
  return rounded > 65504 ? Infinity : rounded < -65504 ? -Infinity : rounded;
}

const narrow = new Float32Array(1);
const narrowBits = new Int32Array(narrow.buffer);

/** An fp32 value rounded to bfloat16 (nearest even, overflow to infinity). */
export function roundToBf16(x: number): number {
  if (Number.isNaN(x)) return x;
  narrow[0] = x;
  const pattern = narrowBits[0];
  narrowBits[0] = (pattern + 0x7fff + ((pattern >>> 16) & 1)) & 0xffff0000;
  return narrow[0];
}
