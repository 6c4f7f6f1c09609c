/** @file Entry of the WASM core: everything exported here is called by ../wasmCore.ts. */
export { gemmRows, transposeInto } from './gemm';
export { gemv } from './gemv';
export { gemvPacked } from './gemvPacked';
export { gemmFp16, packB } from './gemmFp16';
export { lstmBackward, lstmForward } from './lstm';
export { broadcastRows, expArray, sigmoidArray, tanhArray } from './math';
export { packColumnGroups, packPanels } from './pack';
export { gemmPacked, gemmPanels } from './panel';
export { addRowSums, addToRows } from './rows';
export { copyFp32, roundBf16, roundFlex, roundFp16, scanRange } from './round';
