/** @file The table of element-wise functions that kernels may name. */
import { InputError } from '../../../numerics/errors.js';
import { didYouMean } from '../../../numerics/nearestNames.js';
import { biasRelu, gruActivate, gruState, tanh } from './activations.js';
import { biasHardSigmoid, biasSigmoid, biasTanh, hardSigmoid, relu, sigmoid } from './biasActivations.js';
import { add, addBias, copy, gruCell, rnnCell } from './cells.js';
import { cellVariants } from './cellVariants.js';
import { dropoutMask } from './dropout.js';
import type { PointwiseFunction } from './function.js';
import { addRowSums, carry, clipFactor, lookUp, multiply, scatterAdd, squaredNorm, zero } from './gradients.js';
import { crossEntropy, softmaxCrossEntropyFunction, squaredError, squaredErrorGradient } from './loss.js';
import { lstmActivate, lstmCell, lstmCellBackwardFunction, lstmCellTrain, lstmState } from './lstm.js';
import { adam, rmsProp, sgd } from './optimisers.js';
import {
  averagePool,
  averageSteps,
  flattenImage,
  flattenSteps,
  globalAverage,
  globalMax,
  maxPool,
  maxSteps,
} from './pool.js';
import { gruCellBackwardFunction, gruCellTrain, rnnCellBackwardFunction } from './recurrentTrain.js';
import { softmaxColumns, softmaxRows } from './softmax.js';

const table = new Map<string, PointwiseFunction>(
  [
    lstmCell,
    lstmActivate,
    lstmState,
    lstmCellTrain,
    lstmCellBackwardFunction,
    gruCell,
    gruActivate,
    gruState,
    rnnCell,
    tanh,
    biasRelu,
    softmaxRows,
    addBias,
    add,
    copy,
    gruCellTrain,
    gruCellBackwardFunction,
    rnnCellBackwardFunction,
    softmaxCrossEntropyFunction,
    crossEntropy,
    squaredErrorGradient,
    squaredError,
    zero,
    carry,
    addRowSums,
    lookUp,
    scatterAdd,
    multiply,
    squaredNorm,
    clipFactor,
    dropoutMask,
    sgd,
    rmsProp,
    adam,
    relu,
    sigmoid,
    hardSigmoid,
    biasTanh,
    biasSigmoid,
    biasHardSigmoid,
    softmaxColumns,
    maxPool,
    averagePool,
    globalMax,
    globalAverage,
    maxSteps,
    averageSteps,
    flattenImage,
    flattenSteps,
    ...cellVariants,
  ].map((f) => [f.name, f]),
);

/** Names of all functions. */
export const pointwiseNames: readonly string[] = [...table.keys()];

/** The function of that name. Throws InputError with the nearest names. */
export function pointwiseFunction(name: string): PointwiseFunction {
  const found = table.get(name);
  if (found !== undefined) return found;
  throw new InputError({
    where: 'pointwise function',
    expected: `one of ${pointwiseNames.join(', ')}`,
    found: name,
    ...didYouMean(name, pointwiseNames),
  });
}
