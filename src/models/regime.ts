/** @file How a format is trained with: what stays fp32 beside it. The kernels declare each tensor's precision; this adds
 * what the host decides. */
import type { Kernel, Params } from '../kernels/kernel.js';
import { type ExponentSharing, sharingText } from '../sim/exponentUses.js';

/** As a graph unrolled over time has it (docs/accuracy.md says why). */
export const defaultExponents: ExponentSharing = 'per-step';

export interface LossScaling {
  readonly initial: number;
  /** Doubled after this many updates in a row without an overflow; halved (and the update skipped) at each one. */
  readonly growthInterval: number;
}

export interface Regime {
  /** fp32 copies of the weights are updated, the format's weights are rounded from them. */
  readonly masterWeights: boolean;
  readonly lossScaling: LossScaling | null;
  readonly source: string;
}

const plain: Regime = {
  masterWeights: false,
  lossScaling: null,
  source: 'weights, gradients, activations in the format',
};

/** The published recipe of a format; plain for all others. */
export function regimeOf(format: string): Regime {
  if (format.startsWith('fp16-mixed')) {
    return {
      masterWeights: true,
      lossScaling: { initial: 65536, growthInterval: 2000 },
      source: 'Micikevicius et al. 2018: fp32 master weights, dynamic loss scaling, overflowed updates skipped',
    };
  }
  if (format.startsWith('bf16')) {
    return {
      masterWeights: true,
      lossScaling: null,
      source: 'Kalamkar et al. 2019: fp32 master weights, no loss scaling',
    };
  }
  return plain;
}

export interface PolicyLine {
  readonly precision: 'format' | 'accumulator' | 'fp32';
  readonly tensors: readonly string[];
  /** Of the tensors in the format: how formats with shared exponents treat their time steps. */
  readonly exponents?: string;
}

/** The declared precision of every tensor of a kernel, layers folded together (`h0`, `h1` → `h*`). */
export function precisionPolicy(
  kernel: Kernel,
  params: Params,
  exponents: ExponentSharing = defaultExponents,
): readonly PolicyLine[] {
  const { tensors } = kernel.graph(params);
  return (['format', 'accumulator', 'fp32'] as const).map((precision) => {
    const names = tensors.filter((t) => t.precision === precision).map((t) => t.name.replace(/\d+/, '*'));
    const line = { precision, tensors: [...new Set(names)] };
    return precision === 'format' ? { ...line, exponents: sharingText[exponents] } : line;
  });
}
