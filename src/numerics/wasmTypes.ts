/** @file The few WebAssembly declarations that the core needs, typed here because the compiler's DOM library is not loaded
 * (the same code is built for Node and for the browser). */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Exports of src/numerics/assembly/index.ts; pointers and strides are bytes. */
export interface WasmExports {
  gemmRows(
    ...args: [
      m: number,
      n: number,
      k: number,
      a: number,
      aRow: number,
      aCol: number,
      b: number,
      bRow: number,
      c: number,
      cRow: number,
      accumulate: number,
      tail: number,
    ]
  ): void;
  packPanels(m: number, k: number, a: number, aRow: number, aCol: number, panels: number): void;
  packColumnGroups(k: number, n: number, b: number, bRow: number, bCol: number, dst: number): void;
  gemmPacked(
    ...args: [
      m: number,
      n: number,
      k: number,
      panels: number,
      bPacked: number,
      c: number,
      cRow: number,
      accumulate: number,
    ]
  ): void;
  gemmPanels(
    ...args: [
      m: number,
      n: number,
      k: number,
      a: number,
      aRow: number,
      aCol: number,
      bPacked: number,
      c: number,
      cRow: number,
      accumulate: number,
      panel: number,
    ]
  ): void;
  gemvPacked(m: number, k: number, panels: number, b: number, c: number, accumulate: number): void;
  gemv(m: number, k: number, a: number, aRow: number, b: number, c: number, accumulate: number): void;
  transposeInto(src: number, srcRow: number, dst: number, rows: number, columns: number): void;
  packB(k: number, n: number, b: number, bRow: number, bCol: number, dst: number): void;
  gemmFp16(
    ...args: [
      m: number,
      n: number,
      k: number,
      a: number,
      aRow: number,
      aCol: number,
      bPacked: number,
      c: number,
      cRow: number,
      accumulate: number,
      panel: number,
    ]
  ): void;
  lstmForward(
    ...args: [count: number, gates: number, activations: number, stride: number, cPrev: number, c: number, h: number]
  ): void;
  lstmBackward(
    ...args: [
      count: number,
      activations: number,
      gates: number,
      stride: number,
      cPrev: number,
      c: number,
      dh: number,
      dc: number,
      dcPrev: number,
    ]
  ): void;
  addToRows(src: number, values: number, dst: number, rows: number, columns: number): void;
  addRowSums(src: number, sums: number, rows: number, columns: number): void;
  broadcastRows(values: number, dst: number, rows: number, columns: number): void;
  expArray(src: number, dst: number, length: number): void;
  sigmoidArray(src: number, dst: number, length: number): void;
  tanhArray(src: number, dst: number, length: number): void;
  copyFp32(src: number, dst: number, length: number, counts: number): void;
  roundFp16(src: number, dst: number, length: number, counts: number): void;
  roundBf16(src: number, dst: number, length: number, counts: number): void;
  roundFlex(
    src: number,
    dst: number,
    length: number,
    scale: number,
    inverse: number,
    limit: number,
    counts: number,
  ): void;
  scanRange(src: number, length: number, range: number): void;
}

type WasmModule = object;

interface WasmNamespace {
  readonly Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { env: { memory: WasmMemory; abort: () => never } },
  ) => { readonly exports: object };
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WasmModule>;
}

/** The host's WebAssembly, or undefined where there is none. */
export const hostWasm: WasmNamespace | undefined = (globalThis as unknown as { WebAssembly?: WasmNamespace })
  .WebAssembly;

export type { WasmModule };
