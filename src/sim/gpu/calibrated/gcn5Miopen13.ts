/** @file miopen-1.3 on gcn5. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const gcn5Miopen13: FittedLibrary = {
  runtime: 'miopen-1.3',
  architecture: 'gcn5',
  evidence: 'DeepBench tables (da81ba78, e80495c) of mi25',
  parameters: {
    gapSeconds: 0.000006059,
    callSeconds: 0.000005,
    setupSeconds: 0.0001499,
    queueFillSeconds: 0,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
output <= 613033
 m <= 1898.55
  k <= 2289.73
   n <= 45.2548
    m <= 1342.48
     128x32x8/128 shallow split 2
     64x16x16/64 shallow split 1
    weights <= 66449.1
     64x128x8/128 none split fill 4
     64x8x32/128 none split 2
   m <= 133.866
    64x64x8/64 none split 1
    64x8x32/128 deep split fill 1
  transA <= 0.5
   weights <= 14529500
    64x32x8/64 none split fill 2
    output <= 364521
     128x32x8/128 shallow split fill 1
     64x64x8/64 none split 1
   output <= 358955
    weights <= 5242880
     n <= 45.2548
      64x32x8/64 none split fill 1
      32x4x32/128 deep split 8
     k <= 2289.73
      m <= 5320.86
       128x64x8/128 none split fill 1
       128x64x8/128 strided split 1
      128x32x8/128 none split fill 1
    128x128x8/256 shallow split 1
 m <= 8054.85
  m <= 1342.48
   32x32x32/64 deep split 8
   64x16x16/64 deep split 8
  64x32x8/64 none split 8
`),
      forward: parseRule(`
k <= 1644.19
 n <= 22.6274
  128x32x8/128 shallow split 1
  n <= 90.5097
   n <= 45.2548
    m <= 2508.28
     128x32x8/128 none split 1
     64x32x8/64 none split 1
    128x64x8/128 none split 1
   128x128x8/256 none split 1
 output <= 297630
  output <= 179478
   n <= 45.2548
    64x32x8/64 none split fill 2
    64x8x32/128 none split 4
   pageStride <= 0.5
    64x64x8/64 none split fill 2
    128x64x8/128 none split fill 1
  n <= 90.5097
   128x128x8/256 shallow split 1
   32x32x32/64 none split 1
`),
      backwardData: parseRule(`
n <= 45.2548
 output <= 73271.5
  n <= 22.6274
   m <= 2289.73
    weights <= 3604480
     64x8x32/128 none split 1
     32x4x32/128 none split 1
    128x64x8/128 none split fill 2
   k <= 1644.19
    64x32x8/64 shallow split 1
    32x32x32/64 none split 1
  128x64x8/128 shallow split fill 1
 output <= 243014
  n <= 90.5097
   m <= 724.077
    64x32x8/64 none split 2
    weights <= 5242880
     128x64x8/128 deep split 2
     64x16x16/64 none split 1
   64x64x8/64 none split 2
  m <= 3238.17
   64x64x8/64 shallow split 1
   64x64x8/64 none split fill 2
`),
      backwardWeights: parseRule(`
128x128x8/256 deep split fill 2
`),
    },
  },
};
