/** @file Row operations of the WASM core. */
import type { NumericsCore } from './coreTypes.js';
import { typescriptCore } from './typescriptCore.js';
import type { WasmContext } from './wasmCore.js';

export function addToRowsWith(context: WasmContext): NumericsCore['addToRows'] {
  return (args) => {
    const { rows, columns } = args;
    context.run(
      (stage) => {
        const dst = stage.output(args.dst, args.dstOffset, rows * columns);
        const src = stage.input(args.src, args.srcOffset, rows * columns);
        context.wasm.addToRows(src, stage.input(args.vector, args.vectorOffset, rows), dst, rows, columns);
      },
      () => typescriptCore.addToRows(args),
    );
  };
}

export function addRowSumsWith(context: WasmContext): NumericsCore['addRowSums'] {
  return (args) => {
    const { rows, columns } = args;
    context.run(
      (stage) => {
        const sums = stage.output(args.vector, args.vectorOffset, rows);
        context.wasm.addRowSums(stage.input(args.src, args.srcOffset, rows * columns), sums, rows, columns);
      },
      () => typescriptCore.addRowSums(args),
    );
  };
}
