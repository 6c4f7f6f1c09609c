/** @file The fused LSTM cell, forward and backward, on `count` = hidden x batch elements. Gate order i, f, g, o (input,
 * forget, cell candidate, output), as in cuDNN and PyTorch; everything inside is fp32, each output is one wide result
 * for the caller to store through a format. */
import { currentCore } from './core.js';
import { sigmoidF32, tanhF32 } from './float32Math.js';

const f = Math.fround;

/** Buffers of one cell step. Gate q of element e is at gatesOffset + q * gateStride + e; offsets default to 0, gateStride
 * to count. `activations` may be `gates` itself, `c` may be `cPrev`. */
export interface LstmForwardArgs {
  readonly count: number;
  /** In: pre-activations with bias, 4 blocks. */
  readonly gates: Float32Array;
  /** Out: sigma(i), sigma(f), tanh(g), sigma(o): what the backward step needs. */
  readonly activations: Float32Array;
  readonly cPrev: Float32Array;
  /** Out: f * cPrev + i * g. */
  readonly c: Float32Array;
  /** Out: o * tanh(c). */
  readonly h: Float32Array;
  readonly gatesOffset?: number;
  readonly activationsOffset?: number;
  readonly gateStride?: number;
  readonly cPrevOffset?: number;
  readonly cOffset?: number;
  readonly hOffset?: number;
}

/** Buffers of one backward step. `dGates` may be `activations`; `dcPrev` may be `dc`. */
export interface LstmBackwardArgs {
  readonly count: number;
  readonly activations: Float32Array;
  readonly cPrev: Float32Array;
  readonly c: Float32Array;
  /** In: gradient of h, and of c from the later step. */
  readonly dh: Float32Array;
  readonly dc: Float32Array;
  /** Out: gradient of the pre-activations, 4 blocks. */
  readonly dGates: Float32Array;
  /** Out: gradient of cPrev. */
  readonly dcPrev: Float32Array;
  readonly activationsOffset?: number;
  readonly gatesOffset?: number;
  readonly gateStride?: number;
  readonly cPrevOffset?: number;
  readonly cOffset?: number;
  readonly dhOffset?: number;
  readonly dcOffset?: number;
  readonly dcPrevOffset?: number;
}

/** c = f * cPrev + i * g; h = o * tanh(c). */
export function lstmCellForward(args: LstmForwardArgs): void {
  currentCore().lstmForward(args);
}

/** Gradients of the pre-activations and of cPrev; tanh(c) is computed again from `c`. */
export function lstmCellBackward(args: LstmBackwardArgs): void {
  currentCore().lstmBackward(args);
}

export function lstmForwardReference(args: LstmForwardArgs): void {
  const { count, gates, activations, cPrev, c, h } = args;
  const stride = args.gateStride ?? count;
  const gatesAt = args.gatesOffset ?? 0;
  const actAt = args.activationsOffset ?? 0;
  const cPrevAt = args.cPrevOffset ?? 0;
  const cAt = args.cOffset ?? 0;
  const hAt = args.hOffset ?? 0;
  for (let e = 0; e < count; e++) {
    const i = sigmoidF32(gates[gatesAt + e]);
    const forget = sigmoidF32(gates[gatesAt + stride + e]);
    const g = tanhF32(gates[gatesAt + 2 * stride + e]);
    const o = sigmoidF32(gates[gatesAt + 3 * stride + e]);
    const next = f(f(forget * cPrev[cPrevAt + e]) + f(i * g));
    activations[actAt + e] = i;
    activations[actAt + stride + e] = forget;
    activations[actAt + 2 * stride + e] = g;
    activations[actAt + 3 * stride + e] = o;
    c[cAt + e] = next;
    h[hAt + e] = f(o * tanhF32(next));
  }
}

export function lstmBackwardReference(args: LstmBackwardArgs): void {
  const { count, activations, cPrev, c, dh, dc, dGates, dcPrev } = args;
  const stride = args.gateStride ?? count;
  const actAt = args.activationsOffset ?? 0;
  const gatesAt = args.gatesOffset ?? 0;
  const cPrevAt = args.cPrevOffset ?? 0;
  const cAt = args.cOffset ?? 0;
  const dhAt = args.dhOffset ?? 0;
  const dcAt = args.dcOffset ?? 0;
  const dcPrevAt = args.dcPrevOffset ?? 0;
  for (let e = 0; e < count; e++) {
    const i = activations[actAt + e];
    const forget = activations[actAt + stride + e];
    const g = activations[actAt + 2 * stride + e];
    const o = activations[actAt + 3 * stride + e];
    const t = tanhF32(c[cAt + e]);
    const dHidden = dh[dhAt + e];
    const dCell = f(dc[dcAt + e] + f(f(dHidden * o) * f(1 - f(t * t))));
    const previous = cPrev[cPrevAt + e];
    dGates[gatesAt + e] = f(f(dCell * g) * f(i * f(1 - i)));
    dGates[gatesAt + stride + e] = f(f(dCell * previous) * f(forget * f(1 - forget)));
    dGates[gatesAt + 2 * stride + e] = f(f(dCell * i) * f(1 - f(g * g)));
    dGates[gatesAt + 3 * stride + e] = f(f(dHidden * t) * f(o * f(1 - o)));
    dcPrev[dcPrevAt + e] = f(dCell * forget);
  }
}
