/** @file Kernels by name. */
import { InputError } from '../numerics/errors.js';
import { didYouMean } from '../numerics/nearestNames.js';
import { attention } from './attention.js';
import { conv2d } from './conv2d.js';
import { gemm } from './gemm.js';
import { gruKernels } from './gru.js';
import type { Kernel } from './kernel.js';
import { lstmKernels } from './lstm.js';
import { mlp } from './mlp.js';
import { rnnKernels } from './rnn.js';
import { trainingKernels } from './train/train.js';

/** In ladder order, cell by cell. */
const kernels: readonly Kernel[] = [
  ...lstmKernels,
  trainingKernels.lstm,
  ...gruKernels,
  trainingKernels.gru,
  ...rnnKernels,
  trainingKernels.rnn,
  gemm,
  conv2d,
  mlp,
  attention,
];

const table = new Map<string, Kernel>(kernels.map((k) => [k.name, k]));

/** Names of all kernels, in ladder order. */
export const kernelNames: readonly string[] = [...table.keys()];

/** The kernel of that name. Throws InputError with the nearest names. */
export function kernelNamed(name: string): Kernel {
  const found = table.get(name);
  if (found !== undefined) return found;
  throw new InputError({
    where: 'kernel',
    expected: `one of ${kernelNames.join(', ')}`,
    found: name,
    ...didYouMean(name, kernelNames),
  });
}
