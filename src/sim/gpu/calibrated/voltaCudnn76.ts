/** @file cudnn-7.6 on volta. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const voltaCudnn76: FittedLibrary = {
  runtime: 'cudnn-7.6',
  architecture: 'volta',
  evidence: 'DeepBench tables (da81ba78, e80495c) of v100',
  parameters: {
    gapSeconds: 0.000003639,
    callSeconds: 0.000005,
    setupSeconds: 0.00005183,
    queueFillSeconds: 0.000007301,
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
   32x4x32/128 none split 2
  64x32x8/64 none split 4
 output <= 44869.4
  transA <= 0.5
   m <= 1342.48
    128x32x8/128 deep split fill 1
    64x8x32/128 shallow split 1
   m <= 1342.48
    64x32x8/64 shallow split fill 2
    128x64x8/128 deep split fill 2
  output <= 89738.9
   m <= 2804.34
    64x8x32/128 none split 4
    128x32x8/128 deep split 2
   output <= 297630
    128x32x8/128 deep split 2
    transA <= 0.5
     64x16x16/64 none split 4
     m <= 6869.2
      128x128x8/256 none split fill 4
      64x16x16/64 none split 2
`),
      forward: parseRule(`
weights <= 3121570
 output <= 121507
  128x64x8/128 none split fill 1
  128x128x8/256 shallow split 4
 k <= 1254.14
  m <= 3547.24
   64x32x8/64 shallow split fill 2
   128x64x8/128 none split 4
  m <= 2289.73
   64x64x8/64 none split fill 2
   n <= 45.2548
    m <= 5320.86
     128x32x8/128 deep split 2
     k <= 1773.62
      128x32x8/128 none split fill 2
      m <= 7931.87
       64x32x8/64 deep split 1
       128x32x8/128 none split 8
    64x16x16/64 none split 2
`),
      backwardData: parseRule(`
k <= 4344.46
 m <= 724.077
  k <= 1773.62
   128x64x8/128 shallow split 8
   64x64x8/64 shallow split fill 1
  output <= 96059.7
   m <= 1342.48
    128x64x8/128 none split fill 2
    32x32x32/64 none split 2
   n <= 90.5097
    128x64x8/128 none split 8
    64x32x8/64 deep split fill 2
 n <= 45.2548
  32x32x32/64 deep split fill 1
  128x64x8/128 deep split fill 4
`),
      backwardWeights: parseRule(`
output <= 10897100
 n <= 724.077
  64x8x32/128 deep split 1
  128x64x8/128 deep split 8
 128x32x8/128 shallow split 2
`),
    },
    fp16: {
      gemm: parseRule(`
k <= 1898.55
 k <= 1251.69
  n <= 299.333
   128x64x32/128 none split fill 2
   128x64x32/128 deep split 1
  transA <= 0.5
   k <= 1644.19
    128x128x32/256 shallow split fill 2
    128x64x32/128 none split fill 1
   128x64x32/128 none split fill 1
 transA <= 0.5
  m <= 5610.87
   128x128x32/256 deep split fill 4
   n <= 837.597
    64x64x32/128 shallow split 1
    128x128x32/256 deep split 1
  output <= 89738.9
   k <= 2289.73
    32x32x64/64 none split 2
    128x128x32/256 none split fill 1
   n <= 946.573
    m <= 3238.17
     128x128x32/256 none split fill 1
     k <= 2289.73
      64x64x32/128 shallow split 1
      256x128x32/256 shallow split fill 1
    128x128x32/256 deep split fill 2
`),
      forward: parseRule(`
m <= 2804.34
 output <= 146543
  m <= 1644.19
   64x64x32/128 none split 1
   m <= 2289.73
    128x64x32/128 none split 2
    256x128x32/256 deep split 2
  128x128x32/256 none split 2
 k <= 1773.62
  m <= 3547.24
   128x128x32/256 deep split 4
   256x128x32/256 none split 8
  k <= 2289.73
   128x128x32/256 shallow split fill 2
   n <= 45.2548
    128x128x32/256 shallow split 1
    128x128x32/256 none split 1
`),
      backwardData: parseRule(`
k <= 2804.34
 m <= 949.273
  k <= 1773.62
   128x64x32/128 deep split 1
   n <= 45.2548
    256x128x32/256 shallow split 8
    256x128x32/256 none split 8
  m <= 1898.55
   256x128x32/256 shallow split fill 4
   256x128x32/256 shallow split 4
 k <= 3547.24
  256x128x32/256 none split fill 1
  n <= 90.5097
   64x64x32/128 deep split 1
   128x128x32/256 shallow split 4
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
