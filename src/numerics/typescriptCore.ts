/** @file The plain TypeScript core: the reference implementations under one roof. */
import type { NumericsCore } from './coreTypes.js';
import { expF32, sigmoidF32, tanhF32 } from './float32Math.js';
import { gemmFp16Reference, gemmFp32Reference } from './gemmReference.js';
import { lstmBackwardReference, lstmForwardReference } from './lstmCell.js';
import {
  copyFp32Reference,
  roundBf16Reference,
  roundFlexReference,
  roundFp16Reference,
  scanRangeReference,
} from './roundingReference.js';
import { addRowSumsReference, addToRowsReference } from './rowOperations.js';

function mapWith(apply: (x: number) => number): NumericsCore['exp'] {
  return (src, dst, length) => {
    for (let i = 0; i < length; i++) dst[i] = apply(src[i]);
  };
}

const broadcastRows: NumericsCore['broadcastRows'] = (values, dst, columns, dstOffset) => {
  for (let r = 0; r < values.length; r++) {
    dst.fill(values[r], dstOffset + r * columns, dstOffset + (r + 1) * columns);
  }
};

export const typescriptCore: NumericsCore = {
  name: 'typescript',
  gemmFp32: gemmFp32Reference,
  gemmFp16: gemmFp16Reference,
  packA: () => null,
  copyFp32: copyFp32Reference,
  roundFp16: roundFp16Reference,
  roundBf16: roundBf16Reference,
  roundFlex: roundFlexReference,
  scanRange: scanRangeReference,
  broadcastRows,
  addToRows: addToRowsReference,
  addRowSums: addRowSumsReference,
  sigmoid: mapWith(sigmoidF32),
  tanh: mapWith(tanhF32),
  exp: mapWith(expF32),
  lstmForward: lstmForwardReference,
  lstmBackward: lstmBackwardReference,
};
