/** @file GEMM with an integer accumulator of W bits, as shared-exponent hardware would have: mantissas are multiplied and
 * summed exactly; overflow wraps (once at the end: wrapping does not depend on the order) or saturates after every
 * step. The wide result is rounded to fp32 *to odd*, so that the later rounding to 16 bits or fewer is exactly the
 * rounding of the integer sum (Boldo and Melquiond 2008: round-to-odd makes a second rounding innocuous). */
import { InputError } from './errors.js';
import type { IntegerAccumulator } from './formatTypes.js';
import type { GemmView } from './gemmView.js';

const f = Math.fround;
const narrow = new Float32Array(1);
const narrowBits = new Int32Array(narrow.buffer);

/** A float64 to fp32, keeping the last bit odd when anything was lost. */
export function roundToOddF32(x: number): number {
  const nearest = f(x);
  if (nearest === x || !Number.isFinite(nearest)) return nearest;
  narrow[0] = nearest;
  if (Math.abs(nearest) > Math.abs(x)) narrowBits[0] -= 1; // truncate towards zero
  narrowBits[0] |= 1;
  return narrow[0];
}

/** C (+)= A * B in integers. `scaleA` and `scaleB` are the values of one mantissa unit. */
export function gemmInteger(
  view: GemmView,
  accumulator: IntegerAccumulator | undefined,
  scaleA: number | undefined,
  scaleB: number | undefined,
): void {
  if (accumulator === undefined || scaleA === undefined || scaleB === undefined) {
    throw new InputError({
      where: 'gemm with an integer accumulator',
      expected: 'a format with integerAccumulator, scaleA and scaleB',
      found: 'one of them missing',
      hint: 'the scale of a tensor is entry.scale of the entry it was stored with',
    });
  }
  const { m, n, c } = view;
  const unit = scaleA * scaleB;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = view.cOffset + i * view.cRow + j;
      const sum = integerDot(view, i, j, 1 / scaleA, 1 / scaleB, accumulator) * unit;
      c[at] = roundToOddF32(view.accumulate ? c[at] + sum : sum);
    }
  }
}

function integerDot(
  view: GemmView,
  row: number,
  column: number,
  inverseA: number,
  inverseB: number,
  accumulator: IntegerAccumulator,
): number {
  const { a, b, k, aCol, bRow } = view;
  const limit = 2 ** (accumulator.bits - 1);
  const saturating = accumulator.overflow === 'saturate';
  let aAt = view.aOffset + row * view.aRow;
  let bAt = view.bOffset + column * view.bCol;
  let sum = 0;
  for (let p = 0; p < k; p++) {
    sum += a[aAt] * inverseA * (b[bAt] * inverseB);
    if (saturating) sum = sum > limit - 1 ? limit - 1 : Math.max(sum, -limit);
    aAt += aCol;
    bAt += bRow;
  }
  if (saturating || (sum >= -limit && sum < limit)) return sum;
  const turn = 2 * limit;
  const wrapped = sum - Math.floor(sum / turn) * turn; // exact: a power of two
  return wrapped >= limit ? wrapped - turn : wrapped;
}
