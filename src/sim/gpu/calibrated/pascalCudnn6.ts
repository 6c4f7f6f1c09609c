/** @file cudnn-6 on pascal. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const pascalCudnn6: FittedLibrary = {
  runtime: 'cudnn-6',
  architecture: 'pascal',
  evidence: 'DeepBench tables (da81ba78, e80495c) of titan-x-pascal, titan-xp',
  parameters: {
    gapSeconds: 0.000004064,
    callSeconds: 0.000007,
    setupSeconds: 0.00002368,
    queueFillSeconds: 0.00001901,
    queueSteps: 200,
  },
  rules: {
    int8: {
      gemm: parseRule(`
n <= 52.915
 n <= 2.82843
  k <= 1254.14
   32x4x32/128 shallow split fill 4
   k <= 1773.62
    64x8x32/128 none split 4
    32x4x32/128 none split 4
  k <= 37523.3
   m <= 8054.85
    m <= 3762.42
     32x4x32/128 none split 4
     32x4x32/128 none split 8
    64x32x8/64 shallow split 1
   128x64x8/128 deep split 1
 n <= 1024.7
  m <= 2290.63
   k <= 2289.73
    32x32x32/64 none split 1
    64x64x8/64 shallow split 2
   64x64x8/64 deep split 8
  k <= 1251.69
   64x16x16/64 shallow split 1
   k <= 2684.95
    m <= 133.866
     64x128x8/128 none split 4
     m <= 6869.2
      m <= 5610.87
       output <= 4344460
        64x128x8/128 deep split 2
        64x16x16/64 deep split 1
       64x64x8/64 shallow split 4
      64x32x8/64 deep split 1
    output <= 4344460
     128x64x8/128 deep split 2
     64x32x8/64 deep split 1
`),
      forward: parseRule(`
128x128x8/256 deep split fill 2
`),
      backwardData: parseRule(`
128x128x8/256 deep split fill 2
`),
      backwardWeights: parseRule(`
128x128x8/256 deep split fill 2
`),
    },
    fp32: {
      gemm: parseRule(`
n <= 22.6274
 transA <= 0.5
  transB <= 0.5
   32x4x32/128 none split 2
   64x16x16/64 deep split fill 1
  m <= 1342.48
   64x8x32/128 none split fill 1
   m <= 2289.73
    128x64x8/128 deep split 1
    128x128x8/256 deep split 8
 n <= 45.2548
  m <= 2289.73
   64x8x32/128 deep split fill 2
   transA <= 0.5
    64x64x8/64 deep split fill 4
    m <= 4344.46
     64x64x8/64 none split 8
     128x64x8/128 none split fill 2
  transA <= 0.5
   weights <= 640864
    64x128x8/128 none split 2
    output <= 179478
     128x64x8/128 shallow split fill 1
     n <= 33941.1
      128x32x8/128 none split 2
      128x128x8/256 none split 2
   n <= 299.333
    k <= 2289.73
     128x128x8/256 none split fill 2
     m <= 3238.17
      128x64x8/128 strided split 1
      64x8x32/128 deep split 1
    n <= 8784.17
     64x128x8/128 none split 4
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
