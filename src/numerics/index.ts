/** @file The public numerics library: `import { parseFormat, gemm, quantize } from 'onchip/numerics'`. Runs in Node and in
 * the browser; see README.md beside this file for examples. */
export { AutoflexEntry, type AutoflexOptions, type AutoflexRule, autoflexRule, createClock } from './autoflex.js';
export { currentCore, initNumerics, setCore } from './core.js';
export type { CoreName, NumericsCore } from './coreTypes.js';
export { InputError, type InputProblem } from './errors.js';
export { createFlexFormat, type FlexFormat, type FlexOptions } from './flexFormat.js';
export { expF32, lnF64, sigmoidF32, tanhF32 } from './float32Math.js';
export * from './format.js';
export { type GemmArgs, type GemmFormat, gemm } from './gemm.js';
export { type LstmBackwardArgs, type LstmForwardArgs, lstmCellBackward, lstmCellForward } from './lstmCell.js';
export { allocFloat32, createArena, type Float32Arena, freeFloat32 } from './memory.js';
export { didYouMean, nearestHint, nearestNames } from './nearestNames.js';
export { freePacked, type PackArgs, type PackedMatrix, packA } from './packedMatrix.js';
export {
  accumulateRowSums,
  add,
  addScaled,
  broadcastRows,
  exp,
  multiply,
  scale,
  sigmoid,
  tanh,
  transpose,
} from './pointwise.js';
export { bf16, flex, fp16, fp32, type Quantized, quantize } from './quantize.js';
export { fillDropoutMask, fillUniform, forEachRandom, philox, type RandomKey, uniformAt } from './random.js';
export {
  type GruBackwardArgs,
  type GruForwardArgs,
  gruCellBackward,
  gruCellForward,
  rnnCellBackward,
  rnnCellForward,
} from './recurrentCells.js';
export { type FloatGrid, floorLog2, type RoundingMode, roundToBf16, roundToFp16, roundToGrid } from './rounding.js';
export { type AddToRowsArgs, addRowSums, addToRows, type RowsArgs } from './rowOperations.js';
export { softmaxCrossEntropy, softmaxCrossEntropyBackward } from './softmax.js';
