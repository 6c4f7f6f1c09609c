/** @file Rounding passes with counts: bit-equal to ../roundingReference.ts. Each writes five words to `counts`: saturated,
 * flushed to zero, infinities, NaNs (i32) and the largest magnitude (f32). */

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

// @ts-ignore: decorator
@inline
function pick(best: f32, candidate: f32): f32 {
  return candidate > best ? candidate : best;
}

/** Adds one pass to the counts in memory. */
function addCounts(counts: usize, saturated: v128, flushed: v128, infinite: v128, nans: v128, top: v128): void {
  store<i32>(counts, load<i32>(counts) - sumLanes(saturated));
  store<i32>(counts, load<i32>(counts, 4) - sumLanes(flushed), 4);
  store<i32>(counts, load<i32>(counts, 8) - sumLanes(infinite), 8);
  store<i32>(counts, load<i32>(counts, 12) - sumLanes(nans), 12);
  let best = pick(load<f32>(counts, 16), f32x4.extract_lane(top, 0));
  best = pick(best, f32x4.extract_lane(top, 1));
  best = pick(best, f32x4.extract_lane(top, 2));
  store<f32>(counts, pick(best, f32x4.extract_lane(top, 3)), 16);
}

function clearCounts(counts: usize): void {
  v128.store(counts, i32x4.splat(0));
  store<f32>(counts, 0, 16);
}

// @ts-ignore: decorator
@inline
function fp16Of(x: v128): v128 {
  const field = v128.and(x, i32x4.splat(0x7f800000));
  const bounded = i32x4.min_s(i32x4.max_s(field, i32x4.splat(0x38800000)), i32x4.splat(0x48000000));
  const shift = i32x4.add(bounded, i32x4.splat(0x06c00000)); // 1.5 * 2^13 times the power of two of x
  const rounded = f32x4.sub(f32x4.add(x, shift), shift);
  const over = f32x4.gt(f32x4.abs(rounded), f32x4.splat(65504));
  const bounded2 = v128.bitselect(f32x4.splat(Infinity), f32x4.abs(rounded), over);
  return v128.or(bounded2, v128.and(x, f32x4.splat(-0.0)));
}

// @ts-ignore: decorator
@inline
function bf16Of(x: v128): v128 {
  const odd = v128.and(i32x4.shr_u(x, 16), i32x4.splat(1));
  const moved = i32x4.add(i32x4.add(x, i32x4.splat(0x7fff)), odd);
  return v128.bitselect(v128.and(moved, i32x4.splat(0xffff0000)), x, f32x4.eq(x, x));
}

/** kind 0: copy, 1: fp16, 2: bfloat16. */
// @ts-ignore: decorator
@inline
function convert(kind: i32, x: v128): v128 {
  if (kind == 1) return fp16Of(x);
  if (kind == 2) return bf16Of(x);
  return x;
}

// @ts-ignore: decorator
@inline
function floatVectors(kind: i32, src: usize, dst: usize, vectors: i32, counts: usize): void {
  const zero = i32x4.splat(0);
  let flushed = zero;
  let infinite = zero;
  let nans = zero;
  let top = zero;
  for (const end = src + <usize>(vectors << 4); src < end; src += 16) {
    const x = v128.load(src);
    const r = convert(kind, x);
    const magnitude = f32x4.abs(r);
    flushed = i32x4.add(flushed, v128.andnot(f32x4.eq(r, zero), f32x4.eq(x, zero)));
    infinite = i32x4.add(infinite, f32x4.eq(magnitude, f32x4.splat(Infinity)));
    nans = i32x4.add(nans, f32x4.ne(r, r));
    top = f32x4.pmax(top, magnitude);
    v128.store(dst, r);
    dst += 16;
  }
  addCounts(counts, zero, flushed, infinite, nans, top);
}

// @ts-ignore: decorator
@inline
function loadTail(at: usize, count: i32): v128 {
  let x = v128.load_zero<f32>(at);
  if (count > 1) x = v128.load_lane<f32>(at + 4, x, 1);
  if (count > 2) x = v128.load_lane<f32>(at + 8, x, 2);
  return x;
}

// @ts-ignore: decorator
@inline
function storeTail(at: usize, x: v128, count: i32): void {
  v128.store_lane<f32>(at, x, 0);
  if (count > 1) v128.store_lane<f32>(at + 4, x, 1);
  if (count > 2) v128.store_lane<f32>(at + 8, x, 2);
}

/** Whole vectors first, then the last one to three elements padded with zeros behind the counts. */
// @ts-ignore: decorator
@inline
function roundFloats(kind: i32, src: usize, dst: usize, length: i32, counts: usize): void {
  clearCounts(counts);
  const rest = length & 3;
  const at = <usize>((length - rest) << 2);
  floatVectors(kind, src, dst, length >> 2, counts);
  if (rest == 0) return;
  v128.store(counts, loadTail(src + at, rest), 32);
  floatVectors(kind, counts + 32, counts + 32, 1, counts);
  storeTail(dst + at, v128.load(counts, 32), rest);
}

export function copyFp32(src: usize, dst: usize, length: i32, counts: usize): void {
  roundFloats(0, src, dst, length, counts);
}

export function roundFp16(src: usize, dst: usize, length: i32, counts: usize): void {
  roundFloats(1, src, dst, length, counts);
}

export function roundBf16(src: usize, dst: usize, length: i32, counts: usize): void {
  roundFloats(2, src, dst, length, counts);
}

/** Mantissas in [-limit, limit - 1] at a power-of-two scale; inverse = 1 / scale. */
export function roundFlex(
  src: usize, dst: usize, length: i32, scale: f32, inverse: f32, limit: f32, counts: usize,
): void {
  clearCounts(counts);
  const rest = length & 3;
  const at = <usize>((length - rest) << 2);
  flexVectors(src, dst, length >> 2, scale, inverse, limit, counts);
  if (rest == 0) return;
  v128.store(counts, loadTail(src + at, rest), 32);
  flexVectors(counts + 32, counts + 32, 1, scale, inverse, limit, counts);
  storeTail(dst + at, v128.load(counts, 32), rest);
}

function flexVectors(
  src: usize, dst: usize, vectors: i32, scale: f32, inverse: f32, limit: f32, counts: usize,
): void {
  const zero = i32x4.splat(0);
  const up = f32x4.splat(limit - 1);
  const down = f32x4.splat(-limit);
  const scales = f32x4.splat(scale);
  const inverses = f32x4.splat(inverse);
  let saturated = zero;
  let flushed = zero;
  let nans = zero;
  let top = zero;
  for (const end = src + <usize>(vectors << 4); src < end; src += 16) {
    const x = v128.load(src);
    const number = f32x4.eq(x, x);
    const nearest = v128.and(f32x4.nearest(f32x4.mul(x, inverses)), number);
    const outside = v128.or(f32x4.gt(nearest, up), f32x4.lt(nearest, down));
    const mantissa = f32x4.pmax(f32x4.pmin(nearest, up), down);
    saturated = i32x4.add(saturated, outside);
    nans = i32x4.sub(i32x4.add(nans, i32x4.splat(-1)), number);
    const lost = v128.andnot(f32x4.eq(mantissa, zero), f32x4.eq(x, zero));
    flushed = i32x4.add(flushed, v128.and(lost, number));
    top = f32x4.pmax(top, f32x4.abs(mantissa));
    const value = f32x4.add(f32x4.mul(mantissa, scales), zero);
    v128.store(dst, value);
    dst += 16;
  }
  addCounts(counts, saturated, flushed, zero, nans, top);
}

/** Smallest and largest element, 0 included, NaN ignored, to range[0] and range[1] (f32). */
export function scanRange(src: usize, length: i32, range: usize): void {
  let low = f32x4.splat(0);
  let high = f32x4.splat(0);
  for (let i = 0; i < length; i += 4) {
    const at = src + <usize>(i << 2);
    let x: v128;
    if (i + 4 <= length) x = v128.load(at);
    else x = loadTail(at, length - i);
    low = f32x4.pmin(low, x);
    high = f32x4.pmax(high, x);
  }
  let least = -pick(-f32x4.extract_lane(low, 0), -f32x4.extract_lane(low, 1));
  least = -pick(-least, -f32x4.extract_lane(low, 2));
  store<f32>(range, -pick(-least, -f32x4.extract_lane(low, 3)));
  let most = pick(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1));
  most = pick(most, f32x4.extract_lane(high, 2));
  store<f32>(range, pick(most, f32x4.extract_lane(high, 3)), 4);
}
