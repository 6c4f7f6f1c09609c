/** @file Point-wise and row operations in fp32 with fixed order. Arrays are [rows, columns] row-major where shapes matter. */
import { currentCore } from './core.js';

const f = Math.fround;

/** dst = 1 / (1 + e^-src), element by element; dst may be src. */
export function sigmoid(src: Float32Array, dst: Float32Array, length = src.length): void {
  currentCore().sigmoid(src, dst, length);
}

/** dst = tanh(src). */
export function tanh(src: Float32Array, dst: Float32Array, length = src.length): void {
  currentCore().tanh(src, dst, length);
}

/** dst = e^src. */
export function exp(src: Float32Array, dst: Float32Array, length = src.length): void {
  currentCore().exp(src, dst, length);
}

/** dst = a + b. */
export function add(a: Float32Array, b: Float32Array, dst: Float32Array, length = a.length): void {
  for (let e = 0; e < length; e++) dst[e] = a[e] + b[e];
}

/** dst = a * b. */
export function multiply(a: Float32Array, b: Float32Array, dst: Float32Array, length = a.length): void {
  for (let e = 0; e < length; e++) dst[e] = a[e] * b[e];
}

/** dst = src * factor. */
export function scale(src: Float32Array, factor: number, dst: Float32Array, length = src.length): void {
  const rounded = f(factor);
  for (let e = 0; e < length; e++) dst[e] = src[e] * rounded;
}

/** dst = dst + factor * src: product rounded, then sum. */
export function addScaled(dst: Float32Array, src: Float32Array, factor: number, length = src.length): void {
  const rounded = f(factor);
  for (let e = 0; e < length; e++) dst[e] = dst[e] + f(src[e] * rounded);
}

/** dst[r, c] = values[r]: puts a bias into a GEMM's accumulator. */
export function broadcastRows(values: Float32Array, dst: Float32Array, columns: number, dstOffset = 0): void {
  currentCore().broadcastRows(values, dst, columns, dstOffset);
}

/** sums[r] += src[r, 0] + src[r, 1] + ... in that order (bias gradient). */
export function accumulateRowSums(src: Float32Array, sums: Float32Array, columns: number, srcOffset = 0): void {
  for (let r = 0; r < sums.length; r++) {
    let sum = sums[r];
    const base = srcOffset + r * columns;
    for (let c = 0; c < columns; c++) sum = f(sum + src[base + c]);
    sums[r] = sum;
  }
}

/** dst[c, r] = src[r, c]; dst and src must not overlap. */
export function transpose(src: Float32Array, dst: Float32Array, rows: number, columns: number): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) dst[c * rows + r] = src[r * columns + c];
  }
}
