/** @file Operands of the fp32 GEMM in the order in which the kernels read them. A panel is eight rows of A, for each k side by
 * side: 32 * k bytes. */
import { loadLanes } from './gemm';

/** Eight rows of A with any strides (bytes). */
export function packPanel(k: i32, a: usize, aRow: usize, aCol: usize, panel: usize): void {
  if (aRow == 4) packColumns(k, a, aCol, panel);
  else packRows(k, a, aRow, aCol, panel);
}

/** All whole panels of A, one behind the other: floor(m / 8) * 32 * k bytes. */
export function packPanels(m: i32, k: i32, a: usize, aRow: usize, aCol: usize, panels: usize): void {
  for (let i = 0; i + 8 <= m; i += 8) {
    packPanel(k, a, aRow, aCol, panels);
    a += 8 * aRow;
    panels += <usize>(k << 5);
  }
}

/** Eight neighbouring rows of a transposed A, for each k side by side. */
function packColumns(k: i32, a: usize, aCol: usize, panel: usize): void {
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

/** The last n % 4 columns of B, padded to 4. */
export function packTail(n: i32, k: i32, b: usize, bRow: usize, tail: usize): void {
  const rest = n & 3;
  b += <usize>((n & ~3) << 2);
  for (let p = 0; p < k; p++) {
    v128.store(tail, loadLanes(b, rest, true));
    b += bRow;
    tail += 16;
  }
}

/** B for the kernels on packed operands: groups of eight columns, for each k side by side, then groups of four, the last
 * padded: 4 * k bytes for each of n columns rounded up to 4. Strides in bytes. */
export function packColumnGroups(k: i32, n: i32, b: usize, bRow: usize, bCol: usize, dst: usize): void {
  let j = 0;
  for (; j + 8 <= n; j += 8) {
    packPanel(k, b, bCol, bRow, dst);
    b += 8 * bCol;
    dst += <usize>(k << 5);
  }
  for (; j < n; j += 4) {
    packNarrow(k, min(n - j, 4), b, bRow, bCol, dst);
    b += 4 * bCol;
    dst += <usize>(k << 4);
  }
}

function packNarrow(k: i32, width: i32, b: usize, bRow: usize, bCol: usize, dst: usize): void {
  for (let p = 0; p < k; p++) {
    if (bCol == 4) v128.store(dst, loadLanes(b, width, true));
    else {
      v128.store(dst, f32x4.splat(0));
      for (let j = 0; j < width; j++) store<f32>(dst + <usize>(j << 2), load<f32>(b + <usize>j * bCol));
    }
    b += bRow;
    dst += 16;
  }
}
