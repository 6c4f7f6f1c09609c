/** @file The WASM SIMD core behind the NumericsCore interface. Each call stages its arrays (no copy when they come from
 * `allocFloat32`) and passes addresses; when there is no room to stage, the reference does the work with equal bits. */
import type { NumericsCore } from './coreTypes.js';
import type { TensorMemory } from './memory.js';
import { typescriptCore } from './typescriptCore.js';
import { gemmFp16With, gemmFp32With, packAWith } from './wasmGemm.js';
import { lstmBackwardWith, lstmForwardWith } from './wasmLstm.js';
import {
  broadcastRowsWith,
  mapWith,
  type RawRoundPass,
  roundFlexWith,
  roundWith,
  scanRangeWith,
} from './wasmRounding.js';
import { addRowSumsWith, addToRowsWith } from './wasmRows.js';
import { WasmMemoryFull, WasmStage } from './wasmStage.js';
import type { WasmExports } from './wasmTypes.js';

/** What the parts of the core share. */
export interface WasmContext {
  readonly wasm: WasmExports;
  readonly memory: TensorMemory;
  /** Runs one call between staging and copying back; falls back to the reference when memory is full. */
  readonly run: (call: (stage: WasmStage) => void, fallback: () => void) => void;
}

export function createWasmCore(wasm: WasmExports, memory: TensorMemory): NumericsCore {
  const stage = new WasmStage(memory);
  const context: WasmContext = {
    wasm,
    memory,
    run: (call, fallback) => {
      try {
        call(stage);
        stage.finish();
      } catch (error) {
        stage.drop();
        if (!(error instanceof WasmMemoryFull)) throw error;
        fallback();
      }
    },
  };
  const round = (pass: RawRoundPass, fallback: NumericsCore['roundFp16']) => roundWith(context, pass, fallback);
  return {
    name: 'wasm',
    gemmFp32: gemmFp32With(context),
    gemmFp16: gemmFp16With(context),
    packA: packAWith(context),
    copyFp32: round(wasm.copyFp32, typescriptCore.copyFp32),
    roundFp16: round(wasm.roundFp16, typescriptCore.roundFp16),
    roundBf16: round(wasm.roundBf16, typescriptCore.roundBf16),
    roundFlex: roundFlexWith(context),
    scanRange: scanRangeWith(context),
    broadcastRows: broadcastRowsWith(context),
    addToRows: addToRowsWith(context),
    addRowSums: addRowSumsWith(context),
    sigmoid: mapWith(context, wasm.sigmoidArray, typescriptCore.sigmoid),
    tanh: mapWith(context, wasm.tanhArray, typescriptCore.tanh),
    exp: mapWith(context, wasm.expArray, typescriptCore.exp),
    lstmForward: lstmForwardWith(context),
    lstmBackward: lstmBackwardWith(context),
  };
}
