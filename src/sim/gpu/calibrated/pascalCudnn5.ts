/** @file cudnn-5 on pascal. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const pascalCudnn5: FittedLibrary = {
  runtime: 'cudnn-5',
  architecture: 'pascal',
  evidence: 'DeepBench tables (da81ba78, e80495c) of titan-x-maxwell, titan-x-pascal',
  parameters: {
    gapSeconds: 0.00000461,
    callSeconds: 0.000005,
    setupSeconds: 0.00002412,
    queueFillSeconds: 0.00001472,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
n <= 22.6274
 transB <= 0.5
  transA <= 0.5
   k <= 724.077
    64x16x16/64 deep split 1
    32x4x32/128 none split 2
   m <= 1342.48
    64x8x32/128 none split fill 1
    64x128x8/128 deep split 8
  128x64x8/128 none split 2
 m <= 2289.73
  m <= 133.866
   transA <= 0.5
    pageStride <= 0.5
     64x128x8/128 strided split 1
     128x128x8/256 none split fill 4
    pageStride <= 0.5
     64x8x32/128 none split 8
     64x64x8/64 none split 2
   128x64x8/128 shallow split 1
  transA <= 0.5
   output <= 439629
    64x32x8/64 none split 1
    128x64x8/128 none split fill 4
   output <= 717911
    m <= 6869.2
     n <= 90.5097
      64x32x8/64 none split 1
      128x128x8/256 shallow split 1
     64x128x8/128 shallow split 1
    pageStride <= 0.5
     64x128x8/128 strided split 1
     n <= 14797.8
      32x32x32/64 deep split 1
      64x16x16/64 deep split 1
`),
      forward: parseRule(`
n <= 22.6274
 m <= 1898.55
  32x4x32/128 none split 2
  output <= 8319.02
   32x4x32/128 none split 1
   32x4x32/128 none split 8
 n <= 45.2548
  m <= 7931.87
   m <= 3547.24
    64x32x8/64 none split fill 1
    128x32x8/128 none split 1
   128x64x8/128 shallow split 2
  pageStride <= 0.5
   m <= 2289.73
    128x128x8/256 none split fill 2
    64x32x8/64 none split 1
   output <= 227023
    128x128x8/256 shallow split fill 1
    n <= 90.5097
     64x128x8/128 none split 4
     m <= 2896.31
      128x64x8/128 shallow split fill 4
      128x128x8/256 shallow split 1
`),
      backwardData: parseRule(`
n <= 22.6274
 m <= 3238.17
  m <= 1644.19
   32x4x32/128 none split 2
   m <= 2289.73
    128x64x8/128 none split 8
    64x16x16/64 none split 1
  128x32x8/128 none split 1
 n <= 45.2548
  m <= 3396.22
   m <= 362.039
    128x64x8/128 none split 2
    128x128x8/256 none split 2
   64x32x8/64 none split 1
  output <= 85918.4
   64x32x8/64 none split 4
   m <= 2289.73
    n <= 90.5097
     64x128x8/128 none split fill 4
     128x128x8/256 deep split 8
    output <= 414486
     64x32x8/64 none split 1
     128x64x8/128 none split fill 4
`),
      backwardWeights: parseRule(`
weights <= 48200200
 n <= 1644.19
  128x128x8/256 shallow split 8
  128x64x8/128 shallow split 4
 128x128x8/256 none split 2
`),
    },
  },
};
