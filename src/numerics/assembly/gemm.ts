/** @file fp32 GEMM on f32x4 lanes. Lanes are output columns (or rows, for one column), so every output element sums its
 * products in ascending k exactly as the scalar reference; tiling changes the order between elements only. All strides
 * are in bytes. */
import { packTail } from './pack';

// @ts-ignore: decorator
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
export function start(at: usize, accumulate: bool): v128 {
  return accumulate ? v128.load(at) : f32x4.splat(0);
}

// @ts-ignore: decorator
@inline
export function loadLanes(at: usize, width: i32, accumulate: bool): v128 {
  if (!accumulate) return f32x4.splat(0);
  if (width == 4) return v128.load(at);
  let v = v128.load_zero<f32>(at);
  if (width > 1) v = v128.load_lane<f32>(at + 4, v, 1);
  if (width > 2) v = v128.load_lane<f32>(at + 8, v, 2);
  return v;
}

// @ts-ignore: decorator
@inline
export function storeLanes(at: usize, v: v128, width: i32): void {
  if (width == 4) {
    v128.store(at, v);
    return;
  }
  v128.store_lane<f32>(at, v, 0);
  if (width > 1) v128.store_lane<f32>(at + 4, v, 1);
  if (width > 2) v128.store_lane<f32>(at + 8, v, 2);
}

/** 8 rows x 1..4 columns; B is padded to 4 columns when width < 4. */
function tile8x4(
  k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool, width: i32,
): void {
  let s0 = loadLanes(c, width, accumulate);
  let s1 = loadLanes(c + cRow, width, accumulate);
  let s2 = loadLanes(c + 2 * cRow, width, accumulate);
  let s3 = loadLanes(c + 3 * cRow, width, accumulate);
  let s4 = loadLanes(c + 4 * cRow, width, accumulate);
  let s5 = loadLanes(c + 5 * cRow, width, accumulate);
  let s6 = loadLanes(c + 6 * cRow, width, accumulate);
  let s7 = loadLanes(c + 7 * cRow, width, accumulate);
  const four = 4 * aRow;
  let a0 = a, a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    s0 = madd(s0, v128.load_splat<f32>(a0), b0);
    s1 = madd(s1, v128.load_splat<f32>(a1), b0);
    s2 = madd(s2, v128.load_splat<f32>(a2), b0);
    s3 = madd(s3, v128.load_splat<f32>(a3), b0);
    s4 = madd(s4, v128.load_splat<f32>(a0 + four), b0);
    s5 = madd(s5, v128.load_splat<f32>(a1 + four), b0);
    s6 = madd(s6, v128.load_splat<f32>(a2 + four), b0);
    s7 = madd(s7, v128.load_splat<f32>(a3 + four), b0);
    b += bRow;
    a0 += aCol;
    a1 += aCol;
    a2 += aCol;
    a3 += aCol;
  }
  storeLanes(c, s0, width);
  storeLanes(c + cRow, s1, width);
  storeLanes(c + 2 * cRow, s2, width);
  storeLanes(c + 3 * cRow, s3, width);
  storeLanes(c + 4 * cRow, s4, width);
  storeLanes(c + 5 * cRow, s5, width);
  storeLanes(c + 6 * cRow, s6, width);
  storeLanes(c + 7 * cRow, s7, width);
}

/** 1 row x 32 columns: eight independent sums hide the latency of the addition. */
function tile1x32(k: i32, a: usize, aCol: usize, b: usize, bRow: usize, c: usize, accumulate: bool): void {
  let s0 = start(c, accumulate), s1 = start(c + 16, accumulate);
  let s2 = start(c + 32, accumulate), s3 = start(c + 48, accumulate);
  let s4 = start(c + 64, accumulate), s5 = start(c + 80, accumulate);
  let s6 = start(c + 96, accumulate), s7 = start(c + 112, accumulate);
  for (let p = 0; p < k; p++) {
    const x = v128.load_splat<f32>(a);
    s0 = madd(s0, x, v128.load(b));
    s1 = madd(s1, x, v128.load(b, 16));
    s2 = madd(s2, x, v128.load(b, 32));
    s3 = madd(s3, x, v128.load(b, 48));
    s4 = madd(s4, x, v128.load(b, 64));
    s5 = madd(s5, x, v128.load(b, 80));
    s6 = madd(s6, x, v128.load(b, 96));
    s7 = madd(s7, x, v128.load(b, 112));
    a += aCol;
    b += bRow;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
  v128.store(c, s4, 64);
  v128.store(c, s5, 80);
  v128.store(c, s6, 96);
  v128.store(c, s7, 112);
}

/** 1 row x 1..4 columns. */
function tile1x4(k: i32, a: usize, aCol: usize, b: usize, bRow: usize, c: usize, accumulate: bool, width: i32): void {
  let s = loadLanes(c, width, accumulate);
  for (let p = 0; p < k; p++) {
    s = madd(s, v128.load_splat<f32>(a), v128.load(b));
    a += aCol;
    b += bRow;
  }
  storeLanes(c, s, width);
}

/** Up to 8 rows, not packed, against all columns; `tail` holds the last n % 4 columns of B padded to 4. */
function plainRows(
  rows: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  accumulate: bool, tail: usize,
): void {
  const whole = n & ~3;
  const rest = n & 3;
  if (rows == 8 && n < 8) {
    if (whole) tile8x4(k, a, aRow, aCol, b, bRow, c, cRow, accumulate, 4);
    if (rest) tile8x4(k, a, aRow, aCol, tail, 16, c + <usize>(whole << 2), cRow, accumulate, rest);
    return;
  }
  for (let row = 0; row < rows; row++) {
    const aAt = a + <usize>row * aRow;
    const cAt = c + <usize>row * cRow;
    let j = 0;
    for (; j + 32 <= n; j += 32) {
      tile1x32(k, aAt, aCol, b + <usize>(j << 2), bRow, cAt + <usize>(j << 2), accumulate);
    }
    for (; j < whole; j += 4) {
      tile1x4(k, aAt, aCol, b + <usize>(j << 2), bRow, cAt + <usize>(j << 2), accumulate, 4);
    }
    if (rest) tile1x4(k, aAt, aCol, tail, 16, cAt + <usize>(whole << 2), accumulate, rest);
  }
}

/** Operands as they are stored, rows of B contiguous: small products, and rows left over. `tail`: 16 * k bytes. */
export function gemmRows(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  accumulate: bool, tail: usize,
): void {
  if (n & 3) packTail(n, k, b, bRow, tail);
  for (let i = 0; i < m; i += 8) {
    plainRows(min(m - i, 8), n, k, a, aRow, aCol, b, bRow, c, cRow, accumulate, tail);
    a += 8 * aRow;
    c += 8 * cRow;
  }
}

/** dst[c, r] = src[r, c]: rows x columns, both contiguous in their rows; srcRow in bytes. */
export function transposeInto(src: usize, srcRow: usize, dst: usize, rows: i32, columns: i32): void {
  const dstRow = <usize>(rows << 2);
  for (let r = 0; r < rows; r++) {
    const from = src + <usize>r * srcRow;
    let to = dst + <usize>(r << 2);
    for (let c = 0; c < columns; c++) {
      store<f32>(to, load<f32>(from + <usize>(c << 2)));
      to += dstRow;
    }
  }
}
