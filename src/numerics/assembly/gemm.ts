/** @file fp32 GEMM on f32x4 lanes. Lanes are output columns (or rows, for one column), so every output element sums its
 * products in ascending k exactly as the scalar reference; tiling changes the order between elements only. All strides
 * are in bytes. */

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
function loadLanes(at: usize, width: i32, accumulate: bool): v128 {
  if (!accumulate) return f32x4.splat(0);
  if (width == 4) return v128.load(at);
  let v = v128.load_zero<f32>(at);
  if (width > 1) v = v128.load_lane<f32>(at + 4, v, 1);
  if (width > 2) v = v128.load_lane<f32>(at + 8, v, 2);
  return v;
}

// @ts-ignore: decorator
@inline
function storeLanes(at: usize, v: v128, width: i32): void {
  if (width == 4) {
    v128.store(at, v);
    return;
  }
  v128.store_lane<f32>(at, v, 0);
  if (width > 1) v128.store_lane<f32>(at + 4, v, 1);
  if (width > 2) v128.store_lane<f32>(at + 8, v, 2);
}

/** 4 of the 8 packed rows x 8 columns. */
function panel4x8(k: i32, a: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool): void {
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  let s00 = start(c, accumulate), s01 = start(c + 16, accumulate);
  let s10 = start(c1, accumulate), s11 = start(c1 + 16, accumulate);
  let s20 = start(c2, accumulate), s21 = start(c2 + 16, accumulate);
  let s30 = start(c3, accumulate), s31 = start(c3 + 16, accumulate);
  for (const end = a + <usize>(k << 5); a < end; a += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    s00 = madd(s00, x, b0);
    s01 = madd(s01, x, b1);
    x = v128.load_splat<f32>(a, 4);
    s10 = madd(s10, x, b0);
    s11 = madd(s11, x, b1);
    x = v128.load_splat<f32>(a, 8);
    s20 = madd(s20, x, b0);
    s21 = madd(s21, x, b1);
    x = v128.load_splat<f32>(a, 12);
    s30 = madd(s30, x, b0);
    s31 = madd(s31, x, b1);
    b += bRow;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
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

/** Up to 8 rows against all columns; `tail` holds the last n % 4 columns of B padded to 4. */
function rowPanel(
  rows: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  accumulate: bool, tail: usize,
): void {
  const whole = n & ~3;
  const rest = n & 3;
  let row = 0;
  if (rows == 8) {
    let j = 0;
    for (; j + 8 <= n; j += 8) {
      const at = <usize>(j << 2);
      panel4x8(k, a, b + at, bRow, c + at, cRow, accumulate);
      panel4x8(k, a + 16, b + at, bRow, c + at + 4 * cRow, cRow, accumulate);
    }
    if (j < whole) tile8x4(k, a, aRow, aCol, b + <usize>(j << 2), bRow, c + <usize>(j << 2), cRow, accumulate, 4);
    if (rest) tile8x4(k, a, aRow, aCol, tail, 16, c + <usize>(whole << 2), cRow, accumulate, rest);
    return;
  }
  for (; row < rows; row++) {
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

/** Rows of B are contiguous. `tail`: 16 * k bytes; `panel`: 32 * k bytes, used when A is stored transposed. */
export function gemmRows(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  accumulate: bool, tail: usize, panel: usize,
): void {
  if (n & 3) packTail(n, k, b, bRow, tail);
  for (let i = 0; i < m; i += 8) {
    const rows = min(m - i, 8);
    const aAt = a + <usize>i * aRow;
    const cAt = c + <usize>i * cRow;
    if (rows == 8 && n >= 8) {
      if (aRow == 4) packPanel(k, aAt, aCol, panel);
      else packRows(k, aAt, aRow, aCol, panel);
      rowPanel(8, n, k, panel, 4, 32, b, bRow, cAt, cRow, accumulate, tail);
    } else {
      rowPanel(rows, n, k, aAt, aRow, aCol, b, bRow, cAt, cRow, accumulate, tail);
    }
  }
}

/** Eight neighbouring rows of a transposed A, for each k side by side. */
function packPanel(k: i32, a: usize, aCol: usize, panel: usize): void {
  for (let p = 0; p < k; p++) {
    v128.store(panel, v128.load(a));
    v128.store(panel, v128.load(a, 16), 16);
    a += aCol;
    panel += 32;
  }
}

/** The same for rows whose elements lie aCol bytes apart: 4x4 blocks are transposed in registers when side by side. */
function packRows(k: i32, a: usize, aRow: usize, aCol: usize, panel: usize): void {
  let p = 0;
  if (aCol == 4) {
    for (; p + 4 <= k; p += 4) {
      transposeBlock(a, aRow, panel);
      transposeBlock(a + 4 * aRow, aRow, panel + 16);
      a += 16;
      panel += 128;
    }
  }
  for (; p < k; p++) {
    for (let r = 0; r < 8; r++) store<f32>(panel + <usize>(r << 2), load<f32>(a + <usize>r * aRow));
    a += aCol;
    panel += 32;
  }
}

/** Four rows of four elements to four columns, 32 bytes apart. */
// @ts-ignore: decorator
@inline
function transposeBlock(at: usize, aRow: usize, panel: usize): void {
  const r0 = v128.load(at);
  const r1 = v128.load(at + aRow);
  const r2 = v128.load(at + 2 * aRow);
  const r3 = v128.load(at + 3 * aRow);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(panel, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(panel, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
  v128.store(panel, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
  v128.store(panel, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
}

function packTail(n: i32, k: i32, b: usize, bRow: usize, tail: usize): void {
  const rest = n & 3;
  b += <usize>((n & ~3) << 2);
  for (let p = 0; p < k; p++) {
    v128.store(tail, loadLanes(b, rest, true));
    b += bRow;
    tail += 16;
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
