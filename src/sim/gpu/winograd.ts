/** @file Winograd's minimal filtering F(2x2, 3x3) (Lavin & Gray 2015, arXiv 1509.09308): 4 x 4 input tiles, 16 multiplies for
 * 4 outputs of a 3 x 3 kernel instead of 36. In terms of matrix products: 16 of [filters, channels] x [channels, tiles].
 * Only where the chip's library had it. */
import { type ConvWindow, outputHeight, outputWidth } from '../convolution.js';
import type { GpuFormat } from './library.js';

interface WinogradEntry {
  readonly runtime: string;
  /** Formats whose products run on the lanes in fp32; tensor cores take the plain implicit GEMM. */
  readonly formats: readonly GpuFormat[];
  readonly source: string;
}

/** Libraries with a fused F(2x2, 3x3) forward kernel. */
export const winogradMenu: readonly WinogradEntry[] = [
  {
    runtime: 'cudnn-5',
    formats: ['fp32', 'fp16'],
    source:
      'recalled: cuDNN 5 release announcement (2016): 3x3 convolutions by Winograd, CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD',
  },
  {
    runtime: 'cudnn-6',
    formats: ['fp32', 'fp16'],
    source: 'recalled: cuDNN developer guide, CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD: 3x3, stride 1, float or pseudo-half',
  },
  {
    runtime: 'cudnn-7.0',
    formats: ['fp32', 'fp16'],
    source: 'recalled: cuDNN developer guide, CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD: 3x3, stride 1, float or pseudo-half',
  },
  {
    runtime: 'cudnn-7.6',
    formats: ['fp32', 'fp16'],
    source: 'recalled: cuDNN developer guide, CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD: 3x3, stride 1, float or pseudo-half',
  },
  {
    runtime: 'miopen-1.3',
    formats: ['fp32'],
    source:
      'MIOpen porting guide: MIOPEN_DEBUG_AMD_ROCM_PRECOMPILED_BINARIES switches the Winograd algorithm off; fp32 only in MIOpen 1.x',
  },
  { runtime: 'ideal', formats: ['fp32', 'fp16'], source: "shares cuDNN's algorithms" },
];

const TILE = 2;
/** Products of one element each of a 4 x 4 transformed tile. */
const PRODUCTS = 16;

/** m x n x k of all 16 products together for `images` images; null where the library has no such kernel. */
export function winogradShape(
  runtime: string,
  format: GpuFormat,
  w: ConvWindow,
  filters: number,
  images: number,
): { readonly m: number; readonly n: number; readonly k: number } | null {
  const entry = winogradMenu.find((e) => e.runtime === runtime);
  if (entry === undefined || !entry.formats.includes(format)) return null;
  if (w.kernelHeight !== 3 || w.kernelWidth !== 3 || w.stride !== 1 || (w.strideAcross ?? 1) !== 1) return null;
  const tiles = Math.ceil(outputHeight(w) / TILE) * Math.ceil(outputWidth(w) / TILE);
  return { m: filters, n: PRODUCTS * tiles * images, k: w.channels };
}
