/** @file Float64 direct convolution: the oracle of the implicit GEMM. Seven loops, no matrix of windows. */

type Values = Readonly<Record<string, Float64Array>>;

/** W [K, C·R·S]; with at least as many pixels as filters x [N, height·width, C] → y [N·pixels, K], otherwise
 * x [N, C, height·width] → y [N, K, pixels]. */
export function convReference(
  params: Readonly<Record<string, number>>,
  { x, W }: Values,
): Record<string, Float64Array> {
  const { batch: N, channels: C, height, width, filters: K, kernelHeight: R, kernelWidth: S, stride, padding } = params;
  const rows = Math.floor((height + 2 * padding - R) / stride) + 1;
  const columns = Math.floor((width + 2 * padding - S) / stride) + 1;
  const pixels = rows * columns;
  const y = new Float64Array(N * K * pixels);
  const channelsLast = N * pixels >= K;
  const pixel = (n: number, c: number, row: number, column: number): number => {
    if (row < 0 || row >= height || column < 0 || column >= width) return 0;
    const position = row * width + column;
    return channelsLast ? x[(n * height * width + position) * C + c] : x[(n * C + c) * height * width + position];
  };
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      for (let p = 0; p < pixels; p++) {
        const [top, left] = [Math.floor(p / columns) * stride - padding, (p % columns) * stride - padding];
        let sum = 0;
        for (let c = 0; c < C; c++) {
          for (let r = 0; r < R; r++) {
            for (let s = 0; s < S; s++) sum += W[((k * C + c) * R + r) * S + s] * pixel(n, c, top + r, left + s);
          }
        }
        y[channelsLast ? (n * pixels + p) * K + k : (n * K + k) * pixels + p] = sum;
      }
    }
  }
  return { y };
}
