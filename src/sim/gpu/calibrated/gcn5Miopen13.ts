/** @file miopen-1.3 on gcn5. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const gcn5Miopen13: FittedLibrary = {
  runtime: 'miopen-1.3',
  architecture: 'gcn5',
  evidence: 'DeepBench tables (da81ba78, e80495c) of mi25',
  parameters: {
    gapSeconds: 0.000005498,
    callSeconds: 0.000005,
    setupSeconds: 0.000128,
    queueFillSeconds: 0,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
output <= 613033
 weights <= 1274380
  output <= 23170.5
   128x32x8/128 none split 4
   64x128x8/128 none split 4
  m <= 1898.55
   m <= 1342.48
    64x8x32/128 deep split fill 1
    n <= 22.6274
     32x4x32/128 none split 1
     64x8x32/128 none split 2
   transA <= 0.5
    weights <= 14529500
     n <= 90.5097
      64x32x8/64 none split fill 2
      64x8x32/128 none split 2
     n <= 45.2548
      64x64x8/64 shallow split 8
      64x64x8/64 none split fill 2
    weights <= 5242880
     n <= 45.2548
      64x32x8/64 none split fill 1
      32x4x32/128 deep split 8
     k <= 2289.73
      m <= 5320.86
       128x64x8/128 none split fill 1
       128x128x8/256 none split 1
      output <= 401324
       128x32x8/128 none split fill 1
       128x64x8/128 none split 1
 m <= 8054.85
  m <= 1898.55
   32x32x32/64 deep split 8
   64x16x16/64 deep split 8
  64x32x8/64 none split 8
`),
      forward: parseRule(`
k <= 1644.19
 n <= 45.2548
  n <= 22.6274
   128x32x8/128 shallow split 1
   m <= 2508.28
    128x64x8/128 none split 1
    64x32x8/64 none split 1
  n <= 90.5097
   128x64x8/128 none split 1
   128x128x8/256 none split 1
 output <= 741455
  output <= 179478
   n <= 45.2548
    64x32x8/64 none split fill 2
    64x8x32/128 none split 4
   output <= 253820
    64x64x8/64 none split fill 2
    128x64x8/128 none split fill 1
  32x32x32/64 deep split 1
`),
      backwardData: parseRule(`
n <= 45.2548
 output <= 73271.5
  k <= 1644.19
   64x16x16/64 none split 1
   n <= 22.6274
    m <= 2289.73
     weights <= 3604480
      64x8x32/128 none split 1
      32x4x32/128 none split 1
     128x64x8/128 deep split fill 1
    32x32x32/64 none split 1
  128x64x8/128 shallow split fill 1
 output <= 146543
  n <= 90.5097
   m <= 724.077
    64x32x8/64 shallow split 1
    k <= 2508.28
     64x64x8/64 shallow split fill 1
     64x16x16/64 none split 1
   64x64x8/64 none split 2
  m <= 3238.17
   64x8x32/128 deep split 1
   64x64x8/64 none split fill 2
`),
      backwardWeights: parseRule(`
128x128x8/256 deep split fill 2
`),
    },
  },
};
