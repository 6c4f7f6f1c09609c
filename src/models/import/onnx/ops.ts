/** @file The ONNX operators that onchip can plan. What is missing here is refused by name. */

import { flatten, reshape, squeeze, transpose, unsqueeze } from './axesOps.js';
import { activation, add, conv, gather, gemm, globalPool, identity, matMul, pool, softmax } from './layerOps.js';
import type { Op } from './opContext.js';
import { recurrent } from './recurrentOps.js';

/** Constant is read beforehand. */
export const CONSTANT = 'Constant';

export const onnxOps: Readonly<Record<string, Op>> = {
  LSTM: recurrent('lstm'),
  GRU: recurrent('gru'),
  RNN: recurrent('rnn'),
  Gemm: gemm,
  MatMul: matMul,
  Add: add,
  Conv: conv,
  MaxPool: pool('max'),
  AveragePool: pool('average'),
  GlobalMaxPool: globalPool('max'),
  GlobalAveragePool: globalPool('average'),
  Relu: activation('relu'),
  Tanh: activation('tanh'),
  Sigmoid: activation('sigmoid'),
  HardSigmoid: activation('hardSigmoid'),
  Softmax: softmax,
  Gather: gather,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Identity: identity,
  Dropout: identity,
  [CONSTANT]: () => {},
};
