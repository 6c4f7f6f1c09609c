/** @file cudnn-7.0 on volta. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const voltaCudnn70: FittedLibrary = {
  runtime: 'cudnn-7.0',
  architecture: 'volta',
  evidence: 'DeepBench tables (da81ba78, e80495c) of v100',
  parameters: {
    gapSeconds: 0.000004598,
    callSeconds: 0.000005,
    setupSeconds: 0.0000343,
    queueFillSeconds: 0.00002071,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
n <= 22.6274
 transB <= 0.5
  transA <= 0.5
   weights <= 3121570
    128x64x8/128 deep split fill 4
    m <= 2804.34
     64x8x32/128 none split 2
     32x4x32/128 deep split 8
   output <= 11585.2
    32x32x32/64 none split 4
    m <= 1898.55
     32x4x32/128 none split 2
     m <= 4344.46
      128x64x8/128 none split fill 2
      128x64x8/128 deep split fill 2
  128x32x8/128 shallow split 1
 m <= 1342.48
  output <= 460618
   k <= 3238.17
    128x32x8/128 shallow split 1
    64x64x8/64 none split 1
   128x64x8/128 deep split 1
  output <= 235297
   m <= 3547.24
    k <= 1898.55
     n <= 90.5097
      m <= 2325.24
       128x32x8/128 none split 4
       64x128x8/128 deep split 8
      64x8x32/128 deep split 8
     64x64x8/64 none split fill 2
    64x32x8/64 none split fill 2
   64x64x8/64 deep split 1
`),
      forward: parseRule(`
n <= 22.6274
 32x4x32/128 none split 4
 k <= 1644.19
  pageStride <= 0.5
   n <= 45.2548
    64x32x8/64 none split 2
    128x128x8/256 shallow split 2
   64x128x8/128 deep split 8
  output <= 179478
   pageStride <= 0.5
    128x32x8/128 none split 4
    64x8x32/128 none split 1
   64x64x8/64 deep split 1
`),
      backwardData: parseRule(`
m <= 724.077
 n <= 22.6274
  64x16x16/64 none split fill 1
  m <= 362.039
   128x32x8/128 deep split 1
   128x32x8/128 deep split 2
 output <= 44869.4
  k <= 2289.73
   64x8x32/128 none split fill 2
   64x16x16/64 deep split 1
  k <= 2804.34
   output <= 121507
    64x32x8/64 deep split 1
    64x16x16/64 deep split fill 4
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
 transA <= 0.5
  k <= 1342.48
   128x64x8/128 none split 1
   64x128x8/128 shallow split 1
  m <= 189.315
   128x32x8/128 none split 8
   32x32x32/64 deep split 1
 output <= 210456
  k <= 724.077
   128x64x32/128 none split 2
   128x128x32/256 none split 2
  m <= 4344.46
   n <= 946.573
    pageStride <= 0.5
     128x128x32/256 shallow split 1
     256x128x32/256 shallow split 2
    k <= 1898.55
     128x64x32/128 deep split 1
     128x128x32/256 shallow split 1
   transA <= 0.5
    256x128x32/256 deep split fill 4
    m <= 8054.85
     n <= 1752.71
      256x128x32/256 none split fill 4
      m <= 6869.2
       128x128x32/256 none split 1
       128x64x32/128 deep split 2
     256x128x32/256 none split 2
`),
      forward: parseRule(`
weights <= 18161900
 k <= 1644.19
  m <= 1254.14
   64x32x64/128 none split 2
   128x64x32/128 none split 1
  m <= 2289.73
   128x128x32/256 none split 2
   64x64x32/128 none split 1
 m <= 11764.9
  256x128x32/256 none split fill 1
  256x128x32/256 deep split fill 2
`),
      backwardData: parseRule(`
k <= 1644.19
 64x32x64/128 none split 1
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
    m <= 8054.85
     128x64x32/128 none split 1
     transA <= 0.5
      64x32x64/128 deep split 1
      128x128x32/256 none split 1
    64x64x32/128 none split 1
   output <= 613033
    256x128x32/256 deep split 1
    m <= 2804.34
     64x32x64/128 deep split 2
     64x64x32/128 deep split 8
  m <= 4344.46
   128x128x32/256 deep split 2
   weights <= 11491100
    256x128x32/256 deep split 8
    m <= 6869.2
     128x64x32/128 deep split 1
     transA <= 0.5
      128x64x32/128 deep split 2
      128x128x32/256 none split 4
`),
      forward: parseRule(`
k <= 1644.19
 m <= 1254.14
  32x32x64/64 none split 1
  m <= 2508.28
   256x128x32/256 deep split 1
   m <= 3547.24
    64x64x32/128 none split 1
    128x64x32/128 none split 1
 weights <= 18161900
  k <= 2289.73
   256x128x32/256 shallow split 2
   64x64x32/128 none split 1
  256x128x32/256 none split fill 1
`),
      backwardData: parseRule(`
weights <= 18161900
 m <= 362.039
  64x32x64/128 none split 1
  128x64x32/128 shallow split 1
 128x64x32/128 none split 2
`),
      backwardWeights: parseRule(`
128x128x32/256 deep split fill 2
`),
    },
  },
};
