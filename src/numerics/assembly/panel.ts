/** @file Kernels on packed operands (see pack.ts): 16 XMM registers hold 8 sums of four columns, two vectors of B, one element
 * of A and a product. Sums take k in ascending order. The loops are not unrolled: unrolled by 2 or 4 they measured a third
 * slower in V8. */
import { loadLanes, madd, start, storeLanes } from './gemm';
import { packPanel } from './pack';

/** 4 of the 8 packed rows x 8 packed columns. */
function panel4x8(k: i32, a: usize, b: usize, c: usize, cRow: usize, accumulate: bool): void {
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  let s00 = start(c, accumulate), s01 = start(c + 16, accumulate);
  let s10 = start(c1, accumulate), s11 = start(c1 + 16, accumulate);
  let s20 = start(c2, accumulate), s21 = start(c2 + 16, accumulate);
  let s30 = start(c3, accumulate), s31 = start(c3 + 16, accumulate);
  for (const end = a + <usize>(k << 5); a < end; a += 32) {
    const p0 = v128.load(b);
    const q0 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    s00 = madd(s00, x, p0);
    s01 = madd(s01, x, q0);
    x = v128.load_splat<f32>(a, 4);
    s10 = madd(s10, x, p0);
    s11 = madd(s11, x, q0);
    x = v128.load_splat<f32>(a, 8);
    s20 = madd(s20, x, p0);
    s21 = madd(s21, x, q0);
    x = v128.load_splat<f32>(a, 12);
    s30 = madd(s30, x, p0);
    s31 = madd(s31, x, q0);
    b += 32;
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

/** 8 packed rows x 1..4 columns, packed and padded to 4. */
function panel8x4(k: i32, a: usize, b: usize, c: usize, cRow: usize, accumulate: bool, width: i32): void {
  let s0 = loadLanes(c, width, accumulate);
  let s1 = loadLanes(c + cRow, width, accumulate);
  let s2 = loadLanes(c + 2 * cRow, width, accumulate);
  let s3 = loadLanes(c + 3 * cRow, width, accumulate);
  let s4 = loadLanes(c + 4 * cRow, width, accumulate);
  let s5 = loadLanes(c + 5 * cRow, width, accumulate);
  let s6 = loadLanes(c + 6 * cRow, width, accumulate);
  let s7 = loadLanes(c + 7 * cRow, width, accumulate);
  for (const end = a + <usize>(k << 5); a < end; a += 32) {
    const b0 = v128.load(b);
    s0 = madd(s0, v128.load_splat<f32>(a), b0);
    s1 = madd(s1, v128.load_splat<f32>(a, 4), b0);
    s2 = madd(s2, v128.load_splat<f32>(a, 8), b0);
    s3 = madd(s3, v128.load_splat<f32>(a, 12), b0);
    s4 = madd(s4, v128.load_splat<f32>(a, 16), b0);
    s5 = madd(s5, v128.load_splat<f32>(a, 20), b0);
    s6 = madd(s6, v128.load_splat<f32>(a, 24), b0);
    s7 = madd(s7, v128.load_splat<f32>(a, 28), b0);
    b += 16;
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

/** One panel of A against all columns of a packed B. */
function panelTimesB(
  n: i32, k: i32, panel: usize, b: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  let j = 0;
  for (; j + 8 <= n; j += 8) {
    panel4x8(k, panel, b, c, cRow, accumulate);
    panel4x8(k, panel + 16, b, c + 4 * cRow, cRow, accumulate);
    b += <usize>(k << 5);
    c += 32;
  }
  for (; j < n; j += 4) {
    panel8x4(k, panel, b, c, cRow, accumulate, min(n - j, 4));
    b += <usize>(k << 4);
    c += 16;
  }
}

/** All panels of A (m rows, a multiple of 8) against all columns. */
export function gemmPacked(
  m: i32, n: i32, k: i32, panels: usize, b: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  for (let i = 0; i < m; i += 8) {
    panelTimesB(n, k, panels, b, c, cRow, accumulate);
    panels += <usize>(k << 5);
    c += 8 * cRow;
  }
}

/** The same from an A that is not packed, any strides; `panel`: 32 * k bytes. */
export function gemmPanels(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, c: usize, cRow: usize, accumulate: bool,
  panel: usize,
): void {
  for (let i = 0; i < m; i += 8) {
    packPanel(k, a, aRow, aCol, panel);
    panelTimesB(n, k, panel, b, c, cRow, accumulate);
    a += 8 * aRow;
    c += 8 * cRow;
  }
}
