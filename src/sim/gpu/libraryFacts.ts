/** @file What is known of each runtime without fitting: launches a step, alignment rules, what its sheets time. */
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

function cudnn(tensorNeedsAlignment: boolean): LibraryFacts {
  return {
    stepKernels: cudnnSteps,
    tensorNeedsAlignment,
    backwardHolds: 'data+weights',
    evidence:
      'Appleyard 2016; V100 2017 sheet: LSTM 4096, batch 128: bwd 2335 us a step = 1199 (data) + 1140 (weights) of the 2019 sheet',
  };
}

/** Facts per runtime name. `ideal` shares cuDNN's algorithm, with no limits of its own. */
export const libraryFacts: Readonly<Record<string, LibraryFacts>> = {
  'cudnn-5': cudnn(true),
  'cudnn-6': cudnn(true),
  'cudnn-7.0': cudnn(true),
  'cudnn-7.6': cudnn(false),
  'miopen-1.3': {
    stepKernels: miopenSteps,
    tensorNeedsAlignment: true,
    backwardHolds: 'data',
    evidence:
      'MI25 sheet: LSTM 4096, batch 128: 3079 us a step is under the forward 3358 us; both halves would be 91 % of peak, above any GEMM row',
  },
  ideal: cudnn(false),
};
