/** @file A recurrent cell as data: how many gates, which buffers it needs, which element-wise functions it is made of. The
 * rungs of the ladder (streamed, in-cache, persistent, wavefront) are written once, for any cell. */
import type { KernelTensor, TileLike } from '../handles.js';
import type { RecurrentBuilder } from './layer.js';

/** What one application of a cell reads and writes; null where the cell has no such buffer. */
export interface CellTiles {
  /** [G·H, B]: W·x, plus U·h unless the cell keeps them apart. */
  readonly gates: TileLike;
  /** [G·H, B]: U·h of cells that keep it apart. */
  readonly recurrent: TileLike | null;
  /** [G·H, 1] */
  readonly b: TileLike;
  /** [H, B]: cell state, updated in place. */
  readonly c: TileLike | null;
  /** [H, B]: h of the step before, for cells that read it element by element. */
  readonly previous: TileLike | null;
  /** [H, B]: the new h. */
  readonly h: TileLike;
}

export interface RecurrentCell {
  readonly name: 'lstm' | 'gru' | 'rnn';
  /** As it is written in titles. */
  readonly title: string;
  /** Blocks of H rows in W, U and b; every block is cut alike over the units. */
  readonly gates: number;
  /** True when U·h is not simply added to W·x (GRU: the reset gate scales it). */
  readonly splitSums: boolean;
  /** True when the cell has a state beside h. */
  readonly hasState: boolean;
  /** True when h of the step before enters element by element, not through U alone. */
  readonly readsPrevious: boolean;
  /** The whole cell in one pass. */
  fused(k: RecurrentBuilder, tiles: CellTiles): void;
  /** First half of the unfused cell: pre-activations to `active` [G·H, B]. */
  activate(k: RecurrentBuilder, tiles: CellTiles, active: KernelTensor): void;
  /** Second half: `active` to h (and c). */
  update(k: RecurrentBuilder, tiles: CellTiles, active: KernelTensor): void;
}

/** A buffer that the cell has declared to need. */
function need(tile: TileLike | null): TileLike {
  if (tile === null) throw new Error('a cell was built without a buffer that it needs');
  return tile;
}

/** Gate order i, f, g, o; h = o·tanh(c), c = f·c + i·g (Hochreiter & Schmidhuber 1997 with forget gates, Gers 2000). */
export const lstmCell: RecurrentCell = {
  name: 'lstm',
  title: 'LSTM',
  gates: 4,
  splitSums: false,
  hasState: true,
  readsPrevious: false,
  fused: (k, { gates, b, c, h }) => k.pointwise('lstmCell', [need(c), h], [gates, b, need(c)]),
  activate: (k, { gates, b }, active) => k.pointwise('lstmActivate', [active], [gates, b]),
  update: (k, { c, h }, active) => k.pointwise('lstmState', [need(c), h], [active, need(c)]),
};

/** Gate order r, z, n; the reset gate scales U·h after the product, as cuDNN and PyTorch do (Cho 2014, v1 of the paper). */
export const gruCell: RecurrentCell = {
  name: 'gru',
  title: 'GRU',
  gates: 3,
  splitSums: true,
  hasState: false,
  readsPrevious: true,
  fused: (k, { gates, recurrent, b, previous, h }) =>
    k.pointwise('gruCell', [h], [gates, need(recurrent), b, need(previous)]),
  activate: (k, { gates, recurrent, b }, active) => k.pointwise('gruActivate', [active], [gates, need(recurrent), b]),
  update: (k, { previous, h }, active) => k.pointwise('gruState', [h], [active, need(previous)]),
};

/** h = tanh(W·x + U·h + b) (Elman 1990). */
export const rnnCell: RecurrentCell = {
  name: 'rnn',
  title: 'tanh RNN',
  gates: 1,
  splitSums: false,
  hasState: false,
  readsPrevious: false,
  fused: (k, { gates, b, h }) => k.pointwise('rnnCell', [h], [gates, b]),
  activate: (k, { gates, b }, active) => k.pointwise('addBias', [active], [gates, b]),
  update: (k, { h }, active) => k.pointwise('tanh', [h], [active]),
};
