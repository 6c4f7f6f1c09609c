/** @file Parameters of the training kernels. */
import type { KernelBuilder } from '../builder.js';
import type { KernelTensor } from '../handles.js';
import type { ParamSpec, ParamValues } from '../kernel.js';
import { networkParams } from './network.js';

export const optimiserNames = ['sgd', 'rmsProp', 'adam'] as const;
export type OptimiserName = (typeof optimiserNames)[number];

export const trainParams = {
  ...networkParams,
  optimiser: {
    default: 2,
    min: 0,
    max: optimiserNames.length - 1,
    doc: optimiserNames.map((n, i) => `${i}: ${n}`).join(', '),
  },
  master: { default: 0, min: 0, max: 1, doc: '1: the optimiser updates fp32 master copies of the weights' },
  dropout: { default: 0, min: 0, max: 95, doc: 'percent of the non-recurrent activations that are dropped' },
} satisfies Record<string, ParamSpec>;

export type TrainParams = ParamValues<typeof trainParams>;
export type TrainBuilder = KernelBuilder<TrainParams>;

/** Tensors for dropout on the input of the layers above the first and of the projection. */
export interface Dropped {
  readonly mask: KernelTensor;
  readonly h: KernelTensor;
}
