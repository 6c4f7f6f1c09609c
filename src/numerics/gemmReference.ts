/** @file The plain TypeScript GEMM: what the WASM core must equal bit for bit, and the fallback where WASM is absent. */
import type { GemmView } from './gemmView.js';
import { roundToFp16 } from './rounding.js';

const f = Math.fround;

/** fp32 accumulation, k in ascending order, product and sum each rounded to fp32. */
export function gemmFp32Reference(view: GemmView): void {
  const { m, n, k, a, b, c, aRow, aCol, bRow, bCol, cRow, accumulate } = view;
  for (let i = 0; i < m; i++) {
    const cBase = view.cOffset + i * cRow;
    for (let j = 0; j < n; j++) {
      let sum = accumulate ? c[cBase + j] : 0;
      let aAt = view.aOffset + i * aRow;
      let bAt = view.bOffset + j * bCol;
      for (let p = 0; p < k; p++) {
        sum = f(sum + f(a[aAt] * b[bAt]));
        aAt += aCol;
        bAt += bRow;
      }
      c[cBase + j] = sum;
    }
  }
}

/** fp16 accumulation: one rounding per multiply-add. float64 holds the sum of an fp16 accumulator and an exact fp16
 * product closely enough that the single visible rounding is the one to fp16. A, B and the start of C must be fp16 values. */
export function gemmFp16Reference(view: GemmView): void {
  const { m, n, k, a, b, c, aRow, aCol, bRow, bCol, cRow, accumulate } = view;
  for (let i = 0; i < m; i++) {
    const cBase = view.cOffset + i * cRow;
    for (let j = 0; j < n; j++) {
      let sum = accumulate ? c[cBase + j] : 0;
      let aAt = view.aOffset + i * aRow;
      let bAt = view.bOffset + j * bCol;
      for (let p = 0; p < k; p++) {
        sum = roundToFp16(sum + a[aAt] * b[bAt]);
        aAt += aCol;
        bAt += bRow;
      }
      c[cBase + j] = sum + 0; // a zero accumulator is +0
    }
  }
}
