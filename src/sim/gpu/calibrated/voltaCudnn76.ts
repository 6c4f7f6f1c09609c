/** @file cudnn-7.6 on volta. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const voltaCudnn76: FittedLibrary = {
  runtime: 'cudnn-7.6',
  architecture: 'volta',
  evidence: 'DeepBench tables (da81ba78, e80495c) of v100',
  parameters: {
    gapSeconds: 0.000003207,
    callSeconds: 0.000005,
    setupSeconds: 0.00005942,
    queueFillSeconds: 0.00002198,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
n <= 45.2548
 weights <= 6810700
  m <= 2804.34
   output <= 48029.9
    64x8x32/128 none split 2
    32x32x32/64 none split 2
   128x32x8/128 deep split 2
  transA <= 0.5
   pageStride <= 0.5
    k <= 2684.95
     128x32x8/128 deep split 2
     64x16x16/64 deep split fill 1
    64x32x8/64 shallow split fill 2
   m <= 5320.86
    pageStride <= 0.5
     64x16x16/64 shallow split fill 1
     128x32x8/128 deep split 2
    128x32x8/128 deep split fill 1
 weights <= 7989370
  weights <= 1374690
   pageStride <= 0.5
    64x32x8/64 none split 4
    64x128x8/128 none split 4
   transA <= 0.5
    output <= 243014
     64x64x8/64 deep split 2
     128x64x8/128 shallow split 4
    output <= 243014
     64x64x8/64 deep split 2
     128x64x8/128 none split fill 2
  transA <= 0.5
   64x64x8/64 deep split 8
   m <= 6869.2
    128x64x8/128 deep split fill 4
    64x16x16/64 none split 2
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
output <= 507640
 transA <= 0.5
  m <= 1342.48
   pageStride <= 0.5
    k <= 35777.1
     128x64x32/128 none split fill 1
     64x32x64/128 deep split fill 1
    128x128x32/256 none split fill 2
   output <= 141178
    64x32x64/128 none split 2
    output <= 179478
     128x128x32/256 shallow split 4
     128x64x32/128 none split 4
  m <= 1342.48
   pageStride <= 0.5
    m <= 133.866
     128x64x32/128 none split 1
     32x32x64/64 none split fill 1
    64x32x64/128 deep split 8
   m <= 2804.34
    m <= 2289.73
     n <= 90.5097
      128x64x32/128 none split fill 1
      128x64x32/128 none split 4
     128x64x32/128 deep split 1
    m <= 3547.24
     128x64x32/128 none split 4
     k <= 1773.62
      128x64x32/128 none split fill 1
      64x64x32/128 none split fill 2
 k <= 1251.69
  128x64x32/128 deep split 1
  128x128x32/256 deep split fill 4
`),
      forward: parseRule(`
weights <= 5242880
 k <= 724.077
  64x32x64/128 deep split fill 1
  n <= 90.5097
   128x64x32/128 deep split 1
   128x64x32/128 shallow split 1
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
 64x32x64/128 none split fill 1
 k <= 5016.55
  m <= 1342.48
   256x128x32/256 none split fill 1
   128x64x32/128 none split 4
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
