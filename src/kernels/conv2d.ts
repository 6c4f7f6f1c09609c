/** @file Two-dimensional convolution of a batch of images with a set of filters, as an implicit GEMM from memory to memory. */

import { type ConvWindow, outputHeight, outputWidth, windowSize } from '../sim/convolution.js';
import { defineKernel, type KernelCheck, type Params, size } from './kernel.js';
import { convReference } from './reference/conv2d.js';

export const convParams = {
  batch: size(16, 'images'),
  channels: size(64, 'channels of the input'),
  height: size(56, 'rows of the input image'),
  width: size('height', 'columns of the input image'),
  filters: size(64, 'channels of the output'),
  kernelHeight: size(3, 'rows of the filter'),
  kernelWidth: size('kernelHeight', 'columns of the filter'),
  stride: size(1, 'pixels from one window to the next'),
  padding: { default: 1, min: 0, max: 1024, doc: 'zeros around the image' },
};

const check: KernelCheck = {
  reference: convReference,
  inputRange: (tensor, { channels, kernelHeight, kernelWidth }) =>
    tensor === 'x' ? 1 : Math.sqrt(3 / (channels * kernelHeight * kernelWidth)),
  smaller: (p) => ({
    ...p,
    batch: Math.min(p.batch, 2),
    channels: Math.min(p.channels, 16),
    height: atLeastKernel(p, p.height, p.kernelHeight),
    width: atLeastKernel(p, p.width, p.kernelWidth),
    filters: Math.min(p.filters, 16),
  }),
};

/** A small image that still has some windows. */
const atLeastKernel = ({ stride }: Params, length: number, kernel: number): number =>
  Math.min(length, Math.max(14, kernel + 3 * stride));

/** The longer side is cut over the units: output pixels of the whole batch, or filters. */
export function cutOf(params: Params): 'pixels' | 'filters' {
  const window = params as unknown as ConvWindow;
  return params.batch * outputHeight(window) * outputWidth(window) >= params.filters ? 'pixels' : 'filters';
}

/**
 * y = W * x, all off chip. W [filters, channels·kernel]. With more pixels than filters, units own pixels and channels lie
 * innermost: x [N, height·width, channels], y [N·pixels, filters]. Otherwise units own filters and pixels lie innermost:
 * x [N, channels, height·width], y [N, filters, pixels].
 */
export const conv2d = defineKernel({
  name: 'conv2d',
  title: 'convolution as implicit GEMM (Winograd where the library has it), operands off chip',
  params: convParams,
  check,
  build(k) {
    const { batch: N, filters: K, ...window } = k.params;
    const { channels: C, height, width } = window;
    const pixels = Math.max(1, outputHeight(window)) * Math.max(1, outputWidth(window));
    const byPixel = cutOf(k.params) === 'pixels';
    const shared = { residency: 'cached' } as const;
    const owned = { residency: 'cached', shard: 'rows' } as const;
    const x = k.input('x', byPixel ? [N, height * width, C] : [N, C, height * width], shared);
    const W = k.input('W', [K, windowSize(window)], byPixel ? shared : owned);
    const y = k.output('y', byPixel ? [N * pixels, K] : [N, K, pixels], owned);
    k.convolution(y, W, x, { ...window, operand: byPixel ? 'a' : 'b' });
  },
});
