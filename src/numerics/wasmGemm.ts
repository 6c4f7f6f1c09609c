/** @file GEMM on the WASM core: chooses the path by shape. Lanes run over output columns; for a single column they run over
 * rows, or, when A is stored transposed, the product is computed as b^T A. Every path sums in ascending k. */
import type { NumericsCore } from './coreTypes.js';
import type { GemmView } from './gemmView.js';
import { allocFloat32, freeFloat32 } from './memory.js';
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

function gemmFp32(context: WasmContext, stage: WasmStage, view: GemmView): void {
  const { m, n, k, aRow, aCol, bRow, bCol, cRow, packedA } = view;
  const usable = packedA !== null && k > 0 && context.memory.owns(packedA.panels);
  const packedRows = usable ? m & -8 : 0;
  const panels = usable ? packedA.panels.byteOffset : 0;
  const c = stage.output(view.c, view.cOffset, extent(m, cRow, n, 1));
  const a = packedRows === m ? 0 : stage.input(view.a, view.aOffset, extent(m, aRow, k, aCol));
  const b = stage.input(view.b, view.bOffset, extent(k, bRow, n, bCol));
  const operands: Operands = { a, b, c, panels, packedRows };
  if (n === 1 && cRow === 1 && k > 0 && (aCol === 1 || packedRows === m)) column(context, stage, view, operands);
  else if (n === 1 && cRow === 1 && aRow === 1) {
    // (A b)^T = b^T A^T: the stored rows of A^T are the contiguous operand
    const tail = stage.space(k * 16 + SLACK);
    const accumulate = view.accumulate ? 1 : 0;
    context.wasm.gemmRows(1, m, k, b, WORD, bRow * WORD, a, aCol * WORD, c, m * WORD, accumulate, tail);
  } else matrix(context, stage, view, operands);
}

/** Addresses; the first `packedRows` rows of A are at `panels`, too. */
interface Operands {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly panels: number;
  readonly packedRows: number;
}

function column({ wasm }: WasmContext, stage: WasmStage, view: GemmView, { a, b, c, panels, packedRows }: Operands) {
  const { m, k, aRow, bRow } = view;
  const accumulate = view.accumulate ? 1 : 0;
  const vector = bRow === 1 ? b : gather(stage, wasm, b, bRow, k);
  const done = packedRows * WORD;
  wasm.gemvPacked(packedRows, k, panels, vector, c, accumulate);
  wasm.gemv(m - packedRows, k, a + done * aRow, aRow * WORD, vector, c + done, accumulate);
}

/** Whole groups of eight rows from packed operands, the other rows from operands as they lie. */
function matrix({ wasm }: WasmContext, stage: WasmStage, view: GemmView, { a, b, c, panels, packedRows }: Operands) {
  const { m, n, k, bRow, bCol } = view;
  const [aRow, aCol, cRow] = [view.aRow * WORD, view.aCol * WORD, view.cRow * WORD];
  const accumulate = view.accumulate ? 1 : 0;
  const groups = packedRows > 0 || n >= 8 ? m & -8 : 0;
  if (groups > 0) {
    const packedB = stage.space(k * ((n + 3) & -4) * WORD + SLACK);
    wasm.packColumnGroups(k, n, b, bRow * WORD, bCol * WORD, packedB);
    if (packedRows > 0) wasm.gemmPacked(groups, n, k, panels, packedB, c, cRow, accumulate);
    else {
      const panel = stage.space(k * 32 + SLACK);
      wasm.gemmPanels(groups, n, k, a, aRow, aCol, packedB, c, cRow, accumulate, panel);
    }
  }
  if (groups === m) return;
  let rows = b;
  if (bCol !== 1) {
    rows = stage.space(k * n * WORD + SLACK);
    wasm.transposeInto(b, bCol * WORD, rows, n, k);
  }
  const step = (bCol === 1 ? bRow : n) * WORD;
  const tail = n % 4 === 0 ? 0 : stage.space(k * 16 + SLACK);
  const [aFrom, cFrom] = [a + groups * aRow, c + groups * cRow];
  wasm.gemmRows(m - groups, n, k, aFrom, aRow, aCol, rows, step, cFrom, cRow, accumulate, tail);
}

/** Packs the whole groups of eight rows; short matrices are not worth it. */
export function packAWith(context: WasmContext): NumericsCore['packA'] {
  return (view) => {
    const { m, k, aRow, aCol } = view;
    if (m < 8 || k === 0) return null;
    const panels = allocFloat32((m & -8) * k);
    if (!context.memory.owns(panels)) return null;
    let packed = true;
    context.run(
      (stage) => {
        const a = stage.input(view.a, view.aOffset, extent(m, aRow, k, aCol));
        context.wasm.packPanels(m, k, a, aRow * WORD, aCol * WORD, panels.byteOffset);
      },
      () => {
        packed = false;
      },
    );
    if (packed) return panels;
    freeFloat32(panels);
    return null;
  };
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
