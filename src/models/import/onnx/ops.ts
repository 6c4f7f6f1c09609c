/** @file The ONNX operators that onchip can plan. What is missing here is refused by name. */

import type { NodeReader } from './attributes.js';
import { flatten, reshape, squeeze, transpose, unsqueeze } from './axesOps.js';
import type { Constant } from './constants.js';
import type { Flow } from './flow.js';
import { activation, add, conv, gather, gemm, globalPool, identity, matMul, pool, softmax } from './layerOps.js';
import { recurrent } from './recurrentOps.js';

export interface OpContext {
  readonly reader: NodeReader;
  readonly flow: Flow;
  /** The constant at that input; null when there is no input, or when it is what layers have made. */
  readonly constant: (input: number) => Constant | null;
  readonly has: (input: number) => boolean;
  /** Whether anything reads a value. */
  readonly used: (value: string) => boolean;
}

export type Op = (context: OpContext) => void;

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
