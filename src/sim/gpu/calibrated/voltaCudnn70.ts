/** @file cudnn-7.0 on volta. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const voltaCudnn70: FittedLibrary = {
  runtime: 'cudnn-7.0',
  architecture: 'volta',
  evidence: 'DeepBench tables (da81ba78, e80495c) of v100',
  parameters: {
    gapSeconds: 0.000005313,
    callSeconds: 0.000005,
    setupSeconds: 0.00003298,
    queueFillSeconds: 0.00002071,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
n <= 22.6274
 transB <= 0.5
  transA <= 0.5
   k <= 45254.8
    m <= 1898.55
     64x16x16/64 none split fill 1
     32x4x32/128 deep split 8
    64x8x32/128 none split 2
   m <= 1342.48
    n <= 11.3137
     64x8x32/128 shallow split 2
     32x4x32/128 shallow split 1
    pageStride <= 0.5
     128x32x8/128 shallow split fill 1
     128x64x8/128 shallow split 8
  128x32x8/128 shallow split 1
 m <= 1342.48
  output <= 460618
   k <= 3238.17
    128x32x8/128 shallow split 1
    64x64x8/64 none split 1
   128x64x8/128 deep split 1
  output <= 235297
   weights <= 3632370
    n <= 90.5097
     m <= 2325.24
      128x32x8/128 none split 4
      64x128x8/128 deep split fill 2
     64x8x32/128 deep split 4
    m <= 4344.46
     64x64x8/64 none split fill 2
     64x32x8/64 shallow split 1
   64x64x8/64 deep split 1
`),
      forward: parseRule(`
n <= 22.6274
 32x4x32/128 none split 4
 k <= 1644.19
  pageStride <= 0.5
   n <= 45.2548
    128x32x8/128 none split 2
    128x128x8/256 shallow split 2
   64x128x8/128 deep split 8
  output <= 179478
   pageStride <= 0.5
    128x32x8/128 none split 4
    64x8x32/128 none split 1
   64x64x8/64 deep split 1
`),
      backwardData: parseRule(`
output <= 36635.7
 m <= 724.077
  n <= 22.6274
   64x8x32/128 none split fill 1
   m <= 362.039
    128x64x8/128 none split 4
    128x32x8/128 deep split 2
  k <= 2508.28
   64x32x8/64 deep split fill 2
   64x16x16/64 deep split 1
 k <= 2804.34
  output <= 96059.7
   64x16x16/64 none split fill 2
   32x32x32/64 deep split 1
  output <= 73271.5
   32x32x32/64 none split 4
   128x32x8/128 deep split fill 4
`),
      backwardWeights: parseRule(`
128x128x8/256 deep split fill 2
`),
    },
    fp16: {
      gemm: parseRule(`
tensor <= 0.5
 weights <= 3632370
  64x128x8/128 shallow split 1
  64x32x8/64 shallow split 1
 output <= 210456
  k <= 724.077
   64x64x32/128 shallow split 1
   output <= 52614.1
    128x64x32/128 shallow split 1
    m <= 6869.2
     128x128x32/256 none split 2
     transA <= 0.5
      128x128x32/256 none split 4
      128x64x32/128 none split 1
  output <= 717911
   pageStride <= 0.5
    transA <= 0.5
     n <= 45.2548
      128x128x32/256 none split 4
      64x64x32/128 none split 1
     128x64x32/128 none split 1
    256x128x32/256 shallow split 2
   m <= 2804.34
    128x128x32/256 deep split 1
    transA <= 0.5
     128x128x32/256 shallow split 1
     m <= 8054.85
      m <= 6869.2
       128x128x32/256 none split 1
       256x128x32/256 shallow split 1
      64x64x32/128 deep split 4
`),
      forward: parseRule(`
weights <= 18161900
 m <= 1254.14
  64x32x64/128 deep split fill 1
  k <= 1644.19
   128x64x32/128 none split 1
   m <= 2289.73
    128x128x32/256 none split 2
    64x64x32/128 none split 1
 256x128x32/256 deep split 1
`),
      backwardData: parseRule(`
m <= 724.077
 output <= 23170.5
  64x32x64/128 none split 1
  128x64x32/128 none split 2
 output <= 293086
  128x64x32/128 shallow split 1
  256x128x32/256 none split fill 4
`),
      backwardWeights: parseRule(`
128x128x32/256 deep split fill 2
`),
    },
    'fp32-tc': {
      gemm: parseRule(`
tensor <= 0.5
 weights <= 113336
  128x128x8/256 deep split 1
  64x64x8/64 none split 1
 n <= 2213.59
  n <= 45.2548
   k <= 45254.8
    128x64x32/128 none split 1
    64x64x32/128 none split 1
   output <= 613033
    256x128x32/256 deep split 1
    256x128x32/256 shallow split 1
  m <= 4344.46
   128x128x32/256 deep split 2
   weights <= 11491100
    m <= 4859.16
     transA <= 0.5
      128x128x32/256 shallow split 4
      128x64x32/128 deep split 2
     256x128x32/256 shallow split 4
    m <= 6869.2
     128x64x32/128 deep split 1
     transA <= 0.5
      128x64x32/128 deep split 2
      128x128x32/256 none split 4
`),
      forward: parseRule(`
k <= 1644.19
 m <= 1254.14
  32x32x64/64 none split 2
  128x64x32/128 none split 1
 pageStride <= 0.5
  64x64x32/128 none split 1
  n <= 45.2548
   128x64x32/128 shallow split 1
   256x128x32/256 shallow split 2
`),
      backwardData: parseRule(`
m <= 362.039
 32x32x64/64 none split 1
 weights <= 18161900
  128x64x32/128 shallow split 1
  128x64x32/128 none split 2
`),
      backwardWeights: parseRule(`
128x128x32/256 deep split fill 2
`),
    },
  },
};
