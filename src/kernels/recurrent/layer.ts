/** @file What all rungs of the recurrent ladder share: parameters, weights, the buffers of a layer whose weights are
 * resident, and how values are checked. */
import type { KernelBuilder } from '../builder.js';
import type { KernelTensor, Stage } from '../handles.js';
import { type KernelCheck, type ParamValues, size } from '../kernel.js';
import type { RecurrentCell } from './cell.js';

export const recurrentParams = {
  hidden: size(200, 'units of each layer'),
  layers: size(2, 'layers', 64),
  batch: size(1, 'sequences computed side by side'),
  steps: size(100, 'time steps', 1_000_000),
  input: size('hidden', 'width of the input of the first layer'),
};
export type RecurrentParams = ParamValues<typeof recurrentParams>;
export type RecurrentBuilder = KernelBuilder<RecurrentParams>;

/** Inputs as large as PyTorch's default initialisation, x as large as a normalised signal. */
export function recurrentCheck(reference: KernelCheck['reference']): KernelCheck {
  return {
    reference,
    inputRange: (tensor, params) => (tensor === 'x' ? 1 : 1 / Math.sqrt(params.hidden)),
    smaller: ({ hidden, layers, batch, steps, input }) => ({
      hidden: Math.min(hidden, 512),
      layers: Math.min(layers, 4),
      batch: Math.min(batch, 4),
      steps: Math.min(steps, 12),
      input: Math.min(input, 512),
    }),
  };
}

export interface Weights {
  readonly W: KernelTensor;
  readonly U: KernelTensor;
  readonly b: KernelTensor;
}

type WeightResidency = 'pinned' | 'cached';

/** W [G·H, in], U [G·H, H], b [G·H, 1] of layer l; W may lie elsewhere than U and b. */
export function declareWeights(
  k: RecurrentBuilder,
  { gates }: RecurrentCell,
  l: number,
  residency: WeightResidency,
  inputResidency: WeightResidency = residency,
  stage?: Stage,
): Weights {
  const { hidden: H, input: I } = k.params;
  const options = { shard: 'rows', groups: gates, ...(stage && { stage }) } as const;
  return {
    W: k.input(`W${l}`, [gates * H, l === 0 ? I : H], { ...options, residency: inputResidency }),
    U: k.input(`U${l}`, [gates * H, H], { ...options, residency }),
    b: k.input(`b${l}`, [gates * H, 1], { ...options, residency }),
  };
}

/** Buffers of one layer that stay in the units. */
export interface ResidentState {
  /** W·x (+ U·h), wide; with `gateSlots` 2 the sums of one step are filled while those of another are used. */
  readonly gates: KernelTensor;
  readonly recurrent: KernelTensor | null;
  readonly c: KernelTensor | null;
  /** The rows of h that a unit computes. */
  readonly own: KernelTensor;
  /** All of h on every unit, twice: a fast unit must not overwrite what a slow one still reads. */
  readonly h: KernelTensor;
}

export interface ResidentLayer extends Weights, ResidentState {}

export function declareState(
  k: RecurrentBuilder,
  cell: RecurrentCell,
  l: number,
  gateSlots = 1,
  stage?: Stage,
): ResidentState {
  const { hidden: H, batch: B } = k.params;
  const at = stage === undefined ? {} : { stage };
  const rows = { shard: 'rows', ...at } as const;
  const wide = { ...rows, groups: cell.gates, precision: 'accumulator' } as const;
  const sums = cell.gates * H;
  return {
    gates: k.buffer(`gates${l}`, [gateSlots, sums, B], wide),
    recurrent: cell.splitSums ? k.buffer(`recurrent${l}`, [sums, B], wide) : null,
    c: cell.hasState ? k.buffer(`c${l}`, [H, B], { ...rows, zeroed: true }) : null,
    own: k.buffer(`own${l}`, [H, B], { ...rows, zeroed: cell.readsPrevious }),
    h: k.buffer(`h${l}`, [2, H, B], { ...at, zeroed: true }),
  };
}
