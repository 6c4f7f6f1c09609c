/** @file The LSTM ladder's first three rungs: naive, fused, in-cache. Same weights, same values; what differs is where
 * the weights lie and how often the host is asked. Gate order i, f, g, o; rows of each gate block are cut alike. */
import type { KernelBuilder } from './builder.js';
import type { KernelTensor, LoopIndex, TileLike } from './handles.js';
import { defineKernel, type KernelCheck, type ParamValues, size } from './kernel.js';
import { lstmReference } from './reference/lstm.js';

export const lstmParams = {
  hidden: size(200, 'units of each layer'),
  layers: size(2, 'layers', 64),
  batch: size(1, 'sequences computed side by side'),
  steps: size(100, 'time steps', 1_000_000),
  input: size('hidden', 'width of the input of the first layer'),
};
export type LstmParams = ParamValues<typeof lstmParams>;

/** Inputs as large as PyTorch's default initialisation, x as large as a normalised signal. */
const check: KernelCheck = {
  reference: lstmReference,
  inputRange: (tensor, params) => (tensor === 'x' ? 1 : 1 / Math.sqrt(params.hidden)),
  smaller: ({ hidden, layers, batch, steps, input }) => ({
    hidden: Math.min(hidden, 512),
    layers: Math.min(layers, 4),
    batch: Math.min(batch, 4),
    steps: Math.min(steps, 12),
    input: Math.min(input, 512),
  }),
};

interface Weights {
  readonly W: KernelTensor;
  readonly U: KernelTensor;
  readonly b: KernelTensor;
}

/** W [4H, in], U [4H, H], b [4H, 1] of layer l. */
export function lstmWeights(k: KernelBuilder<LstmParams>, l: number, residency: 'pinned' | 'cached'): Weights {
  const { hidden: H, input: I } = k.params;
  const options = { shard: 'rows', groups: 4, residency } as const;
  return {
    W: k.input(`W${l}`, [4 * H, l === 0 ? I : H], options),
    U: k.input(`U${l}`, [4 * H, H], options),
    b: k.input(`b${l}`, [4 * H, 1], options),
  };
}

/** One launch for each operation, everything read from and written to memory that all units share. */
export const lstmNaive = defineKernel({
  name: 'lstm.naive',
  title: 'LSTM, weights streamed each step, one launch for each operation',
  params: lstmParams,
  check,
  build: (k) => buildStreamed(k, false),
});

/** What libraries do: one large product for all steps' inputs, then per step one product and one fused cell. */
export const lstmFused = defineKernel({
  name: 'lstm.fused',
  title: 'LSTM, input products of all steps at once, fused cell',
  params: lstmParams,
  check,
  build: (k) => buildStreamed(k, true),
});

function buildStreamed(k: KernelBuilder<LstmParams>, fused: boolean): void {
  const { hidden: H, layers: L, batch: B, steps: T, input: I } = k.params;
  const shared = { residency: 'cached', shard: 'rows' } as const;
  let below: KernelTensor = k.input('x', [T, I, B], { residency: 'cached' });
  for (let l = 0; l < L; l++) {
    const { W, U, b } = lstmWeights(k, l, 'cached');
    const slots = fused ? T : 1;
    const gates = k.buffer(`gates${l}`, [slots, 4 * H, B], { ...shared, groups: 4 });
    const active = fused ? null : k.buffer(`active${l}`, [4 * H, B], { ...shared, groups: 4 });
    const c = k.buffer(`c${l}`, [H, B], { ...shared, zeroed: true });
    const h = l === L - 1 ? k.output('y', [T, H, B], shared) : k.buffer(`h${l}`, [T, H, B], shared);
    const input = below;
    if (fused) k.launch(`layer ${l} inputs`, () => k.matmul(gates, W, input));
    const step = (at: (t: KernelTensor) => TileLike, previous: TileLike | null): void => {
      const g = fused ? at(gates) : gates;
      if (!fused) k.launch('W·x', () => k.matmul(g, W, at(input)));
      if (previous !== null) k.launch('U·h', () => k.matmul(g, U, previous, { accumulate: true }));
      if (active === null) k.launch('cell', () => k.pointwise('lstmCell', [c, at(h)], [g, b, c]));
      else {
        k.launch('activate', () => k.pointwise('lstmActivate', [active], [g, b]));
        k.launch('state', () => k.pointwise('lstmState', [c, at(h)], [active, c]));
      }
    };
    // The state before the first step is zero, so that step has no recurrent product.
    step((t) => k.at(t, 0), null);
    k.repeat(`step of layer ${l}`, T - 1, (t) => step((x) => k.at(x, t.plus(1)), k.at(h, t)));
    below = h;
  }
}

/**
 * All layers' weights and state stay in the units' own memory; one launch for the whole sequence. Each unit owns some
 * hidden units of every layer; after each layer of each step the units exchange h and meet in a barrier. h has two
 * buffers: without the second, a fast unit would overwrite what a slow one still reads.
 */
export const lstmInCache = defineKernel({
  name: 'lstm.in-cache',
  title: 'multi-layer LSTM, weights and state of all layers pinned on chip',
  params: lstmParams,
  check,
  build(k) {
    const { hidden: H, layers: L, batch: B, steps: T, input: I } = k.params;
    const x = k.input('x', [T, I, B], { residency: 'streamed' });
    const y = k.output('y', [T, H, B]);
    const layers = Array.from({ length: L }, (_, l) => lstmState(k, l, lstmWeights(k, l, 'pinned')));
    k.repeat('step', T, (t) => {
      const top = layers.reduce<TileLike>((below, layer) => lstmLayerStep(k, layer, below, t), k.at(x, t));
      k.copy(k.at(y, t), top);
    });
  },
});

export interface ResidentLayer extends Weights {
  readonly gates: KernelTensor;
  readonly c: KernelTensor;
  readonly own: KernelTensor;
  readonly h: KernelTensor;
}

/** Buffers of one layer whose weights are resident. */
export function lstmState(k: KernelBuilder<LstmParams>, l: number, weights: Weights): ResidentLayer {
  const { hidden: H, batch: B } = k.params;
  return {
    ...weights,
    gates: k.buffer(`gates${l}`, [4 * H, B], { shard: 'rows', groups: 4, precision: 'accumulator' }),
    c: k.buffer(`c${l}`, [H, B], { shard: 'rows', zeroed: true }),
    own: k.buffer(`own${l}`, [H, B], { shard: 'rows' }),
    h: k.buffer(`h${l}`, [2, H, B], { zeroed: true }),
  };
}

/** One step of one resident layer; returns the tile of its new h. */
export function lstmLayerStep(
  k: KernelBuilder<LstmParams>,
  layer: ResidentLayer,
  below: TileLike,
  t: LoopIndex,
): TileLike {
  const { W, U, b, gates, c, own, h } = layer;
  const next = k.at(h, t.plus(1).mod(2));
  k.matmul(gates, U, k.at(h, t.mod(2)));
  k.matmul(gates, W, below, { accumulate: true });
  k.pointwise('lstmCell', [c, own], [gates, b, c]);
  k.exchange('all-gather', own, next);
  k.barrier();
  return next;
}
