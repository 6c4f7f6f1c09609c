/** @file Packed panels of A (see pack.ts) times one column: lanes are rows, two panels at once so that four independent
 * sums hide the latency of the addition (three or four panels measured slower). */
import { madd, start } from './gemm';

/** 16 rows: two panels, `size` bytes apart; two k at a time. */
function twoPanels(k: i32, a0: usize, a1: usize, b: usize, c: usize, accumulate: bool): void {
  let s0 = start(c, accumulate);
  let s1 = start(c + 16, accumulate);
  let s2 = start(c + 32, accumulate);
  let s3 = start(c + 48, accumulate);
  for (const end = b + <usize>((k >> 1) << 3); b < end; b += 8) {
    const x0 = v128.load_splat<f32>(b);
    s0 = madd(s0, x0, v128.load(a0));
    s1 = madd(s1, x0, v128.load(a0, 16));
    s2 = madd(s2, x0, v128.load(a1));
    s3 = madd(s3, x0, v128.load(a1, 16));
    const x1 = v128.load_splat<f32>(b, 4);
    s0 = madd(s0, x1, v128.load(a0, 32));
    s1 = madd(s1, x1, v128.load(a0, 48));
    s2 = madd(s2, x1, v128.load(a1, 32));
    s3 = madd(s3, x1, v128.load(a1, 48));
    a0 += 64;
    a1 += 64;
  }
  if (k & 1) {
    const x0 = v128.load_splat<f32>(b);
    s0 = madd(s0, x0, v128.load(a0));
    s1 = madd(s1, x0, v128.load(a0, 16));
    s2 = madd(s2, x0, v128.load(a1));
    s3 = madd(s3, x0, v128.load(a1, 16));
  }
  v128.store(c, s0);
  v128.store(c + 16, s1);
  v128.store(c + 32, s2);
  v128.store(c + 48, s3);
}
/** 8 rows. */
function onePanel(k: i32, a: usize, b: usize, c: usize, accumulate: bool): void {
  let s0 = start(c, accumulate), s1 = start(c + 16, accumulate);
  for (const end = b + <usize>(k << 2); b < end; b += 4) {
    const x = v128.load_splat<f32>(b);
    s0 = madd(s0, x, v128.load(a));
    s1 = madd(s1, x, v128.load(a, 16));
    a += 32;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

/** c (+)= A b for m rows, a multiple of 8; b and c contiguous. */
export function gemvPacked(m: i32, k: i32, panels: usize, b: usize, c: usize, accumulate: bool): void {
  const size = <usize>(k << 5);
  let i = 0;
  for (; i + 16 <= m; i += 16) {
    twoPanels(k, panels, panels + size, b, c, accumulate);
    panels += 2 * size;
    c += 64;
  }
  for (; i < m; i += 8) {
    onePanel(k, panels, b, c, accumulate);
    panels += size;
    c += 32;
  }
}
