/** @file Float64 matrix product: the oracle of `gemm`. */

type Values = Readonly<Record<string, Float64Array>>;

/** C[m,n] = A[m,k] · B[k,n]. */
export function gemmReference(params: Readonly<Record<string, number>>, inputs: Values): Values {
  const { m, n, k } = params;
  const { A, B } = inputs;
  const C = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const a = A[i * k + p];
      for (let j = 0; j < n; j++) C[i * n + j] += a * B[p * n + j];
    }
  }
  return { C };
}
