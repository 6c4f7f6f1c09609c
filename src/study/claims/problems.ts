/** @file Problems and the ways of doing them. A way is a kernel, or several passes one after the other; a chip takes the
 * way that is fastest on it, unless the study names the ways that it means. */
import type { Params } from '../../kernels/kernel.js';
import { kernelNamed, kernelNames } from '../../kernels/registry.js';

export interface Pass {
  readonly kernel: string;
  readonly params: Params;
  /** Times that it runs; 1 without it. */
  readonly times?: number;
}

export interface Way {
  readonly name: string;
  readonly passes: readonly Pass[];
}

export interface Problem {
  readonly name: string;
  readonly ways: readonly Way[];
}

export interface Suite {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** One kernel alone. */
export const oneKernel = (kernel: string, params: Params): Way => ({ name: kernel, passes: [{ kernel, params }] });

/** Ways that a library of the day has: nothing stays on the chip from one kernel to the next. */
export const libraryWays: readonly string[] = ['lstm.fused', 'gemm', 'conv2d', 'streamed training', 'three products'];

/** The ladder of the LSTM at inference. */
export const rungs: readonly string[] = kernelNames.filter(
  (name) => name.startsWith('lstm.') && !kernelNamed(name).trains,
);

/** An LSTM at inference by any rung of the ladder. */
export function lstmProblem(hidden: number, layers: number, batch: number, steps: number): Problem {
  const params = { hidden, layers, batch, steps };
  const depth = layers === 2 ? '' : `${layers} layer${layers === 1 ? '' : 's'}, `;
  return { name: `LSTM ${hidden}, ${depth}batch ${batch}`, ways: rungs.map((rung) => oneKernel(rung, params)) };
}
