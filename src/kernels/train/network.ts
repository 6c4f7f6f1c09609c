/** @file The network that training and evaluation kernels share: embedding or real inputs, recurrent layers, projection.
 * What is declared here is the precision policy: every tensor says whether it is kept in the format, in the accumulator
 * type, or in fp32. [features, batch] matrices; LSTM gates in the order i, f, g, o. */
import type { KernelBuilder } from '../builder.js';
import type { KernelTensor, LoopIndex, TileLike } from '../handles.js';
import { type ParamSpec, type ParamValues, size } from '../kernel.js';

const flag = (defaultValue: number, doc: string): ParamSpec => ({ default: defaultValue, min: 0, max: 1, doc });

export const networkParams = {
  hidden: size(200, 'units of each layer'),
  layers: size(2, 'layers', 64),
  batch: size(20, 'sequences computed side by side'),
  steps: size(20, 'time steps that gradients flow through', 100_000),
  classes: size(100, 'classes or values of each prediction'),
  vocabulary: { default: 'classes', min: 0, max: 1_000_000, doc: 'input symbols; 0: inputs are real numbers' },
  input: size('hidden', 'width of the embedding, or of real inputs'),
  regression: flag(0, '0: softmax cross-entropy, 1: squared error'),
  carry: flag(1, '1: the state goes on from one call to the next (truncated BPTT), 0: it starts at zero'),
} satisfies Record<string, ParamSpec>;

export type NetworkParams = ParamValues<typeof networkParams>;
export type NetworkBuilder = KernelBuilder<NetworkParams>;

export type CellName = 'lstm' | 'gru' | 'rnn';

/** Blocks of H rows in W, U and b. */
export const gateCount: Readonly<Record<CellName, number>> = { lstm: 4, gru: 3, rnn: 1 };

/** One trainable tensor. `sharded`: each unit owns some of its rows. */
export interface Parameter {
  readonly w: KernelTensor;
  readonly sharded: boolean;
}

export interface Layer {
  readonly index: number;
  readonly W: KernelTensor;
  readonly U: KernelTensor;
  readonly b: KernelTensor;
  /** State before step t is slot t; slot 0 is what the call starts from. */
  readonly h: KernelTensor;
  readonly own: KernelTensor;
}

export interface Network {
  readonly cell: CellName;
  readonly parameters: readonly Parameter[];
  /** Null with real inputs. */
  readonly embedding: KernelTensor | null;
  /** ids [T,1,B] or values [T,I,B]. */
  readonly x: KernelTensor;
  /** ids or values that should come out. */
  readonly targets: KernelTensor;
  readonly layers: readonly Layer[];
  readonly Wy: KernelTensor;
  readonly by: KernelTensor;
}

/** Declares inputs, parameters and states. */
export function declareNetwork(k: NetworkBuilder, cell: CellName): Network {
  const { hidden: H, layers: L, batch: B, steps: T, classes: C, vocabulary: V, input: I, regression } = k.params;
  const groups = gateCount[cell];
  const parameters: Parameter[] = [];
  const weight = (name: string, rows: number, columns: number, sharded: boolean, blocks: number): KernelTensor => {
    const shard = sharded ? 'rows' : 'replicated';
    const w = k.input(name, [rows, columns], { shard, residency: 'pinned', groups: blocks });
    parameters.push({ w, sharded });
    return w;
  };
  const embedding = V > 0 ? weight('E', V, I, false, 1) : null;
  const x = k.input('x', [T, V > 0 ? 1 : I, B], { precision: V > 0 ? 'fp32' : 'format' });
  const targets = k.input('targets', [T, regression === 1 ? C : 1, B], { precision: 'fp32' });
  const layers = Array.from({ length: L }, (_, l) => ({
    index: l,
    W: weight(`W${l}`, groups * H, l === 0 ? I : H, true, groups),
    U: weight(`U${l}`, groups * H, H, true, groups),
    b: weight(`b${l}`, groups * H, 1, true, groups),
    h: k.buffer(`h${l}`, [T + 1, H, B], { zeroed: true }),
    own: k.buffer(`own${l}`, [H, B], { shard: 'rows' }),
  }));
  const Wy = weight('Wy', C, H, true, 1);
  const by = weight('by', C, 1, true, 1);
  return { cell, parameters, embedding, x, targets, layers, Wy, by };
}

/** Buffers of the cells' forward passes; `keep` those that the backward pass reads. */
export interface CellBuffers {
  readonly gates: KernelTensor;
  /** Second half of the pre-activations (GRU). */
  readonly recurrent: KernelTensor | null;
  /** LSTM: cell state, slot t + 1 after step t. */
  readonly c: KernelTensor | null;
  readonly activations: KernelTensor | null;
}

export function declareCell(k: NetworkBuilder, cell: CellName, l: number, keep: boolean): CellBuffers {
  const { hidden: H, batch: B, steps: T } = k.params;
  const groups = gateCount[cell];
  const wide = { shard: 'rows', groups, precision: 'accumulator' } as const;
  const kept = keep && cell !== 'rnn';
  return {
    gates: k.buffer(`gates${l}`, [groups * H, B], wide),
    recurrent: cell === 'gru' ? k.buffer(`recurrent${l}`, [groups * H, B], wide) : null,
    c: cell === 'lstm' ? k.buffer(`c${l}`, [T + 1, H, B], { shard: 'rows', zeroed: true }) : null,
    activations: kept ? k.buffer(`active${l}`, [T, 4 * H, B], { shard: 'rows', groups: 4 }) : null,
  };
}

/** State that the call starts from: what the last one left, or zero. */
export function startStates(k: NetworkBuilder, net: Network, cells: readonly CellBuffers[]): void {
  const { steps: T, carry } = k.params;
  net.layers.forEach(({ h }, l) => {
    const { c } = cells[l];
    for (const state of c === null ? [h] : [h, c]) {
      if (carry === 1) k.pointwise('copy', [k.at(state, 0)], [k.at(state, T)]);
      else k.pointwise('zero', [k.at(state, 0)], []);
    }
  });
}

/** One step of one layer: its new h is slot t + 1 on every unit. */
export function cellStep(
  k: NetworkBuilder,
  net: Network,
  cells: CellBuffers,
  l: number,
  below: TileLike,
  t: LoopIndex,
) {
  const { W, U, b, h, own } = net.layers[l];
  const { gates, recurrent, c, activations } = cells;
  const [before, after] = [k.at(h, t), k.at(h, t.plus(1))];
  if (recurrent === null) {
    k.matmul(gates, U, before);
    k.matmul(gates, W, below, { accumulate: true });
  } else {
    k.matmul(recurrent, U, before);
    k.matmul(gates, W, below);
  }
  if (net.cell === 'lstm' && c !== null) {
    const [cBefore, cAfter] = [k.at(c, t), k.at(c, t.plus(1))];
    if (activations === null) k.pointwise('lstmCell', [cAfter, own], [gates, b, cBefore]);
    else k.pointwise('lstmCellTrain', [cAfter, own, k.at(activations, t)], [gates, b, cBefore]);
  } else if (net.cell === 'gru' && recurrent !== null) {
    if (activations === null) k.pointwise('gruCell', [own], [gates, recurrent, b, before]);
    else k.pointwise('gruCellTrain', [own, k.at(activations, t)], [gates, recurrent, b, before]);
  } else k.pointwise('rnnCell', [own], [gates, b]);
  k.exchange('all-gather', own, after);
  k.barrier();
}

/** Input of the first layer at step t: rows of the embedding, or the numbers themselves. */
export function inputStep(k: NetworkBuilder, net: Network, embedded: KernelTensor | null, t: LoopIndex): TileLike {
  if (net.embedding === null || embedded === null) return k.at(net.x, t);
  const slot = embedded.slots > 1 ? k.at(embedded, t) : embedded;
  k.gather(slot, net.embedding, k.at(net.x, t));
  return slot;
}

export interface Head {
  readonly own: KernelTensor;
  readonly sums: KernelTensor;
}

/** Wy · top + by on the units that own its rows, then to all: `to` is a [C,B] tile on every unit. */
export function projectionStep(k: NetworkBuilder, net: Network, head: Head, top: TileLike, to: TileLike): void {
  k.matmul(head.sums, net.Wy, top);
  k.pointwise('addBias', [head.own], [head.sums, net.by]);
  k.exchange('all-gather', head.own, to);
  k.barrier();
}

export function declareHead(k: NetworkBuilder): Head {
  const { classes: C, batch: B } = k.params;
  const wide = { shard: 'rows', precision: 'accumulator' } as const;
  return { sums: k.buffer('projected', [C, B], wide), own: k.buffer('ownLogits', [C, B], wide) };
}
