/** @file cudnn-5 on maxwell. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const maxwellCudnn5: FittedLibrary = {
  runtime: 'cudnn-5',
  architecture: 'maxwell',
  evidence: 'DeepBench tables (da81ba78, e80495c) of titan-x-maxwell, titan-x-pascal',
  parameters: {
    gapSeconds: 0.000003677,
    callSeconds: 0.000005,
    setupSeconds: 0.00004335,
    queueFillSeconds: 0.000003686,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
weights <= 1172340
 aligned <= 0.5
  m <= 724.077
   128x32x8/128 deep split 8
   32x32x32/64 deep split 8
  128x128x8/256 none split 2
 n <= 45.2548
  transA <= 0.5
   n <= 11.3137
    64x32x8/64 deep split fill 1
    weights <= 5242880
     m <= 2508.28
      128x128x8/256 deep split 4
      64x32x8/64 none split 1
     128x128x8/256 deep split fill 4
   weights <= 3632370
    64x64x8/64 none split fill 2
    128x128x8/256 deep split 4
  transA <= 0.5
   128x128x8/256 none split 4
   output <= 717911
    k <= 2289.73
     128x128x8/256 shallow split 1
     64x128x8/128 none split 1
    weights <= 2344690
     32x32x32/64 deep split 8
     64x16x16/64 deep split 4
`),
      forward: parseRule(`
k <= 1644.19
 n <= 45.2548
  m <= 4344.46
   m <= 2508.28
    output <= 40132.4
     64x32x8/64 none split 1
     32x4x32/128 none split 8
    64x128x8/128 deep split 1
   64x64x8/64 none split 8
  m <= 2508.28
   128x128x8/256 none split 1
   64x128x8/128 none split 8
 m <= 11764.9
  output <= 210456
   output <= 96059.7
    output <= 36635.7
     128x64x8/128 none split fill 2
     64x32x8/64 none split 2
    128x64x8/128 none split 2
   64x16x16/64 none split 1
  n <= 45.2548
   64x8x32/128 deep split 1
   128x128x8/256 none split 2
`),
      backwardData: parseRule(`
k <= 4344.46
 output <= 21479.6
  m <= 362.039
   128x64x8/128 none split 4
   64x64x8/64 shallow split 2
  weights <= 3632370
   output <= 42959.2
    128x64x8/128 shallow split 2
    output <= 85918.4
     128x64x8/128 none split 2
     128x128x8/256 none split fill 4
   m <= 1448.15
    128x64x8/128 none split 2
    64x16x16/64 none split 1
 output <= 108679
  n <= 22.6274
   128x64x8/128 deep split fill 1
   64x64x8/64 none split 4
  m <= 2896.31
   64x16x16/64 none split 4
   64x16x16/64 none split 2
`),
      backwardWeights: parseRule(`
n <= 724.077
 64x8x32/128 none split 1
 m <= 4344.46
  32x32x32/64 none split 4
  128x128x8/256 none split 4
`),
    },
  },
};
