/** @file Rounding passes and element-wise functions of the WASM core: addresses in, counts out. */
import type { NumericsCore } from './coreTypes.js';
import type { RoundCounts } from './roundingReference.js';
import { typescriptCore } from './typescriptCore.js';
import type { WasmContext } from './wasmCore.js';

export type RawRoundPass = (src: number, dst: number, length: number, counts: number) => void;

/** Five words at a fixed place in the first page. */
const COUNTS_ADDRESS = 32768;

function countReader(context: WasmContext): (counts: RoundCounts) => void {
  const words = new Int32Array(context.memory.memory.buffer, COUNTS_ADDRESS, 4);
  const top = new Float32Array(context.memory.memory.buffer, COUNTS_ADDRESS + 16, 1);
  return (counts) => {
    counts.saturated = words[0];
    counts.flushedToZero = words[1];
    counts.infinities = words[2];
    counts.nans = words[3];
    counts.maxAbs = top[0];
  };
}

export function roundWith(
  context: WasmContext,
  pass: RawRoundPass,
  fallback: NumericsCore['roundFp16'],
): NumericsCore['roundFp16'] {
  const read = countReader(context);
  return (wide, dst, offset, length, counts) => {
    context.run(
      (stage) => {
        const to = stage.output(dst, offset, length);
        pass(stage.input(wide, offset, length), to, length, COUNTS_ADDRESS);
        read(counts);
      },
      () => fallback(wide, dst, offset, length, counts),
    );
  };
}

export function roundFlexWith(context: WasmContext): NumericsCore['roundFlex'] {
  const read = countReader(context);
  return (wide, dst, offset, length, scale, bits, counts) => {
    context.run(
      (stage) => {
        const to = stage.output(dst, offset, length);
        const from = stage.input(wide, offset, length);
        context.wasm.roundFlex(from, to, length, scale, 1 / scale, 2 ** (bits - 1), COUNTS_ADDRESS);
        read(counts);
      },
      () => typescriptCore.roundFlex(wide, dst, offset, length, scale, bits, counts),
    );
  };
}

export function scanRangeWith(context: WasmContext): NumericsCore['scanRange'] {
  const result = new Float32Array(context.memory.memory.buffer, COUNTS_ADDRESS, 2);
  return (wide, offset, length, range) => {
    context.run(
      (stage) => {
        context.wasm.scanRange(stage.input(wide, offset, length), length, COUNTS_ADDRESS);
        range[0] = result[0];
        range[1] = result[1];
      },
      () => typescriptCore.scanRange(wide, offset, length, range),
    );
  };
}

export function mapWith(
  context: WasmContext,
  pass: (src: number, dst: number, length: number) => void,
  fallback: NumericsCore['exp'],
): NumericsCore['exp'] {
  return (src, dst, length) => {
    context.run(
      (stage) => {
        const to = stage.output(dst, 0, length);
        pass(stage.input(src, 0, length), to, length);
      },
      () => fallback(src, dst, length),
    );
  };
}

export function broadcastRowsWith(context: WasmContext): NumericsCore['broadcastRows'] {
  return (values, dst, columns, dstOffset) => {
    const rows = values.length;
    context.run(
      (stage) => {
        const to = stage.output(dst, dstOffset, rows * columns);
        context.wasm.broadcastRows(stage.input(values, 0, rows), to, rows, columns);
      },
      () => typescriptCore.broadcastRows(values, dst, columns, dstOffset),
    );
  };
}
