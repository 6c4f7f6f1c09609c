/** @file cudnn-7.0 on volta. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const voltaCudnn70: FittedLibrary = {
  runtime: 'cudnn-7.0',
  architecture: 'volta',
  evidence: 'DeepBench tables (da81ba78, e80495c) of v100',
  parameters: {
    gapSeconds: 0.000004042,
    callSeconds: 0.000005,
    setupSeconds: 0.0000308,
    queueFillSeconds: 0.000005382,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
n <= 22.6274
 transB <= 0.5
  transA <= 0.5
   k <= 45254.8
    k <= 1644.19
     32x4x32/128 shallow split 1
     128x64x8/128 deep split fill 4
    64x8x32/128 shallow split 1
   m <= 2289.73
    64x64x8/64 shallow split 8
    m <= 3547.24
     128x64x8/128 none split fill 2
     64x64x8/64 shallow split fill 2
  64x64x8/64 shallow split 1
 weights <= 1502960
  128x128x8/256 deep split 2
  m <= 3547.24
   n <= 90.5097
    k <= 1898.55
     64x128x8/128 deep split fill 2
     64x64x8/64 none split fill 2
    output <= 358955
     128x128x8/256 shallow split fill 1
     128x64x8/128 none split fill 4
   weights <= 14834900
    64x32x8/64 none split fill 2
    64x64x8/64 deep split 1
`),
      forward: parseRule(`
k <= 724.077
 n <= 22.6274
  128x128x8/256 shallow split 4
  64x32x8/64 none split 1
 output <= 52614.1
  128x32x8/128 deep split 2
  m <= 3547.24
   n <= 90.5097
    128x128x8/256 none split fill 4
    128x64x8/128 shallow split fill 1
   output <= 253820
    n <= 22.6274
     128x64x8/128 deep split fill 1
     64x64x8/64 none split 2
    output <= 266208
     128x128x8/256 deep split 8
     n <= 45.2548
      128x64x8/128 deep split 1
      128x32x8/128 none split 4
`),
      backwardData: parseRule(`
weights <= 3121570
 n <= 22.6274
  128x64x8/128 shallow split 8
  m <= 362.039
   128x64x8/128 shallow split 2
   k <= 1898.55
    64x128x8/128 deep split 8
    64x8x32/128 none split 1
 k <= 2804.34
  n <= 45.2548
   32x4x32/128 none split 4
   128x64x8/128 deep split fill 4
  output <= 40132.4
   64x32x8/64 none split 8
   output <= 73271.5
    32x32x32/64 none split fill 2
    128x32x8/128 deep split fill 4
`),
      backwardWeights: parseRule(`
128x128x8/256 deep split fill 2
`),
    },
    fp16: {
      gemm: parseRule(`
aligned <= 0.5
 weights <= 113336
  128x32x8/128 none split 8
  transA <= 0.5
   k <= 1251.69
    128x64x8/128 none split 1
    128x32x8/128 deep split 1
   k <= 1640.98
    32x32x32/64 deep split 1
    128x64x8/128 deep split fill 4
 output <= 210456
  k <= 724.077
   128x64x32/128 none split 2
   m <= 5320.86
    128x128x32/256 none split 2
    transA <= 0.5
     128x128x32/256 none split 4
     256x128x32/256 none split fill 1
  m <= 4344.46
   n <= 90.5097
    256x128x32/256 shallow split 2
    output <= 60198700
     128x128x32/256 shallow split 1
     128x128x32/256 none split 1
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
k <= 1644.19
 m <= 2508.28
  256x128x32/256 none split 1
  m <= 3547.24
   128x128x32/256 shallow split 1
   128x128x32/256 none split 1
 m <= 6869.2
  k <= 2289.73
   128x128x32/256 shallow split 1
   256x128x32/256 none split 2
  m <= 11764.9
   k <= 2289.73
    256x128x32/256 shallow split fill 1
    256x128x32/256 none split fill 1
   128x128x32/256 none split fill 4
`),
      backwardData: parseRule(`
k <= 4344.46
 m <= 1342.48
  256x128x32/256 shallow split 2
  m <= 2289.73
   64x64x32/128 none split 1
   256x128x32/256 shallow split 2
 m <= 2289.73
  128x128x32/256 deep split 1
  128x64x32/128 shallow split 1
`),
      backwardWeights: parseRule(`
128x128x32/256 deep split fill 2
`),
    },
    'fp32-tc': {
      gemm: parseRule(`
aligned <= 0.5
 m <= 133.866
  k <= 3238.17
   128x128x8/256 deep split 1
   64x64x8/64 none split 1
  32x32x32/64 deep split 1
 n <= 946.573
  n <= 45.2548
   k <= 45254.8
    m <= 6869.2
     128x64x32/128 none split 1
     transA <= 0.5
      256x128x32/256 shallow split fill 1
      256x128x32/256 deep split 1
    64x64x32/128 none split 1
   output <= 717911
    256x128x32/256 deep split 1
    64x64x32/128 deep split 8
  m <= 4344.46
   128x128x32/256 deep split 2
   m <= 6869.2
    transA <= 0.5
     256x128x32/256 none split 4
     128x128x32/256 deep split 8
    transA <= 0.5
     128x64x32/128 deep split 2
     128x128x32/256 none split 4
`),
      forward: parseRule(`
k <= 724.077
 256x128x32/256 none split 1
 m <= 3547.24
  256x128x32/256 none split 2
  m <= 4344.46
   256x128x32/256 shallow split 1
   256x128x32/256 deep split 1
`),
      backwardData: parseRule(`
weights <= 10897100
 k <= 1898.55
  64x64x32/128 none split 1
  k <= 4344.46
   256x128x32/256 shallow split 2
   128x128x32/256 none split 2
 128x64x32/128 shallow split 1
`),
      backwardWeights: parseRule(`
128x128x32/256 deep split fill 2
`),
    },
  },
};
