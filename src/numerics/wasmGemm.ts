/** @file GEMM on the WASM core: chooses the path by shape. Lanes run over output columns; for a single column they run over
 * rows, or, when A is stored transposed, the product is computed as b^T A. Every path sums in ascending k. */
import type { NumericsCore } from './coreTypes.js';
import type { GemmView } from './gemm.js';
import { typescriptCore } from './typescriptCore.js';
import type { WasmContext } from './wasmCore.js';
import type { WasmStage } from './wasmStage.js';

const WORD = 4;
/** Extra bytes behind packed operands: full vectors are read at their ends. */
const SLACK = 64;

/** Elements from the first to the last of a strided operand. */
function extent(rows: number, rowStep: number, columns: number, columnStep: number): number {
  return rows === 0 || columns === 0 ? 0 : (rows - 1) * rowStep + (columns - 1) * columnStep + 1;
}

export function gemmFp32With(context: WasmContext): NumericsCore['gemmFp32'] {
  return (view) => {
    context.run(
      (stage) => gemmFp32(context, stage, view),
      () => typescriptCore.gemmFp32(view),
    );
  };
}

function gemmFp32({ wasm }: WasmContext, stage: WasmStage, view: GemmView): void {
  const { m, n, k, aRow, aCol, bRow, bCol, cRow } = view;
  const c = stage.output(view.c, view.cOffset, extent(m, cRow, n, 1));
  const a = stage.input(view.a, view.aOffset, extent(m, aRow, k, aCol));
  let b = stage.input(view.b, view.bOffset, extent(k, bRow, n, bCol));
  const accumulate = view.accumulate ? 1 : 0;
  if (n === 1 && cRow === 1) {
    if (aCol === 1 && k > 0) {
      if (bRow !== 1) b = gather(stage, wasm, b, bRow, k);
      wasm.gemv(m, k, a, aRow * WORD, b, c, accumulate);
      return;
    }
    if (aRow === 1) {
      // (A b)^T = b^T A^T: the stored rows of A^T are the contiguous operand
      const tail = stage.space(k * 16 + SLACK);
      wasm.gemmRows(1, m, k, b, WORD, bRow * WORD, a, aCol * WORD, c, m * WORD, accumulate, tail, tail);
      return;
    }
  }
  let bStride = bRow;
  if (bCol !== 1) {
    const packed = stage.space(k * n * WORD + SLACK);
    wasm.transposeInto(b, bCol * WORD, packed, n, k);
    b = packed;
    bStride = n;
  }
  const tail = n % 4 === 0 ? 0 : stage.space(k * 16 + SLACK);
  const panel = m >= 8 && n >= 8 ? stage.space(k * 32 + SLACK) : 0;
  wasm.gemmRows(m, n, k, a, aRow * WORD, aCol * WORD, b, bStride * WORD, c, cRow * WORD, accumulate, tail, panel);
}

/** A strided vector side by side. */
function gather(stage: WasmStage, wasm: WasmContext['wasm'], b: number, stride: number, k: number): number {
  const packed = stage.space(k * WORD + SLACK);
  wasm.transposeInto(b, stride * WORD, packed, k, 1);
  return packed;
}

export function gemmFp16With(context: WasmContext): NumericsCore['gemmFp16'] {
  return (view) => {
    const { m, n, k, aRow, aCol, bRow, bCol, cRow } = view;
    context.run(
      (stage) => {
        const c = stage.output(view.c, view.cOffset, extent(m, cRow, n, 1));
        const a = stage.input(view.a, view.aOffset, extent(m, aRow, k, aCol));
        const b = stage.input(view.b, view.bOffset, extent(k, bRow, n, bCol));
        const packed = stage.space(k * (n + 3) * 8 + SLACK);
        const panel = stage.space(k * 128 + SLACK);
        context.wasm.packB(k, n, b, bRow * WORD, bCol * WORD, packed);
        context.wasm.gemmFp16(
          m,
          n,
          k,
          a,
          aRow * WORD,
          aCol * WORD,
          packed,
          c,
          cRow * WORD,
          view.accumulate ? 1 : 0,
          panel,
        );
      },
      () => typescriptCore.gemmFp16(view),
    );
  };
}
