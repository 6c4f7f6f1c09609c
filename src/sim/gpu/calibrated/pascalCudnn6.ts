/** @file cudnn-6 on pascal. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const pascalCudnn6: FittedLibrary = {
  runtime: 'cudnn-6',
  architecture: 'pascal',
  evidence: 'DeepBench tables (da81ba78, e80495c) of titan-x-pascal, titan-xp',
  parameters: {
    gapSeconds: 0.000003835,
    callSeconds: 0.000007,
    setupSeconds: 0.00003568,
    queueFillSeconds: 0.000003804,
    queueSteps: 200,
  },
  rules: {
    int8: {
      gemm: parseRule(`
n <= 52.915
 n <= 2.82843
  k <= 1254.14
   64x64x8/64 deep split fill 4
   m <= 6869.2
    weights <= 362039000
     64x64x8/64 deep split 2
     32x32x32/64 none split fill 4
    64x16x16/64 none split 4
  k <= 37523.3
   tilesPerUnit <= 0.129387
    m <= 5320.86
     m <= 1773.62
      64x16x16/64 none split fill 4
      128x64x8/128 deep split 1
     64x64x8/64 shallow split 4
    64x32x8/64 shallow split 1
   128x64x8/128 deep split 1
 n <= 1024.7
  m <= 2290.63
   32x32x32/64 none split 1
   128x64x8/128 deep split 8
  k <= 1773.62
   output <= 3762420
    32x32x32/64 shallow split 2
    64x16x16/64 shallow split 1
   128x128x8/256 deep split 1
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
weights <= 640864
 m <= 133.866
  64x128x8/128 none split 1
  32x32x32/64 deep split 4
 n <= 22.6274
  output <= 11585.2
   64x32x8/64 shallow split 4
   64x128x8/128 deep split 8
  n <= 8236.32
   transA <= 0.5
    n <= 45.2548
     64x64x8/64 deep split fill 4
     128x32x8/128 none split 4
    n <= 946.573
     n <= 45.2548
      m <= 4344.46
       64x64x8/64 none split 8
       128x64x8/128 none split fill 2
      k <= 2289.73
       128x128x8/256 none split fill 2
       output <= 293086
        128x64x8/128 none split 1
        64x8x32/128 none split 8
     128x32x8/128 none split 4
   transA <= 0.5
    128x32x8/128 none split 4
    64x16x16/64 deep split 1
`),
      forward: parseRule(`
n <= 22.6274
 n <= 5.65685
  m <= 1773.62
   32x4x32/128 deep split fill 4
   m <= 2508.28
    64x128x8/128 none split 8
    m <= 3547.24
     32x4x32/128 none split 1
     k <= 2289.73
      128x64x8/128 shallow split 8
      32x32x32/64 deep split 1
  output <= 56755.8
   m <= 1342.48
    64x8x32/128 deep split fill 4
    64x128x8/128 deep split 4
   128x128x8/256 none split fill 4
 n <= 45.2548
  tilesPerUnit <= 1.0328
   64x32x8/64 none split 1
   128x64x8/128 shallow split 2
  k <= 724.077
   64x64x8/64 none split 1
   128x128x8/256 shallow split fill 1
`),
      backwardData: parseRule(`
n <= 22.6274
 m <= 2289.73
  output <= 20066.2
   tilesPerUnit <= 0.0345033
    64x128x8/128 deep split 4
    128x64x8/128 none split 8
   64x64x8/64 deep split 1
  64x128x8/128 shallow split 2
 n <= 45.2548
  m <= 3396.22
   128x128x8/256 none split 2
   64x128x8/128 deep split fill 4
  tilesPerUnit <= 0.690066
   m <= 1342.48
    m <= 362.039
     128x64x8/128 shallow split 2
     64x64x8/64 none split 4
    128x128x8/256 none split 4
   output <= 293086
    m <= 2289.73
     128x64x8/128 none split 8
     64x32x8/64 none split 1
    128x128x8/256 shallow split 1
`),
      backwardWeights: parseRule(`
weights <= 41105300
 n <= 1644.19
  128x128x8/256 shallow split 8
  128x128x8/256 deep split 4
 128x128x8/256 none split 2
`),
    },
  },
};
