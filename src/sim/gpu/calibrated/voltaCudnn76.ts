/** @file cudnn-7.6 on volta. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const voltaCudnn76: FittedLibrary = {
  runtime: 'cudnn-7.6',
  architecture: 'volta',
  evidence: 'DeepBench tables (da81ba78, e80495c) of v100',
  parameters: {
    gapSeconds: 0.000003293,
    callSeconds: 0.000005,
    setupSeconds: 0.00005973,
    queueFillSeconds: 0.00002198,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
weights <= 2988680
 n <= 149.666
  transB <= 0.5
   m <= 724.077
    64x16x16/64 none split fill 1
    32x4x32/128 none split 8
   64x8x32/128 shallow split 1
  pageStride <= 0.5
   64x32x8/64 none split 4
   64x128x8/128 none split 4
 output <= 89738.9
  m <= 2804.34
   n <= 22.6274
    transA <= 0.5
     m <= 1342.48
      64x8x32/128 deep split fill 1
      64x8x32/128 none split 2
     m <= 1342.48
      64x16x16/64 none split fill 2
      32x4x32/128 none split 4
    transA <= 0.5
     64x32x8/64 none split 8
     32x32x32/64 none split 2
   128x32x8/128 deep split 2
  output <= 253820
   128x32x8/128 deep split 2
   transA <= 0.5
    weights <= 12847400
     128x64x8/128 shallow split 4
     64x32x8/64 deep split 8
    pageStride <= 0.5
     128x32x8/128 deep split 1
     output <= 20274200
      64x64x8/64 deep split 8
      64x128x8/128 shallow split 1
`),
      forward: parseRule(`
k <= 1254.14
 n <= 45.2548
  32x32x32/64 none split fill 2
  64x32x8/64 shallow split 2
 weights <= 10897100
  k <= 2289.73
   128x32x8/128 deep split 2
   n <= 45.2548
    128x32x8/128 none split fill 2
    64x32x8/64 deep split 1
  128x32x8/128 deep split 4
`),
      backwardData: parseRule(`
k <= 2804.34
 32x32x32/64 deep split fill 1
 pageStride <= 0.5
  32x32x32/64 deep split fill 1
  64x16x16/64 shallow split 4
`),
      backwardWeights: parseRule(`
output <= 10897100
 m <= 1254.14
  128x128x8/256 none split fill 1
  128x128x8/256 none split 8
 64x32x8/64 shallow split 2
`),
    },
    fp16: {
      gemm: parseRule(`
output <= 311435
 transA <= 0.5
  m <= 1342.48
   pageStride <= 0.5
    128x64x32/128 none split fill 2
    128x128x32/256 none split fill 2
   output <= 179478
    k <= 1644.19
     128x128x32/256 deep split fill 1
     64x32x64/128 none split 2
    128x64x32/128 none split 4
  output <= 44869.4
   k <= 2289.73
    128x64x32/128 none split fill 1
    128x128x32/256 none split fill 1
   pageStride <= 0.5
    m <= 8054.85
     m <= 5948.9
      k <= 2122.64
       128x64x32/128 none split fill 1
       128x128x32/256 none split fill 1
      128x128x32/256 none split fill 2
     256x128x32/256 shallow split 4
    weights <= 3632370
     128x64x32/128 none split 4
     m <= 2896.31
      64x32x64/128 none split 2
      64x64x32/128 none split fill 2
 n <= 299.333
  transA <= 0.5
   128x128x32/256 shallow split 4
   m <= 5608.68
    128x128x32/256 none split 4
    256x128x32/256 shallow split fill 4
  128x128x32/256 deep split 1
`),
      forward: parseRule(`
k <= 724.077
 64x32x64/128 deep split fill 1
 weights <= 5242880
  output <= 210456
   128x64x32/128 deep split 1
   128x64x32/128 none split 2
  weights <= 18161900
   m <= 5320.86
    128x64x32/128 none split 2
    128x64x32/128 shallow split 1
   n <= 45.2548
    64x64x32/128 none split 1
    128x128x32/256 none split 1
`),
      backwardData: parseRule(`
output <= 60753.5
 k <= 2804.34
  32x32x64/64 shallow split fill 1
  128x64x32/128 none split 8
 k <= 3547.24
  pageStride <= 0.5
   128x64x32/128 none split 4
   256x128x32/256 none split fill 1
  output <= 73271.5
   128x64x32/128 shallow split 4
   128x64x32/128 deep split 2
`),
      backwardWeights: parseRule(`
output <= 10897100
 weights <= 3037670
  64x32x64/128 shallow split 2
  256x128x32/256 shallow split 4
 128x64x32/128 deep split 2
`),
    },
  },
};
