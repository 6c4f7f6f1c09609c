/** @file One step of a recurrent layer, for every rung: the same products and functions in the same order; where the tiles
 * lie and what stands between the operations, the rung says. */
import type { KernelBuilder } from '../../../kernels/builder.js';
import type { KernelTensor, TensorOptions, TileLike } from '../../../kernels/handles.js';
import { gatesOf, type RecurrentLayer } from '../network.js';
import { activationFunction, cellFunction } from './functions.js';

export type Weights = Readonly<Record<string, KernelTensor>>;

/** Working tensors of a layer's steps. */
export interface CellBuffers {
  /** Sums of the gates: W·x, plus U·h where they are added. */
  readonly sums: KernelTensor | null;
  /** GRU: U·h apart. */
  readonly apart: KernelTensor | null;
  /** LSTM: state beside h. */
  readonly c: KernelTensor | null;
  /** GRU that resets h: sums of the candidate, z, and the own rows of r·h. */
  readonly candidate: KernelTensor | null;
  readonly z: KernelTensor | null;
  readonly reset: KernelTensor | null;
}

export const isSplit = ({ cell, resetAfter }: RecurrentLayer): boolean => cell === 'gru' && !resetAfter;

/** True when h of the step before enters element by element. */
export const readsOwn = ({ cell }: RecurrentLayer): boolean => cell === 'gru';

export interface CellOptions {
  readonly wide: TensorOptions;
  readonly narrow: TensorOptions;
  /** Slots of the sums of W·x. */
  readonly slots: number;
  /** False when those sums lie elsewhere. */
  readonly sums: boolean;
}

export function declareCell(k: KernelBuilder, layer: RecurrentLayer, batch: number, options: CellOptions): CellBuffers {
  const { name, cell, units: H } = layer;
  const split = isSplit(layer);
  const groups = split ? 2 : gatesOf[cell];
  const { wide, narrow, slots, sums } = options;
  const one = (what: string, more: TensorOptions): KernelTensor => k.buffer(`${name}.${what}`, [H, batch], more);
  const gates = (what: string, count: number): KernelTensor =>
    k.buffer(`${name}.${what}`, [count, groups * H, batch], { ...wide, groups });
  return {
    sums: sums ? gates('sums', slots) : null,
    apart: cell === 'gru' && !split ? gates('recurrent', 1) : null,
    c: cell === 'lstm' ? one('c', { ...narrow, zeroed: true }) : null,
    candidate: split && sums ? k.buffer(`${name}.candidate`, [slots, H, batch], wide) : null,
    z: split ? one('z', narrow) : null,
    reset: split ? one('resetOwn', narrow) : null,
  };
}

function need<T>(tile: T | null): T {
  if (tile === null) throw new Error('a cell was built without a buffer that it needs');
  return tile;
}

/** Where one step's tiles lie. */
export interface StepTiles {
  readonly sums: TileLike;
  readonly candidate: TileLike | null;
  /** All of h before the step; null before the first one, where it is zero and has no product. */
  readonly before: TileLike | null;
  /** h before the step, by the rows that a unit owns. */
  readonly ownBefore: TileLike;
  readonly own: TileLike;
}

export interface StepHooks {
  /** Runs one operation or several that belong together (a launch, or nothing around them). */
  readonly run: (label: string, body: () => void) => void;
  /** Makes all of r·h known to all. */
  readonly spread: (own: KernelTensor) => TileLike;
}

/** The recurrent product and what follows it; `sums` (and `candidate`) hold W·x already, or get it from `input` after. */
export function cellStep(
  k: KernelBuilder,
  layer: RecurrentLayer,
  weights: Weights,
  buffers: CellBuffers,
  tiles: StepTiles,
  input: TileLike | null,
  { run, spread }: StepHooks,
): void {
  const { sums, before, own, ownBefore } = tiles;
  const { apart, c } = buffers;
  const { W, U, b, bU } = weights;
  if (before !== null)
    run('U·h', () => k.matmul(apart ?? sums, U, before, { accumulate: apart === null && input === null }));
  if (input !== null) run('W·x', () => k.matmul(sums, W, input, { accumulate: apart === null && before !== null }));
  if (isSplit(layer)) {
    splitStep(k, layer, weights, buffers, tiles, input, { run, spread });
    return;
  }
  if (bU !== undefined) run('bias of U·h', () => k.pointwise('addBias', [need(apart)], [need(apart), bU]));
  run('cell', () => {
    if (layer.cell === 'lstm') k.pointwise(cellFunction('lstmCell', layer), [need(c), own], [sums, b, need(c)]);
    else if (layer.cell === 'rnn') k.pointwise(activationFunction(layer.state, true), [own], [sums, b]);
    else k.pointwise(cellFunction('gruCell', layer), [own], [sums, need(apart), b, ownBefore]);
  });
}

/** GRU whose reset gate scales h: a second product, and r·h has to be known to all before it. */
function splitStep(
  k: KernelBuilder,
  layer: RecurrentLayer,
  { Wn, Un, b, bn }: Weights,
  buffers: CellBuffers,
  { sums, candidate: given, before, own, ownBefore }: StepTiles,
  input: TileLike | null,
  { run, spread }: StepHooks,
): void {
  const [z, reset, candidate] = [need(buffers.z), need(buffers.reset), need(given)];
  run('gates', () => k.pointwise(`gruGates.${layer.gate}`, [z, reset], [sums, b, ownBefore]));
  if (before !== null) {
    const all = spread(reset);
    run('Un·(r∘h)', () => k.matmul(candidate, Un, all, { accumulate: input === null }));
  }
  if (input !== null) run('Wn·x', () => k.matmul(candidate, Wn, input, { accumulate: before !== null }));
  run('cell', () => k.pointwise(`gruCandidate.${layer.state}`, [own], [candidate, bn, z, ownBefore]));
}
