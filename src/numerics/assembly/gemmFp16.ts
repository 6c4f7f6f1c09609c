/** @file GEMM with an fp16 accumulator. float64 lanes hold acc + a * b closely enough that rounding it to fp16 is the
 * rounding of the exact sum (a fused fp16 multiply-add); see gemmFp16Reference. A and B come packed as float64. */

// @ts-ignore: decorator
@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  const exact = f64x2.add(sum, f64x2.mul(a, b));
  const field = f64x2.pmax(v128.and(exact, i64x2.splat(0x7ff0000000000000)), f64x2.splat(0.00006103515625));
  const shift = i64x2.add(field, i64x2.splat(0x02a8000000000000)); // 1.5 * 2^42 times the power of two of the sum
  const rounded = f64x2.sub(f64x2.add(exact, shift), shift);
  const up = f64x2.splat(2.7430620343968443e303); // 2^1008: 65504 * 2^1008 is finite, 65536 * 2^1008 is not
  return f64x2.mul(f64x2.mul(rounded, up), f64x2.splat(3.645561009778199e-304));
}

/** dst (float64) [k, columns padded to 4] from B with any strides (bytes). */
export function packB(k: i32, n: i32, b: usize, bRow: usize, bCol: usize, dst: usize): void {
  const padded = (n + 3) & ~3;
  for (let p = 0; p < k; p++) {
    let from = b + <usize>p * bRow;
    for (let j = 0; j < padded; j++) {
      store<f64>(dst, j < n ? <f64>load<f32>(from) : 0);
      from += bCol;
      dst += 8;
    }
  }
}

/** dst (float64) [k, width] from up to `width` rows of A, zeros beyond. */
function packA(rows: i32, width: i32, k: i32, a: usize, aRow: usize, aCol: usize, dst: usize): void {
  for (let p = 0; p < k; p++) {
    let from = a + <usize>p * aCol;
    for (let r = 0; r < width; r++) {
      store<f64>(dst, r < rows ? <f64>load<f32>(from) : 0);
      from += aRow;
      dst += 8;
    }
  }
}

// @ts-ignore: decorator
@inline
function pair(at: usize, width: i32, present: bool): v128 {
  const low: f64 = present && width > 0 ? <f64>load<f32>(at) : 0;
  const high: f64 = present && width > 1 ? <f64>load<f32>(at + 4) : 0;
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

// @ts-ignore: decorator
@inline
function put(at: usize, width: i32, v: v128): void {
  if (width > 0) store<f32>(at, <f32>(f64x2.extract_lane(v, 0) + 0));
  if (width > 1) store<f32>(at + 4, <f32>(f64x2.extract_lane(v, 1) + 0));
}

/** Rows of C hold fp16 values; `bPacked` from packB, `panel`: 128 * k bytes. */
export function gemmFp16(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, bPacked: usize, c: usize, cRow: usize, accumulate: bool,
  panel: usize,
): void {
  const bRow = <usize>(((n + 3) & ~3) << 3);
  if (n == 1) {
    for (let i = 0; i < m; i += 16) {
      const rows = min(m - i, 16);
      packA(rows, 16, k, a + <usize>i * aRow, aRow, aCol, panel);
      column(rows, k, panel, bPacked, bRow, c + <usize>i * cRow, cRow, accumulate);
    }
    return;
  }
  for (let i = 0; i < m; i += 4) {
    const rows = min(m - i, 4);
    packA(rows, 4, k, a + <usize>i * aRow, aRow, aCol, panel);
    for (let j = 0; j < n; j += 4) {
      tile(rows, n - j, k, panel, bPacked + <usize>(j << 3), bRow, c + <usize>i * cRow + <usize>(j << 2), cRow, accumulate);
    }
  }
}

function tile(
  rows: i32, columns: i32, k: i32, a: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  const right = columns - 2;
  let s00 = pair(c, columns, accumulate), s01 = pair(c + 8, right, accumulate);
  let s10 = pair(c1, columns, accumulate && rows > 1), s11 = pair(c1 + 8, right, accumulate && rows > 1);
  let s20 = pair(c2, columns, accumulate && rows > 2), s21 = pair(c2 + 8, right, accumulate && rows > 2);
  let s30 = pair(c3, columns, accumulate && rows > 3), s31 = pair(c3 + 8, right, accumulate && rows > 3);
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    s00 = multiplyAdd(s00, x, b0);
    s01 = multiplyAdd(s01, x, b1);
    x = v128.load_splat<f64>(a, 8);
    s10 = multiplyAdd(s10, x, b0);
    s11 = multiplyAdd(s11, x, b1);
    x = v128.load_splat<f64>(a, 16);
    s20 = multiplyAdd(s20, x, b0);
    s21 = multiplyAdd(s21, x, b1);
    x = v128.load_splat<f64>(a, 24);
    s30 = multiplyAdd(s30, x, b0);
    s31 = multiplyAdd(s31, x, b1);
    a += 32;
    b += bRow;
  }
  put(c, columns, s00);
  put(c + 8, right, s01);
  if (rows > 1) { put(c1, columns, s10); put(c1 + 8, right, s11); }
  if (rows > 2) { put(c2, columns, s20); put(c2 + 8, right, s21); }
  if (rows > 3) { put(c3, columns, s30); put(c3 + 8, right, s31); }
}

// @ts-ignore: decorator
@inline
function rowPair(c: usize, cRow: usize, rows: i32, accumulate: bool): v128 {
  const low: f64 = accumulate && rows > 0 ? <f64>load<f32>(c) : 0;
  const high: f64 = accumulate && rows > 1 ? <f64>load<f32>(c + cRow) : 0;
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

function putRows(c: usize, cRow: usize, rows: i32, v: v128): void {
  if (rows > 0) store<f32>(c, <f32>(f64x2.extract_lane(v, 0) + 0));
  if (rows > 1) store<f32>(c + cRow, <f32>(f64x2.extract_lane(v, 1) + 0));
}

/** One output column, up to 16 rows in eight independent sums. */
function column(rows: i32, k: i32, a: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool): void {
  const two = 2 * cRow;
  let s0 = rowPair(c, cRow, rows, accumulate), s1 = rowPair(c + two, cRow, rows - 2, accumulate);
  let s2 = rowPair(c + 2 * two, cRow, rows - 4, accumulate), s3 = rowPair(c + 3 * two, cRow, rows - 6, accumulate);
  let s4 = rowPair(c + 4 * two, cRow, rows - 8, accumulate), s5 = rowPair(c + 5 * two, cRow, rows - 10, accumulate);
  let s6 = rowPair(c + 6 * two, cRow, rows - 12, accumulate), s7 = rowPair(c + 7 * two, cRow, rows - 14, accumulate);
  for (let p = 0; p < k; p++) {
    const x = v128.load_splat<f64>(b);
    s0 = multiplyAdd(s0, x, v128.load(a));
    s1 = multiplyAdd(s1, x, v128.load(a, 16));
    s2 = multiplyAdd(s2, x, v128.load(a, 32));
    s3 = multiplyAdd(s3, x, v128.load(a, 48));
    s4 = multiplyAdd(s4, x, v128.load(a, 64));
    s5 = multiplyAdd(s5, x, v128.load(a, 80));
    s6 = multiplyAdd(s6, x, v128.load(a, 96));
    s7 = multiplyAdd(s7, x, v128.load(a, 112));
    a += 128;
    b += bRow;
  }
  putRows(c, cRow, rows, s0);
  putRows(c + two, cRow, rows - 2, s1);
  putRows(c + 2 * two, cRow, rows - 4, s2);
  putRows(c + 3 * two, cRow, rows - 6, s3);
  putRows(c + 4 * two, cRow, rows - 8, s4);
  putRows(c + 5 * two, cRow, rows - 10, s5);
  putRows(c + 6 * two, cRow, rows - 12, s6);
  putRows(c + 7 * two, cRow, rows - 14, s7);
}
