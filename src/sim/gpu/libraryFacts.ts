/** @file What is known of each runtime without fitting: launches a step, alignment, what its sheets time. */
import type { LibraryFacts } from './library.js';

/** Appleyard 2016 (arXiv 1604.01946): one GEMM for all gates, one fused pointwise kernel; GRU backward adds one for the
 * reset gate. */
const cudnnSteps: LibraryFacts['stepKernels'] = {
  fwd: { vanilla: 2, lstm: 2, gru: 2 },
  bwd_data: { vanilla: 2, lstm: 2, gru: 3 },
};

/** MIOpen 1.3 issues an activation or tensor-op kernel per gate group; counts from the tables: (step - GEMM) / gap of
 * MI25, 9 us for vanilla, 47 us for LSTM 256, 100 us for GRU 1024. */
const miopenSteps: LibraryFacts['stepKernels'] = {
  fwd: { vanilla: 2, lstm: 6, gru: 11 },
  bwd_data: { vanilla: 2, lstm: 8, gru: 11 },
};

/** cuBLAS 9.0: V100 sheets of 2017 show the rate of the plain lanes at m = 5124 (fp16) and n = 7133 (both formats), and
 * tensor cores at m = 5124 with fp32 operands and at k = 1530. */
const tensorAlignment9: LibraryFacts['tensorAlignment'] = { fp16: 8, 'fp32-tc': 4 };
const anyShape: LibraryFacts['tensorAlignment'] = { fp16: 1, 'fp32-tc': 1 };

/** cuDNN 5 and 6 on Pascal: LSTM 256 takes 13-16 us a step at batch 1 to 16 over 150 steps, less than the 20 us of queue
 * cost that every larger layer and batch 32 (47 us) shows. */
const smallLayer6: LibraryFacts['smallLayer'] = { maxWeights: 4 * 256 * 256, maxBatch: 16 };
const noSmallLayer: LibraryFacts['smallLayer'] = { maxWeights: 0, maxBatch: 0 };

function cudnn(tensorAlignment: LibraryFacts['tensorAlignment'], smallLayer: LibraryFacts['smallLayer']): LibraryFacts {
  return {
    stepKernels: cudnnSteps,
    tensorAlignment,
    smallLayer,
    backwardHolds: 'data+weights',
    evidence:
      'Appleyard 2016; V100 2017 sheet: LSTM 4096, batch 128: bwd 2335 us a step = 1199 (data) + 1140 (weights) of the 2019 sheet',
  };
}

/** Facts per runtime name. `ideal` shares cuDNN's algorithm, with no limits of its own. */
export const libraryFacts: Readonly<Record<string, LibraryFacts>> = {
  'cudnn-5': cudnn(tensorAlignment9, smallLayer6),
  'cudnn-6': cudnn(tensorAlignment9, smallLayer6),
  'cudnn-7.0': cudnn(tensorAlignment9, noSmallLayer),
  'cudnn-7.6': cudnn(anyShape, noSmallLayer),
  'miopen-1.3': {
    stepKernels: miopenSteps,
    tensorAlignment: anyShape,
    smallLayer: noSmallLayer,
    backwardHolds: 'data',
    evidence:
      'MI25 sheet: LSTM 4096, batch 128: 3079 us a step is under the forward 3358 us; both halves would be 91 % of peak, above any GEMM row',
  },
  ideal: cudnn(anyShape, noSmallLayer),
};
