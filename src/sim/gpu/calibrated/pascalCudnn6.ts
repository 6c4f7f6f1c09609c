/** @file cudnn-6 on pascal. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const pascalCudnn6: FittedLibrary = {
  runtime: 'cudnn-6',
  architecture: 'pascal',
  evidence: 'DeepBench tables (da81ba78, e80495c) of titan-x-pascal, titan-xp',
  parameters: {
    gapSeconds: 0.000004,
    callSeconds: 0.000005,
    setupSeconds: 0.0000238,
    queueFillSeconds: 0.00001901,
    queueSteps: 200,
  },
  rules: {
    int8: {
      gemm: parseRule(`
n <= 52.915
 n <= 2.82843
  k <= 2289.73
   tilesPerUnit <= 0.0258775
    m <= 3762.42
     64x8x32/128 none split 8
     64x8x32/128 none split 4
    64x64x8/64 deep split 2
   k <= 2684.95
    64x16x16/64 none split 4
    32x4x32/128 none split 4
  k <= 2684.95
   m <= 6869.2
    32x4x32/128 none split 4
    128x64x8/128 shallow split 4
   m <= 2941.22
    128x64x8/128 deep split 1
    64x32x8/64 shallow split 1
 n <= 1024.7
  32x32x32/64 none split 1
  k <= 1251.69
   64x16x16/64 shallow split 1
   k <= 2684.95
    m <= 133.866
     32x32x32/64 none split 1
     m <= 6869.2
      m <= 5610.87
       output <= 4344460
        64x128x8/128 deep split 2
        64x64x8/64 shallow split 1
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
   pageStride <= 0.5
    32x4x32/128 none split 2
    64x128x8/128 deep split fill 4
   64x8x32/128 deep split fill 4
  m <= 1342.48
   32x4x32/128 none split fill 4
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
      128x32x8/128 none split 4
      128x128x8/256 none split 1
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
  m <= 2289.73
   k <= 1024
    128x64x8/128 none split fill 2
    128x64x8/128 deep split 1
   m <= 2804.34
    128x32x8/128 shallow split 1
    32x4x32/128 deep split 1
 n <= 45.2548
  tilesPerUnit <= 1.0328
   64x32x8/64 none split fill 1
   128x64x8/128 shallow split 2
  pageStride <= 0.5
   128x128x8/256 none split 4
   output <= 227023
    128x128x8/256 shallow split fill 1
    n <= 90.5097
     64x128x8/128 none split 4
     m <= 2896.31
      128x64x8/128 none split 8
      128x128x8/256 shallow split 1
`),
      backwardData: parseRule(`
n <= 22.6274
 m <= 2289.73
  m <= 1644.19
   32x4x32/128 none split 2
   128x64x8/128 none split 8
  64x128x8/128 shallow split 2
 n <= 45.2548
  m <= 3396.22
   m <= 362.039
    128x32x8/128 shallow split 1
    128x128x8/256 deep split 1
   64x128x8/128 deep split fill 4
  output <= 85918.4
   64x16x16/64 none split 2
   m <= 2289.73
    n <= 90.5097
     k <= 4096
      128x128x8/256 shallow split fill 2
      32x4x32/128 deep split 1
     128x128x8/256 deep split 8
    tilesPerUnit <= 1.38013
     64x32x8/64 none split 1
     128x64x8/128 none split fill 4
`),
      backwardWeights: parseRule(`
n <= 1644.19
 weights <= 11351200
  128x128x8/256 shallow split 8
  128x64x8/128 none split 1
 128x128x8/256 deep split 4
`),
    },
  },
};
