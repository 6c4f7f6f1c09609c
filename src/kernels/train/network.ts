/** @file The network that training and evaluation kernels share: embedding or real inputs, recurrent layers, projection.
 * What is declared here is the precision policy: every tensor says whether it is kept in the format, in the accumulator
 * type, or in fp32. [features, batch] matrices; LSTM gates in the order i, f, g, o. */
import type { KernelBuilder } from '../builder.js';
import type { KernelTensor, LoopIndex, Tile, TileLike } from '../handles.js';
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

export interface Layer {
  readonly index: number;
  readonly W: KernelTensor;
  readonly U: KernelTensor;
  readonly b: KernelTensor;
  /** What each unit owns of h, kept for all steps: h before step t is slot t, slot 0 is what the call starts from. */
  readonly own: KernelTensor;
  /** All of h on every unit, as long as it is used: h before step t is slot t mod 2. */
  readonly h: KernelTensor;
}

/** Symbols become columns of E; each unit looks up the rows that it owns, then all get all. */
export interface Embedding {
  /** [I,V] */
  readonly E: KernelTensor;
  readonly own: KernelTensor;
  readonly x: KernelTensor;
}

export interface Network {
  readonly cell: CellName;
  /** All trainable tensors; each unit owns some rows of each. */
  readonly parameters: readonly KernelTensor[];
  /** Null with real inputs. */
  readonly embedding: Embedding | null;
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
  const parameters: KernelTensor[] = [];
  const weight = (name: string, rows: number, columns: number, blocks: number): KernelTensor => {
    const w = k.input(name, [rows, columns], { shard: 'rows', residency: 'pinned', groups: blocks });
    parameters.push(w);
    return w;
  };
  const embedding =
    V === 0
      ? null
      : {
          E: weight('E', I, V, 1),
          own: k.buffer('ownX', [I, B], { shard: 'rows' }),
          x: k.buffer('embedded', [2, I, B]),
        };
  const x = k.input('x', [T, V > 0 ? 1 : I, B], { precision: V > 0 ? 'fp32' : 'format' });
  const targets = k.input('targets', [T, regression === 1 ? C : 1, B], { precision: 'fp32' });
  const layers = Array.from({ length: L }, (_, l) => ({
    index: l,
    W: weight(`W${l}`, groups * H, l === 0 ? I : H, groups),
    U: weight(`U${l}`, groups * H, H, groups),
    b: weight(`b${l}`, groups * H, 1, groups),
    own: k.buffer(`own${l}`, [T + 1, H, B], { shard: 'rows', zeroed: true }),
    h: k.buffer(`h${l}`, [2, H, B]),
  }));
  const Wy = weight('Wy', C, H, 1);
  const by = weight('by', C, 1, 1);
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
  net.layers.forEach(({ own, h }, l) => {
    const { c } = cells[l];
    for (const state of c === null ? [own] : [own, c]) {
      if (carry === 1) k.pointwise('carry', [k.at(state, 0)], [k.at(state, T)]);
      else k.pointwise('zero', [k.at(state, 0)], []);
    }
    k.exchange('all-gather', k.at(own, 0), k.at(h, 0));
  });
  k.barrier();
}

/** One step of one layer; afterwards its new h is on every unit. */
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
  const [before, after] = [k.at(h, t.mod(2)), k.at(h, t.plus(1).mod(2))];
  const ownAfter = k.at(own, t.plus(1));
  if (recurrent === null) {
    k.matmul(gates, U, before);
    k.matmul(gates, W, below, { accumulate: true });
  } else {
    k.matmul(recurrent, U, before);
    k.matmul(gates, W, below);
  }
  if (net.cell === 'lstm' && c !== null) {
    const [cBefore, cAfter] = [k.at(c, t), k.at(c, t.plus(1))];
    if (activations === null) k.pointwise('lstmCell', [cAfter, ownAfter], [gates, b, cBefore]);
    else k.pointwise('lstmCellTrain', [cAfter, ownAfter, k.at(activations, t)], [gates, b, cBefore]);
  } else if (net.cell === 'gru' && recurrent !== null) {
    if (activations === null) k.pointwise('gruCell', [ownAfter], [gates, recurrent, b, k.at(own, t)]);
    else k.pointwise('gruCellTrain', [ownAfter, k.at(activations, t)], [gates, recurrent, b, k.at(own, t)]);
  } else k.pointwise('rnnCell', [ownAfter], [gates, b]);
  k.exchange('all-gather', ownAfter, after);
  k.barrier();
}

/** Input of the first layer at step t on every unit: columns of the embedding, or the numbers themselves. */
export function inputStep(k: NetworkBuilder, net: Network, t: LoopIndex): Tile {
  if (net.embedding === null) return k.at(net.x, t);
  const { E, own, x } = net.embedding;
  k.pointwise('lookUp', [own], [E, k.at(net.x, t)]);
  k.exchange('all-gather', own, k.at(x, t.mod(2)));
  k.barrier();
  return k.at(x, t.mod(2));
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
