/** @file GRU and plain tanh RNN cells, forward and backward, fp32 inside. The GRU is the variant of cuDNN and PyTorch: the
 * reset gate scales the recurrent product after its bias (n = tanh(xn + r * hn)), so that all three recurrent GEMMs can
 * be one. Plain loops over typed arrays: the GEMMs dominate. */
import { sigmoidF32, tanhF32 } from './float32Math.js';

const f = Math.fround;

/** Gate blocks r, z, n of `count` elements each. */
export interface GruForwardArgs {
  readonly count: number;
  /** In: W x + b for r, z, n. */
  readonly xGates: Float32Array;
  /** In: U h + b for r, z, n. */
  readonly hGates: Float32Array;
  readonly hPrev: Float32Array;
  /** Out: r, z, n (3 blocks) and the recurrent part of n (4th block). */
  readonly activations: Float32Array;
  /** Out: (1 - z) * n + z * hPrev. */
  readonly h: Float32Array;
}

export interface GruBackwardArgs {
  readonly count: number;
  readonly activations: Float32Array;
  readonly hPrev: Float32Array;
  readonly dh: Float32Array;
  /** Out: gradients of xGates and hGates (3 blocks each). */
  readonly dxGates: Float32Array;
  readonly dhGates: Float32Array;
  /** Out: the direct part of the gradient of hPrev (z * dh), without the part through U. */
  readonly dhPrev: Float32Array;
}

export function gruCellForward({ count, xGates, hGates, hPrev, activations, h }: GruForwardArgs): void {
  for (let e = 0; e < count; e++) {
    const r = sigmoidF32(f(xGates[e] + hGates[e]));
    const z = sigmoidF32(f(xGates[count + e] + hGates[count + e]));
    const recurrent = hGates[2 * count + e];
    const n = tanhF32(f(xGates[2 * count + e] + f(r * recurrent)));
    activations[e] = r;
    activations[count + e] = z;
    activations[2 * count + e] = n;
    activations[3 * count + e] = recurrent;
    h[e] = f(f(f(1 - z) * n) + f(z * hPrev[e]));
  }
}

export function gruCellBackward(args: GruBackwardArgs): void {
  const { count, activations, hPrev, dh, dxGates, dhGates, dhPrev } = args;
  for (let e = 0; e < count; e++) {
    const r = activations[e];
    const z = activations[count + e];
    const n = activations[2 * count + e];
    const d = dh[e];
    const dn = f(f(d * f(1 - z)) * f(1 - f(n * n)));
    const dz = f(f(d * f(hPrev[e] - n)) * f(z * f(1 - z)));
    const dr = f(f(dn * activations[3 * count + e]) * f(r * f(1 - r)));
    dxGates[e] = dr;
    dxGates[count + e] = dz;
    dxGates[2 * count + e] = dn;
    dhGates[e] = dr;
    dhGates[count + e] = dz;
    dhGates[2 * count + e] = f(dn * r);
    dhPrev[e] = f(d * z);
  }
}

/** h = tanh(gates). */
export function rnnCellForward(args: { count: number; gates: Float32Array; h: Float32Array }): void {
  for (let e = 0; e < args.count; e++) args.h[e] = tanhF32(args.gates[e]);
}

/** dGates = dh * (1 - h^2). */
export function rnnCellBackward(args: {
  count: number;
  h: Float32Array;
  dh: Float32Array;
  dGates: Float32Array;
}): void {
  for (let e = 0; e < args.count; e++) {
    args.dGates[e] = f(args.dh[e] * f(1 - f(args.h[e] * args.h[e])));
  }
}
