/** @file Matrix times one column on f32x4 lanes that run over rows; every sum still takes k in ascending order. */
import { madd, start } from './gemm';

// @ts-ignore: decorator
@inline
function fourColumns(sum: v128, at: usize, aRow: usize, b: v128): v128 {
  const r0 = v128.load(at);
  const r1 = v128.load(at + aRow);
  const r2 = v128.load(at + 2 * aRow);
  const r3 = v128.load(at + 3 * aRow);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  sum = madd(sum, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), v128.shuffle<f32>(b, b, 0, 0, 0, 0));
  sum = madd(sum, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), v128.shuffle<f32>(b, b, 1, 1, 1, 1));
  sum = madd(sum, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), v128.shuffle<f32>(b, b, 2, 2, 2, 2));
  return madd(sum, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), v128.shuffle<f32>(b, b, 3, 3, 3, 3));
}

// @ts-ignore: decorator
@inline
function oneColumn(sum: v128, at: usize, aRow: usize, b: v128): v128 {
  let x = v128.load_zero<f32>(at);
  x = v128.load_lane<f32>(at + aRow, x, 1);
  x = v128.load_lane<f32>(at + 2 * aRow, x, 2);
  x = v128.load_lane<f32>(at + 3 * aRow, x, 3);
  return madd(sum, x, b);
}

/** Matrix times vector, rows of A contiguous, b and c contiguous: lanes are rows, 4x4 blocks are transposed in registers. */
export function gemv(m: i32, k: i32, a: usize, aRow: usize, b: usize, c: usize, accumulate: bool): void {
  const group = 4 * aRow;
  let i = 0;
  for (; i + 16 <= m; i += 16) {
    let s0 = start(c, accumulate), s1 = start(c + 16, accumulate);
    let s2 = start(c + 32, accumulate), s3 = start(c + 48, accumulate);
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const at = a + <usize>(p << 2);
      const x = v128.load(b + <usize>(p << 2));
      s0 = fourColumns(s0, at, aRow, x);
      s1 = fourColumns(s1, at + group, aRow, x);
      s2 = fourColumns(s2, at + 2 * group, aRow, x);
      s3 = fourColumns(s3, at + 3 * group, aRow, x);
    }
    for (; p < k; p++) {
      const at = a + <usize>(p << 2);
      const x = v128.load_splat<f32>(b + <usize>(p << 2));
      s0 = oneColumn(s0, at, aRow, x);
      s1 = oneColumn(s1, at + group, aRow, x);
      s2 = oneColumn(s2, at + 2 * group, aRow, x);
      s3 = oneColumn(s3, at + 3 * group, aRow, x);
    }
    v128.store(c, s0);
    v128.store(c, s1, 16);
    v128.store(c, s2, 32);
    v128.store(c, s3, 48);
    a += 4 * group;
    c += 64;
  }
  for (; i < m; i++) {
    let sum: f32 = accumulate ? load<f32>(c) : 0;
    for (let p = 0; p < k; p++) sum += load<f32>(a + <usize>(p << 2)) * load<f32>(b + <usize>(p << 2));
    store<f32>(c, sum);
    a += aRow;
    c += 4;
  }
}
