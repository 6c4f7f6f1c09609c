/** @file Float64 attention: the oracle of `attention`. */

type Values = Readonly<Record<string, Float64Array>>;

/** Q [heads, M, D], K and V [heads, N, D] → O = softmax(Q·Kᵀ / √D)·V [heads, M, D]. */
export function attentionReference(
  params: Readonly<Record<string, number>>,
  { Q, K, V }: Values,
): Record<string, Float64Array> {
  const { queries: M, keys: N, width: D, heads } = params;
  const O = new Float64Array(heads * M * D);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < M; i++) {
      const row = (head * M + i) * D;
      const weights = Array.from({ length: N }, (_, j) => {
        let dot = 0;
        for (let d = 0; d < D; d++) dot += Q[row + d] * K[(head * N + j) * D + d];
        return Math.exp(dot / Math.sqrt(D));
      });
      const sum = weights.reduce((a, b) => a + b);
      weights.forEach((w, j) => {
        for (let d = 0; d < D; d++) O[row + d] += (w / sum) * V[(head * N + j) * D + d];
      });
    }
  }
  return { O };
}
