/** @file Training steps as passes of kernels, for chips that cannot hold all of one. The same composition on every chip:
 *
 * - **LSTM, streamed**: forward as lstm.fused; back through time the same products with transposed weights (Uᵀ and Wᵀ are
 *   read as often as U and W, the element-wise work is much alike), counted as a second lstm.fused; two weight gradients a
 *   layer, one product over all steps each; an Adam pass over all weights. Libraries take 0.9 to 1.7 times the forward time
 *   for that second part (DeepBench), so this is rather kind to them.
 * - **Matrix product, convolution**: forward, gradient of the data, gradient of the weights. At stride 1 all three are
 *   convolutions: the data's has channels and filters exchanged, the weights' has images and channels exchanged and the
 *   gradient of the output as its filters.
 */
import type { Params } from '../../kernels/kernel.js';
import type { Pass, Way } from './problems.js';

/** Gate matrices of [H, H], for input and state, of one layer. */
const BLOCKS = 8;

export function streamedLstmTraining({ hidden, layers, batch, steps }: Params): Way {
  const forward: Pass = { kernel: 'lstm.fused', params: { hidden, layers, batch, steps } };
  return {
    name: 'streamed training',
    passes: [
      { ...forward, times: 2 },
      { kernel: 'gemm', params: { m: 4 * hidden, n: hidden, k: steps * batch }, times: 2 * layers },
      { kernel: 'pass.adam', params: { rows: BLOCKS * hidden * layers, columns: hidden } },
    ],
  };
}

/** All resident: recurrent layers alone, real inputs, one squared error. */
export function residentLstmTraining(params: Params): Way {
  const alone = { ...params, classes: 1, vocabulary: 0, regression: 1 };
  return { name: 'lstm.train', passes: [{ kernel: 'lstm.train', params: alone }] };
}

/** y = W·x of [m, k] · [k, n], then Wᵀ·dy and dy·xᵀ. */
export function productTraining(m: number, n: number, k: number): Way {
  const sizes = [
    { m, n, k },
    { m: k, n, k: m },
    { m, n: k, k: n },
  ];
  return { name: 'three products', passes: sizes.map((params) => ({ kernel: 'gemm', params })) };
}

/** A convolution of stride 1 that keeps the size of its square images. */
export function convolutionTraining(params: Params): Way {
  const { batch, channels, height, filters, padding, kernelHeight } = params;
  const data = { ...params, channels: filters, filters: channels };
  const weights = { batch: channels, channels: batch, height, filters, kernelHeight: height, stride: 1, padding };
  if (2 * padding + 1 !== kernelHeight || params.stride !== 1) throw new Error('a convolution that changes sizes');
  return { name: 'three products', passes: [params, data, weights].map((p) => ({ kernel: 'conv2d', params: p })) };
}
