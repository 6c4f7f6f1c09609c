/** @file What a compute core offers. Two exist: plain TypeScript (the reference) and WASM SIMD; they give equal bits. */
import type { GemmView } from './gemmView.js';
import type { LstmBackwardArgs, LstmForwardArgs } from './lstmCell.js';
import type { RoundCounts } from './roundingReference.js';
import type { AddToRowsArgs, RowsArgs } from './rowOperations.js';

export type CoreName = 'typescript' | 'wasm';

type RoundPass = (wide: Float32Array, dst: Float32Array, offset: number, length: number, counts: RoundCounts) => void;
type MapPass = (src: Float32Array, dst: Float32Array, length: number) => void;

export interface NumericsCore {
  readonly name: CoreName;
  readonly gemmFp32: (view: GemmView) => void;
  readonly gemmFp16: (view: GemmView) => void;
  /** A of the view in groups of eight rows (see PackedMatrix); null when the core has no use for that, or no room. */
  readonly packA: (view: GemmView) => Float32Array | null;
  readonly copyFp32: RoundPass;
  readonly roundFp16: RoundPass;
  readonly roundBf16: RoundPass;
  readonly roundFlex: (
    wide: Float32Array,
    dst: Float32Array,
    offset: number,
    length: number,
    scale: number,
    bits: number,
    counts: RoundCounts,
  ) => void;
  /** Smallest and largest element with 0 included; NaN ignored. */
  readonly scanRange: (wide: Float32Array, offset: number, length: number, range: Float64Array) => void;
  /** dst[dstOffset + r * columns + c] = values[r]. */
  readonly broadcastRows: (values: Float32Array, dst: Float32Array, columns: number, dstOffset: number) => void;
  readonly addToRows: (args: AddToRowsArgs) => void;
  readonly addRowSums: (args: RowsArgs) => void;
  readonly sigmoid: MapPass;
  readonly tanh: MapPass;
  readonly exp: MapPass;
  readonly lstmForward: (args: LstmForwardArgs) => void;
  readonly lstmBackward: (args: LstmBackwardArgs) => void;
}
