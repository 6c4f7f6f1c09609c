/** @file cudnn-5 on maxwell. Written by `onchip calibrate`; do not edit. What each field is and why: docs/calibration.md. */
import type { FittedLibrary } from '../library.js';
import { parseRule } from '../ruleText.js';

export const maxwellCudnn5: FittedLibrary = {
  runtime: 'cudnn-5',
  architecture: 'maxwell',
  evidence: 'DeepBench tables (da81ba78, e80495c) of titan-x-maxwell, titan-x-pascal',
  parameters: {
    gapSeconds: 0.000004085,
    callSeconds: 0.000005,
    setupSeconds: 0.00004289,
    queueFillSeconds: 0.00001769,
    queueSteps: 200,
  },
  rules: {
    fp32: {
      gemm: parseRule(`
k <= 1251.69
 n <= 90.5097
  transB <= 0.5
   64x32x8/64 none split 1
   128x64x8/128 shallow split 1
  transA <= 0.5
   128x32x8/128 none split 4
   32x32x32/64 deep split 8
 n <= 45.2548
  k <= 3396.22
   m <= 2289.73
    128x32x8/128 shallow split 1
    64x128x8/128 deep split 2
   transA <= 0.5
    m <= 2048
     n <= 11.3137
      32x4x32/128 none split 8
      32x4x32/128 none split fill 4
     128x32x8/128 none split 1
    128x32x8/128 none split fill 1
  transA <= 0.5
   n <= 90.5097
    128x64x8/128 shallow split 1
    128x128x8/256 none split 4
   output <= 401324
    128x32x8/128 none split 1
    m <= 6869.2
     weights <= 2344690
      32x32x32/64 deep split 4
      pageStride <= 0.5
       m <= 3434.6
        64x16x16/64 deep split 8
        64x128x8/128 strided split 1
       128x128x8/256 none split 8
     128x128x8/256 strided split 1
`),
      forward: parseRule(`
output <= 210456
 k <= 1254.14
  64x32x8/64 none split 1
  output <= 89738.9
   n <= 22.6274
    128x64x8/128 deep split fill 1
    64x32x8/64 shallow split 1
   output <= 121507
    128x64x8/128 none split fill 1
    128x64x8/128 none split 2
 output <= 414486
  pageStride <= 0.5
   m <= 2289.73
    128x128x8/256 strided split 1
    64x32x8/64 none split 1
   64x64x8/64 none split 1
  m <= 11585.2
   32x32x32/64 none split 8
   128x128x8/256 none split 2
`),
      backwardData: parseRule(`
k <= 4344.46
 output <= 73271.5
  output <= 21479.6
   m <= 362.039
    128x64x8/128 none split 4
    64x16x16/64 shallow split 1
   k <= 3547.24
    output <= 60753.5
     32x4x32/128 deep split 8
     128x32x8/128 shallow split 1
    128x64x8/128 none split 2
  n <= 90.5097
   output <= 121507
    64x8x32/128 deep split 8
    64x64x8/64 shallow split 1
   128x128x8/256 none split 4
 output <= 108679
  output <= 28377.9
   64x16x16/64 shallow split 1
   64x64x8/64 none split 4
  m <= 2896.31
   128x64x8/128 deep split fill 1
   64x16x16/64 none split 2
`),
      backwardWeights: parseRule(`
n <= 724.077
 64x8x32/128 none split 1
 m <= 5320.86
  128x128x8/256 none split 8
  128x128x8/256 none split 4
`),
    },
  },
};
