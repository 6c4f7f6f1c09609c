/** @file Back propagation through time. Weights are cut by rows, so each unit has a term of every product with a
 * transposed weight: terms are summed over the units (reduce-scatter: each gets the rows that it owns). Everything goes
 * in decreasing t; one step's gate gradients are used at once and not kept. */
import type { KernelTensor, LoopIndex, Tile } from '../handles.js';
import { type CellBuffers, declareCell, gateCount, inputStep, type Network } from './network.js';
import type { Dropped, TrainBuilder } from './trainParams.js';
import type { Updates } from './update.js';

interface LayerBackward {
  /** Terms of the gradient of h. Two buffers: units may be a step apart. */
  readonly partial: KernelTensor;
  readonly dh: KernelTensor;
  /** With dropout: terms of the gradient of the dropped h, apart from the recurrent ones. */
  readonly above: { readonly partial: KernelTensor; readonly sum: KernelTensor; readonly masked: KernelTensor } | null;
  readonly dGates: KernelTensor;
  /** GRU: gradient of the recurrent pre-activations. */
  readonly dRecurrent: KernelTensor | null;
  /** LSTM: gradient of the cell state; GRU: the direct part of the gradient of h. */
  readonly carried: KernelTensor | null;
  readonly total: KernelTensor | null;
}

export interface Backward {
  readonly cells: readonly CellBuffers[];
  readonly layers: readonly LayerBackward[];
  readonly dLogits: KernelTensor;
  readonly dx: { readonly partial: KernelTensor; readonly sum: KernelTensor } | null;
}

export function declareBackward(k: TrainBuilder, net: Network): Backward {
  const { batch: B, steps: T, classes: C, input: I } = k.params;
  const wide = { precision: 'accumulator' } as const;
  return {
    cells: net.layers.map(({ index }) => declareCell(k, net.cell, index, true)),
    layers: net.layers.map(({ index }) => declareLayer(k, net, index)),
    dLogits: k.buffer('dLogits', [T, C, B], { shard: 'rows' }),
    dx:
      net.embedding === null
        ? null
        : {
            partial: k.buffer('dx.terms', [I, B], { ...wide, shard: 'partial' }),
            sum: k.buffer('dx', [2, I, B], { ...wide, shard: 'rows' }),
          },
  };
}

function declareLayer(k: TrainBuilder, net: Network, l: number): LayerBackward {
  const { hidden: H, batch: B, dropout } = k.params;
  const groups = gateCount[net.cell];
  const wide = { precision: 'accumulator' } as const;
  const rows = { shard: 'rows' } as const;
  const terms = (name: string) => k.buffer(name, [H, B], { ...wide, shard: 'partial' });
  return {
    partial: terms(`dh${l}.terms`),
    dh: k.buffer(`dh${l}`, [2, H, B], { ...wide, ...rows }),
    above:
      dropout === 0
        ? null
        : {
            partial: terms(`dropped${l}.terms`),
            sum: k.buffer(`dDropped${l}`, [2, H, B], { ...wide, ...rows }),
            masked: k.buffer(`dMasked${l}`, [H, B], { ...wide, ...rows }),
          },
    dGates: k.buffer(`dGates${l}`, [groups * H, B], { ...rows, groups }),
    dRecurrent: net.cell === 'gru' ? k.buffer(`dRecurrent${l}`, [groups * H, B], { ...rows, groups }) : null,
    carried: net.cell === 'rnn' ? null : k.buffer(net.cell === 'lstm' ? `dc${l}` : `dhDirect${l}`, [H, B], rows),
    total: net.cell === 'gru' || dropout > 0 ? k.buffer(`dhTotal${l}`, [H, B], { ...wide, ...rows }) : null,
  };
}

/** Nothing flows in from beyond the last step. */
export function startBackward(k: TrainBuilder, { layers }: Backward, updates: Updates): void {
  for (const { partial, carried } of layers) {
    k.pointwise('zero', [partial], []);
    if (carried !== null) k.pointwise('zero', [carried], []);
  }
  for (const { sum } of updates.all) k.pointwise('zero', [sum], []);
}

/** Gradients of the projection at step t; its term of dh goes to the top layer. */
export function headBackward(
  k: TrainBuilder,
  net: Network,
  { layers, dLogits }: Backward,
  updates: Updates,
  dropped: readonly Dropped[] | null,
  t: LoopIndex,
): void {
  const top = net.layers.length - 1;
  const d = k.at(dLogits, t);
  const h = dropped === null ? k.at(net.layers[top].h, t.plus(1).mod(2)) : k.at(dropped[top].h, t);
  k.matmul(updates.sumOf(net.Wy), d, h, { transposeB: true, accumulate: true });
  const dby = updates.sumOf(net.by);
  k.pointwise('addRowSums', [dby], [dby, d]);
  termOf(k, layers[top], net.Wy, d);
}

/** Adds wᵀ · d to what flows into a layer from above. */
function termOf(k: TrainBuilder, { partial, above }: LayerBackward, w: KernelTensor, d: Tile | KernelTensor): void {
  k.matmul(above?.partial ?? partial, w, d, { transposeA: true, accumulate: above === null });
}

interface LayerStep {
  readonly net: Network;
  readonly backward: Backward;
  readonly updates: Updates;
  readonly dropped: readonly Dropped[] | null;
  readonly l: number;
  /** The step, and the number of steps back so far. */
  readonly t: LoopIndex;
  readonly s: LoopIndex;
}

export function layerBackward(k: TrainBuilder, step: LayerStep): void {
  const { net, backward, updates, l, t, s } = step;
  const layer = backward.layers[l];
  const { W, U, b, h } = net.layers[l];
  cellBackward(k, step, gradientOfH(k, step));
  const d = layer.dGates;
  const dRecurrent = layer.dRecurrent ?? d;
  k.matmul(layer.partial, U, dRecurrent, { transposeA: true });
  k.matmul(updates.sumOf(U), dRecurrent, k.at(h, t.mod(2)), { transposeB: true, accumulate: true });
  const db = updates.sumOf(b);
  k.pointwise('addRowSums', [db], [db, d]);
  k.matmul(updates.sumOf(W), d, inputOf(k, step), { transposeB: true, accumulate: true });
  if (l > 0) termOf(k, backward.layers[l - 1], W, d);
  else if (backward.dx !== null && net.embedding !== null) {
    const { partial, sum } = backward.dx;
    k.matmul(partial, W, d, { transposeA: true });
    k.exchange('reduce-scatter', partial, k.at(sum, s.mod(2)));
    k.barrier();
    const dE = updates.sumOf(net.embedding.E);
    k.pointwise('scatterAdd', [dE], [dE, k.at(net.x, t), k.at(sum, s.mod(2))]);
  }
}

/** What a layer read in its forward step. */
function inputOf(k: TrainBuilder, { net, dropped, l, t }: LayerStep): Tile {
  if (l === 0) return inputStep(k, net, t);
  return dropped === null ? k.at(net.layers[l - 1].h, t.plus(1).mod(2)) : k.at(dropped[l - 1].h, t);
}

/** Sum of all terms of dh on the units that own its rows. */
function gradientOfH(k: TrainBuilder, { net, backward, dropped, l, t, s }: LayerStep): Tile | KernelTensor {
  const { partial, dh, above, carried, total } = backward.layers[l];
  const recurrent = k.at(dh, s.mod(2));
  const { own, h } = net.layers[l];
  // All of h before step t again, where h two steps later was: only what a unit owns is kept for all steps.
  k.exchange('all-gather', k.at(own, t), k.at(h, t.mod(2)));
  k.exchange('reduce-scatter', partial, recurrent);
  if (above !== null) k.exchange('reduce-scatter', above.partial, k.at(above.sum, s.mod(2)));
  k.barrier();
  let all: Tile | KernelTensor = recurrent;
  if (above !== null && dropped !== null && total !== null) {
    k.pointwise('multiply', [above.masked], [k.at(above.sum, s.mod(2)), k.at(dropped[l].mask, t)]);
    k.pointwise('add', [total], [all, above.masked]);
    all = total;
  }
  if (net.cell === 'gru' && carried !== null && total !== null) {
    k.pointwise('add', [total], [all, carried]);
    all = total;
  }
  return all;
}

function cellBackward(k: TrainBuilder, { net, backward, l, t }: LayerStep, dh: Tile | KernelTensor): void {
  const { dGates, dRecurrent, carried } = backward.layers[l];
  const { c, activations } = backward.cells[l];
  const { own } = net.layers[l];
  if (c !== null && activations !== null && carried !== null) {
    const ins = [k.at(activations, t), k.at(c, t), k.at(c, t.plus(1)), dh, carried];
    k.pointwise('lstmCellBackward', [carried, dGates], ins);
  } else if (activations !== null && carried !== null && dRecurrent !== null) {
    k.pointwise('gruCellBackward', [carried, dGates, dRecurrent], [k.at(activations, t), k.at(own, t), dh]);
  } else k.pointwise('rnnCellBackward', [dGates], [k.at(own, t.plus(1)), dh]);
}
