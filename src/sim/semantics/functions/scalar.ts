/** @file Activations of one number: the value in fp32 and what an element costs, in one place for all functions that use
 * them (bias and activation, cells). */
import { sigmoidF32, tanhF32 } from '../../../numerics/float32Math.js';

const f = Math.fround;

export interface ScalarActivation {
  /** Additions, multiplications, comparisons. */
  readonly simple: number;
  /** exp, tanh, sigmoid, division. */
  readonly special: number;
  readonly apply: (x: number) => number;
}

export const scalarActivations = {
  linear: { simple: 0, special: 0, apply: (x) => x },
  relu: { simple: 1, special: 0, apply: (x) => Math.max(0, x) },
  tanh: { simple: 0, special: 1, apply: tanhF32 },
  sigmoid: { simple: 0, special: 1, apply: sigmoidF32 },
  /** 0.2·x + 0.5 between 0 and 1: Keras's and ONNX's. */
  hardSigmoid: { simple: 4, special: 0, apply: (x) => Math.min(1, Math.max(0, f(f(f(0.2) * x) + 0.5))) },
} as const satisfies Readonly<Record<string, ScalarActivation>>;

export type ScalarName = keyof typeof scalarActivations;
