/** @file miopen-1.3 on gcn5. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const gcn5Miopen13: FittedLibrary = {
  runtime: 'miopen-1.3',
  architecture: 'gcn5',
  evidence: 'DeepBench tables (da81ba78, e80495c) of mi25',
  parameters: {
    gapSeconds: 0.000004042,
    callSeconds: 0.000005,
    setupSeconds: 0.0001683,
    queueFillSeconds: 0.000004549,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
output <= 613033
 output <= 21479.6
  k <= 16000
   128x128x8/256 deep split 4
   128x64x8/128 deep split fill 2
  m <= 1342.48
   64x64x8/64 none split fill 1
   transA <= 0.5
    weights <= 14529500
     n <= 90.5097
      64x32x8/64 none split fill 2
      64x8x32/128 deep split 8
     n <= 45.2548
      128x64x8/128 deep split fill 4
      64x64x8/64 none split fill 2
    output <= 117649
     k <= 1254.14
      128x128x8/256 deep split fill 1
      128x64x8/128 none split fill 1
     k <= 2289.73
      32x4x32/128 none split 8
      output <= 401324
       128x32x8/128 none split fill 1
       128x128x8/256 shallow split 1
 n <= 1958.75
  128x128x8/256 none split 1
  64x16x16/64 none split 8
`),
      forward: parseRule(`
k <= 1644.19
 n <= 45.2548
  n <= 22.6274
   128x64x8/128 none split 2
   m <= 2508.28
    128x64x8/128 none split 1
    64x32x8/64 none split 1
  n <= 90.5097
   128x64x8/128 none split 1
   128x128x8/256 none split 1
 output <= 297630
  output <= 179478
   n <= 45.2548
    64x32x8/64 none split fill 2
    64x8x32/128 none split 4
   output <= 253820
    128x128x8/256 deep split fill 1
    128x64x8/128 none split fill 1
  m <= 11585.2
   128x128x8/256 none split fill 1
   64x16x16/64 deep split 1
`),
      backwardData: parseRule(`
m <= 1254.14
 k <= 3547.24
  n <= 45.2548
   k <= 1773.62
    64x64x8/64 none split 2
    128x128x8/256 deep split 4
   128x128x8/256 none split 4
  32x4x32/128 none split 1
 n <= 22.6274
  32x4x32/128 none split 1
  n <= 90.5097
   output <= 85918.4
    k <= 3434.6
     128x64x8/128 shallow split 4
     64x128x8/128 deep split fill 4
    k <= 4579.47
     64x128x8/128 deep split fill 2
     n <= 45.2548
      128x64x8/128 shallow split fill 1
      64x128x8/128 shallow split 2
   k <= 2289.73
    64x8x32/128 deep split 1
    128x64x8/128 none split fill 1
`),
      backwardWeights: parseRule(`
128x128x8/256 deep split fill 2
`),
    },
  },
};
