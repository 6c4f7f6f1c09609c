/** @file Array rounding in plain TypeScript: quantise with counts in one pass. The WASM core must give the same bits and
 * the same counts. */
import { roundEven, roundToBf16, roundToFp16 } from './rounding.js';

/** What one pass over an array saw; overwritten by each call. `maxAbs` ignores NaN. */
export interface RoundCounts {
  saturated: number;
  flushedToZero: number;
  infinities: number;
  nans: number;
  maxAbs: number;
}

export function createRoundCounts(): RoundCounts {
  return { saturated: 0, flushedToZero: 0, infinities: 0, nans: 0, maxAbs: 0 };
}

function reset(counts: RoundCounts): void {
  counts.saturated = 0;
  counts.flushedToZero = 0;
  counts.infinities = 0;
  counts.nans = 0;
  counts.maxAbs = 0;
}

/** fp16 by nearest even. Values beyond the range become infinities and are counted in `infinities`. */
export function roundFp16Reference(
  wide: Float32Array,
  dst: Float32Array,
  offset: number,
  length: number,
  counts: RoundCounts,
): void {
  reset(counts);
  for (let i = offset; i < offset + length; i++) {
    const x = wide[i];
    const r = roundToFp16(x);
    dst[i] = r;
    countFloat(x, r, counts);
  }
}

/** bfloat16 by nearest even. */
export function roundBf16Reference(
  wide: Float32Array,
  dst: Float32Array,
  offset: number,
  length: number,
  counts: RoundCounts,
): void {
  reset(counts);
  for (let i = offset; i < offset + length; i++) {
    const x = wide[i];
    const r = roundToBf16(x);
    dst[i] = r;
    countFloat(x, r, counts);
  }
}

/** Adds one rounded element of a floating-point format to the counts. */
export function countFloat(x: number, rounded: number, counts: RoundCounts): void {
  const magnitude = Math.abs(rounded);
  if (Number.isNaN(rounded)) counts.nans++;
  else if (magnitude === Infinity) counts.infinities++;
  else if (rounded === 0 && x !== 0) counts.flushedToZero++;
  if (magnitude > counts.maxAbs) counts.maxAbs = magnitude;
}

/** Two's-complement mantissas of `bits` bits at a power-of-two `scale`, nearest even, saturating; NaN becomes 0, -0
 * becomes +0. `counts.maxAbs` is the largest mantissa magnitude. */
export function roundFlexReference(
  wide: Float32Array,
  dst: Float32Array,
  offset: number,
  length: number,
  scale: number,
  bits: number,
  counts: RoundCounts,
): void {
  reset(counts);
  const limit = 2 ** (bits - 1);
  const inverse = 1 / scale;
  for (let i = offset; i < offset + length; i++) {
    const x = wide[i];
    const scaled = x * inverse;
    let mantissa: number;
    if (scaled > -2 * limit && scaled < 2 * limit) {
      mantissa = roundEven(scaled);
      if (mantissa === 0 && x !== 0) counts.flushedToZero++;
    } else if (Number.isNaN(x)) {
      mantissa = 0;
      counts.nans++;
    } else {
      mantissa = scaled > 0 ? 2 * limit : -2 * limit;
    }
    if (mantissa > limit - 1) {
      mantissa = limit - 1;
      counts.saturated++;
    } else if (mantissa < -limit) {
      mantissa = -limit;
      counts.saturated++;
    }
    dst[i] = mantissa * scale + 0;
    const magnitude = mantissa < 0 ? -mantissa : mantissa;
    if (magnitude > counts.maxAbs) counts.maxAbs = magnitude;
  }
}

/** Smallest and largest element (0 included, NaN ignored) as `range[0]` and `range[1]`. */
export function scanRangeReference(wide: Float32Array, offset: number, length: number, range: Float64Array): void {
  let low = 0;
  let high = 0;
  for (let i = offset; i < offset + length; i++) {
    const x = wide[i];
    if (x < low) low = x;
    else if (x > high) high = x;
  }
  range[0] = low;
  range[1] = high;
}

/** Copies and counts: the "rounding" of fp32. */
export function copyFp32Reference(
  wide: Float32Array,
  dst: Float32Array,
  offset: number,
  length: number,
  counts: RoundCounts,
): void {
  reset(counts);
  for (let i = offset; i < offset + length; i++) {
    const x = wide[i];
    dst[i] = x;
    countFloat(x, x, counts);
  }
}
