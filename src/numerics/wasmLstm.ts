/** @file The LSTM cell of the WASM core. */
import type { NumericsCore } from './coreTypes.js';
import { typescriptCore } from './typescriptCore.js';
import type { WasmContext } from './wasmCore.js';

export function lstmForwardWith(context: WasmContext): NumericsCore['lstmForward'] {
  return (args) => {
    const { count } = args;
    const stride = args.gateStride ?? count;
    const gatesLength = 3 * stride + count;
    context.run(
      (stage) => {
        const activations = stage.output(args.activations, args.activationsOffset ?? 0, gatesLength);
        const gates = stage.input(args.gates, args.gatesOffset ?? 0, gatesLength);
        const c = stage.output(args.c, args.cOffset ?? 0, count);
        const cPrev = stage.input(args.cPrev, args.cPrevOffset ?? 0, count);
        const h = stage.output(args.h, args.hOffset ?? 0, count);
        context.wasm.lstmForward(count, gates, activations, stride * 4, cPrev, c, h);
      },
      () => typescriptCore.lstmForward(args),
    );
  };
}

export function lstmBackwardWith(context: WasmContext): NumericsCore['lstmBackward'] {
  return (args) => {
    const { count } = args;
    const stride = args.gateStride ?? count;
    const gatesLength = 3 * stride + count;
    context.run(
      (stage) => {
        const dGates = stage.output(args.dGates, args.gatesOffset ?? 0, gatesLength);
        const activations = stage.input(args.activations, args.activationsOffset ?? 0, gatesLength);
        const dcPrev = stage.output(args.dcPrev, args.dcPrevOffset ?? 0, count);
        const dc = stage.input(args.dc, args.dcOffset ?? 0, count);
        const dh = stage.input(args.dh, args.dhOffset ?? 0, count);
        const c = stage.input(args.c, args.cOffset ?? 0, count);
        const cPrev = stage.input(args.cPrev, args.cPrevOffset ?? 0, count);
        context.wasm.lstmBackward(count, activations, dGates, stride * 4, cPrev, c, dh, dc, dcPrev);
      },
      () => typescriptCore.lstmBackward(args),
    );
  };
}
