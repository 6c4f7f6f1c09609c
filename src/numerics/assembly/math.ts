/** @file exp, sigmoid and tanh on four fp32 lanes: operation for operation the scalar code of ../float32Math.ts. */

// @ts-ignore: decorator
@inline
function c(value: f32): v128 {
  return f32x4.splat(value);
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

// @ts-ignore: decorator
@inline
function step(accumulator: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(accumulator, x), c(coefficient));
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, c(89)), c(-104));
  const magic = c(12582912); // 1.5 * 2^23: the sum's low bits are the nearest even integer
  const shifted = f32x4.add(f32x4.mul(y, c(1.4426950408889634)), magic);
  const n = f32x4.sub(shifted, magic);
  const exponent = i32x4.sub(shifted, magic);
  let r = f32x4.sub(y, f32x4.mul(n, c(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, c(-0.00021219444170128554)));
  let q = step(c(0.0013926213141530752), r, 0.008363203145563602);
  q = step(q, r, 0.041666556149721146);
  q = step(q, r, 0.16666576266288757);
  q = step(q, r, 0.5);
  const p = f32x4.add(c(1), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q)));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = c(1);
  const e = exp4(v128.or(x, c(-0.0)));
  const d = f32x4.add(one, e);
  const lost = f32x4.add(f32x4.sub(one, d), e);
  const q = f32x4.div(v128.bitselect(e, one, f32x4.lt(x, c(0))), d);
  return f32x4.sub(q, f32x4.mul(q, lost));
}

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const one = c(1);
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = step(c(-0.006096714176237583), z, 0.020997179672122);
  p = step(p, z, -0.05385090783238411);
  p = step(p, z, 0.1333276927471161);
  p = step(p, z, -0.333333283662796);
  const small = f32x4.add(a, f32x4.mul(f32x4.mul(a, z), p));
  const e = exp4(f32x4.mul(c(2), f32x4.pmin(a, c(10))));
  const big = f32x4.sub(one, f32x4.div(c(2), f32x4.add(e, one)));
  const t = v128.bitselect(small, big, f32x4.lt(a, c(0.625)));
  return v128.or(t, v128.and(x, c(-0.0)));
}

export function expArray(src: usize, dst: usize, length: i32): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) v128.store(dst + (i << 2), exp4(v128.load(src + (i << 2))));
  for (; i < length; i++) v128.store_lane<f32>(dst + (i << 2), exp4(v128.load_zero<f32>(src + (i << 2))), 0);
}

export function sigmoidArray(src: usize, dst: usize, length: i32): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) v128.store(dst + (i << 2), sigmoid4(v128.load(src + (i << 2))));
  for (; i < length; i++) v128.store_lane<f32>(dst + (i << 2), sigmoid4(v128.load_zero<f32>(src + (i << 2))), 0);
}

export function tanhArray(src: usize, dst: usize, length: i32): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) v128.store(dst + (i << 2), tanh4(v128.load(src + (i << 2))));
  for (; i < length; i++) v128.store_lane<f32>(dst + (i << 2), tanh4(v128.load_zero<f32>(src + (i << 2))), 0);
}

/** dst[r, c] = values[r] for a contiguous [rows, columns] block. */
export function broadcastRows(values: usize, dst: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    const v = v128.load_splat<f32>(values + <usize>(r << 2));
    let i = 0;
    for (; i + 4 <= columns; i += 4) v128.store(dst + (i << 2), v);
    for (; i < columns; i++) v128.store_lane<f32>(dst + (i << 2), v, 0);
    dst += <usize>(columns << 2);
  }
}
