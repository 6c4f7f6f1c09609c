/** @file One number per row of a contiguous [rows, columns] block: added to the row (bias), or the row's sum (gradient of a
 * bias). Sums take the columns in ascending order; lanes are rows. */

/** dst[r, c] = src[r, c] + values[r]; dst may be src. */
export function addToRows(src: usize, values: usize, dst: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    const v = v128.load_splat<f32>(values + <usize>(r << 2));
    let i = 0;
    for (; i + 4 <= columns; i += 4) {
      v128.store(dst, f32x4.add(v128.load(src), v));
      src += 16;
      dst += 16;
    }
    for (; i < columns; i++) {
      store<f32>(dst, load<f32>(src) + f32x4.extract_lane(v, 0));
      src += 4;
      dst += 4;
    }
  }
}

/** sums[r] += src[r, 0] + src[r, 1] + … */
export function addRowSums(src: usize, sums: usize, rows: i32, columns: i32): void {
  const row = <usize>(columns << 2);
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    v128.store(sums, fourRows(v128.load(sums), src, row, columns));
    src += 4 * row;
    sums += 16;
  }
  for (; r < rows; r++) {
    let sum = load<f32>(sums);
    for (let i: usize = 0; i < row; i += 4) sum += load<f32>(src + i);
    store<f32>(sums, sum);
    src += row;
    sums += 4;
  }
}

function fourRows(sum: v128, at: usize, row: usize, columns: i32): v128 {
  let i = 0;
  for (; i + 4 <= columns; i += 4) {
    const r0 = v128.load(at);
    const r1 = v128.load(at + row);
    const r2 = v128.load(at + 2 * row);
    const r3 = v128.load(at + 3 * row);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    sum = f32x4.add(sum, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    sum = f32x4.add(sum, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    sum = f32x4.add(sum, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    sum = f32x4.add(sum, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    at += 16;
  }
  for (; i < columns; i++) {
    let x = v128.load_zero<f32>(at);
    x = v128.load_lane<f32>(at + row, x, 1);
    x = v128.load_lane<f32>(at + 2 * row, x, 2);
    sum = f32x4.add(sum, v128.load_lane<f32>(at + 3 * row, x, 3));
    at += 4;
  }
  return sum;
}
