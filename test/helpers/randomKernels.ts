/** @file Random kernels, chips and inputs for property tests. The kernels are written with the author API, like any
 * kernel: recurrent layers with resident or streamed weights, exchanges, launches, and side work of another width. */
import fc from 'fast-check';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import { sigmoid, tanh } from '../../src/kernels/expression/functions.js';
import type { KernelTensor, LoopIndex, Stage, TensorOptions, TileLike } from '../../src/kernels/handles.js';
import { defineKernel, type Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import type { NumericFormat } from '../../src/numerics/format.js';
import { fillUniform } from '../../src/numerics/random.js';
import type { Program } from '../../src/sim/program.js';
import type { Target } from '../../src/sim/target.js';
import { TensorStore } from '../../src/sim/tensors.js';
import {
  blocks,
  lanes,
  outputStationary,
  type TinyFigures,
  tinyFigures,
  tinyTarget,
  weightStationary,
} from './tinyChip.js';

export interface KernelShape {
  readonly hidden: number;
  readonly input: number;
  readonly batch: number;
  readonly layers: number;
  readonly steps: number;
  /** Rows of a side tensor that is computed beside the layers: classes of units get unequal work. */
  readonly side: number;
  /** How the matrix of the side product is cut: by columns and blocks each unit has terms of its sums. */
  readonly sideCut: 'rows' | 'columns' | 'blocks';
  /** Each layer on a stage of its own, with barriers of neighbours only. Needs a unit for each layer. */
  readonly pipeline: boolean;
  readonly launches: boolean;
  readonly cachedInput: boolean;
  readonly store: boolean;
  readonly secondBarrier: boolean;
  /** Beside the layers: an expression, a reduction over cut rows and its all-reduce, a shift, a transpose. */
  readonly extras: boolean;
}

export const kernelShapes: fc.Arbitrary<KernelShape> = fc.record({
  hidden: fc.integer({ min: 1, max: 12 }),
  input: fc.integer({ min: 1, max: 6 }),
  batch: fc.integer({ min: 1, max: 3 }),
  layers: fc.integer({ min: 1, max: 2 }),
  steps: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 200 })),
  side: fc.integer({ min: 0, max: 9 }),
  sideCut: fc.constantFrom('rows', 'columns', 'blocks'),
  pipeline: fc.boolean(),
  launches: fc.boolean(),
  cachedInput: fc.boolean(),
  store: fc.boolean(),
  secondBarrier: fc.boolean(),
  extras: fc.boolean(),
});

const rate = fc.integer({ min: 1, max: 64 });
const latency = fc.integer({ min: 0, max: 120 });

export const chipFigures: fc.Arbitrary<Partial<TinyFigures>> = fc.record({
  units: fc.integer({ min: 1, max: 6 }),
  matrix: fc.constantFrom(
    [weightStationary],
    [outputStationary],
    [lanes],
    [blocks],
    [{ ...weightStationary, overlapFolds: true }],
    [lanes, blocks],
  ),
  vectorLanes: fc.integer({ min: 1, max: 16 }),
  vectorSpecial: fc.integer({ min: 1, max: 4 }),
  vectorLatency: latency,
  sramBytes: fc.constant(65_536),
  sramRate: rate,
  sramLatency: latency,
  l2Bytes: fc.constantFrom(0, 512, 4096, 65_536),
  l2Rate: rate,
  l2Latency: latency,
  dramRate: rate,
  dramLatency: fc.integer({ min: 1, max: 100 }),
  topology: fc.constantFrom('crossbar', 'mesh', 'ring', 'through-l2'),
  injectRate: rate,
  ejectRate: rate,
  bisectionRate: rate,
  hopLatency: latency,
  multicast: fc.boolean(),
  barrier: fc.integer({ min: 0, max: 100 }),
  launchGap: fc.integer({ min: 0, max: 100 }),
  launchLatency: fc.integer({ min: 0, max: 100 }),
  turnaround: fc.integer({ min: 0, max: 100 }),
  exponentUpdate: fc.integer({ min: 1, max: 40 }),
  initReruns: fc.integer({ min: 1, max: 4 }),
});

export const formatNames = fc.constantFrom('fp32', 'fp16', 'bf16', 'flex16+5');

/** The kernel of that shape; with stages it needs a unit for each. */
function kernelOf(shape: KernelShape): Kernel {
  return defineKernel({
    name: 'random',
    title: 'random kernel of a property test',
    params: {},
    build: (k) => (shape.launches ? launched(k, shape) : resident(k, shape)),
  });
}

/** The kernel of a shape for a tiny chip: one with too few units for the stages gets it without them. */
export const kernelFor = (shape: KernelShape, { units = tinyFigures.units }: Partial<TinyFigures>): Kernel =>
  kernelOf({ ...shape, pipeline: shape.pipeline && shape.layers <= units });

/** Barrier of all units, or of a layer's stage and the next one's. */
function meet(k: KernelBuilder, stages: readonly Stage[], l: number): void {
  if (stages.length === 0) k.barrier();
  else k.barrier({ scope: 'local', ...(stages[l + 1] && { with: stages[l + 1] }) });
}

/** Weights and state stay in the units; exchange and barrier after each layer. With stages a layer sends its h on to the
 * units of the next one, which work on it while it goes on to the next step. */
function resident(k: KernelBuilder, s: KernelShape): void {
  const { hidden: H, input: I, batch: B, steps: T } = s;
  const stages = s.pipeline ? Array.from({ length: s.layers }, (_, l) => k.stage(`layer ${l}`)) : [];
  const at = (l: number) => (s.pipeline ? { stage: stages[l] } : {});
  const on = (l: number, body: () => void): void => (s.pipeline ? k.on(stages[l], body) : body());
  const x = k.input('x', [T, I, B], { residency: s.cachedInput ? 'cached' : 'streamed', ...at(0) });
  const y = s.store ? k.output('y', [T, H, B]) : null;
  const layers = Array.from({ length: s.layers }, (_, l) => {
    const width = l === 0 ? I : H;
    const weights = { shard: 'rows', groups: 4, residency: 'pinned', ...at(l) } as const;
    const rows = { shard: 'rows', ...at(l) } as const;
    return {
      W: k.input(`W${l}`, [4 * H, width], weights),
      U: k.input(`U${l}`, [4 * H, H], weights),
      b: k.input(`b${l}`, [4 * H, 1], weights),
      gates: k.buffer(`gates${l}`, [4 * H, B], { ...rows, groups: 4, precision: 'accumulator' }),
      c: k.buffer(`c${l}`, [H, B], { ...rows, zeroed: true }),
      own: k.buffer(`own${l}`, [H, B], rows),
      h: k.buffer(`h${l}`, [2, H, B], { zeroed: true, ...at(l) }),
      sent: s.pipeline && l > 0 ? k.buffer(`sent${l}`, [2, H, B], at(l)) : null,
    };
  });
  const side = s.side > 0 ? sideTensors(k, s, at(s.layers - 1)) : null;
  const extra = s.extras ? extraTensors(k, s, at(s.layers - 1)) : null;
  k.repeat('step', T, (t: LoopIndex) => {
    let below: TileLike = k.at(x, t);
    layers.forEach(({ W, U, b, gates, c, own, h, sent }, l) => {
      on(l, () => {
        k.matmul(gates, U, k.at(h, t.mod(2)));
        k.matmul(gates, W, sent === null ? below : k.at(sent, t.mod(2)), { accumulate: true });
        k.pointwise('lstmCell', [c, own], [gates, b, c]);
        k.exchange('all-gather', own, k.at(h, t.plus(1).mod(2)));
        const next = layers[l + 1]?.sent;
        if (next) k.exchange('all-gather', own, k.at(next, t.mod(2)));
        meet(k, stages, l);
        if (s.secondBarrier) meet(k, stages, l);
      });
      below = k.at(h, t.plus(1).mod(2));
    });
    on(s.layers - 1, () => {
      if (side !== null) sideProduct(k, side, below, () => meet(k, stages, s.layers - 1));
      if (extra !== null) extraStep(k, extra, layers[layers.length - 1].own, below, t);
      if (y !== null) k.copy(k.at(y, t), below);
    });
  });
  if (side !== null) on(s.layers - 1, () => k.copy(side.out, side.sum));
  if (extra !== null) on(s.layers - 1, () => k.copy(extra.out, extra.mixed));
}

type SideTensors = ReturnType<typeof sideTensors>;

function sideTensors(k: KernelBuilder, { side: rows, sideCut, hidden: H, batch: B }: KernelShape, at: TensorOptions) {
  const own = { shard: 'rows', ...at } as const;
  const terms = { columns: 'partial', blocks: 'block-terms', rows: null } as const;
  const shard = terms[sideCut];
  return {
    V: k.input('V', [rows, H], { shard: sideCut, residency: 'pinned', ...at }),
    terms: shard === null ? null : k.buffer('sideTerms', [rows, B], { shard, precision: 'accumulator', ...at }),
    e: k.buffer('e', [rows, B], own),
    sum: k.buffer('sum', [rows, B], { ...own, zeroed: true }),
    out: k.output('sums', [rows, B], own),
  };
}

function sideProduct(k: KernelBuilder, { V, terms, e, sum }: SideTensors, below: TileLike, meet: () => void): void {
  k.matmul(terms ?? e, V, below);
  if (terms !== null) {
    k.exchange('reduce-scatter', terms, e);
    meet();
  }
  k.pointwise('add', [sum], [sum, e]);
}

function extraTensors(k: KernelBuilder, { hidden: H, batch: B }: KernelShape, at: TensorOptions) {
  const rows = { shard: 'rows', ...at } as const;
  return {
    terms: k.buffer('terms', [1, B], { shard: 'partial', ...at }),
    mean: k.ring('mean', 2, [1, B], { zeroed: true, ...at }),
    turned: k.ring('turned', 2, [H, B], { ...rows, zeroed: true }),
    mixed: k.buffer('mixed', [H, B], { ...rows, zeroed: true }),
    across: k.buffer('across', [B, H], at),
    most: k.buffer('most', [B, 1], at),
    out: k.output('mixture', [H, B], rows),
  };
}

/** What was sent in a step is used in the next one, after that step's barrier. */
function extraStep(
  k: KernelBuilder,
  e: ReturnType<typeof extraTensors>,
  own: KernelTensor,
  below: TileLike,
  t: LoopIndex,
) {
  k.transpose(e.across, below);
  k.reduce('max', e.most, e.across, { over: 'columns' });
  const ins = [e.mixed, e.turned.now(t), e.mean.now(t)] as const;
  k.pointwise([e.mixed], ins, (mixed, turned, mean) => tanh(mixed.plus(turned.times(sigmoid(mean)))));
  k.reduce('mean', e.terms, own, { over: 'rows' });
  k.exchange('all-reduce', e.terms, e.mean.next(t));
  if (own.rows > 1) k.exchange('shift', own, e.turned.next(t), { rows: 1 });
}

/** Everything off the units, one launch for each operation. */
function launched(k: KernelBuilder, s: KernelShape): void {
  const { hidden: H, input: I, batch: B, steps: T } = s;
  const shared = { residency: 'cached', shard: 'rows' } as const;
  let below: KernelTensor = k.input('x', [T, I, B], { residency: s.cachedInput ? 'cached' : 'streamed' });
  for (let l = 0; l < s.layers; l++) {
    const W = k.input(`W${l}`, [4 * H, l === 0 ? I : H], { ...shared, groups: 4 });
    const U = k.input(`U${l}`, [4 * H, H], { ...shared, groups: 4 });
    const b = k.input(`b${l}`, [4 * H, 1], { ...shared, groups: 4 });
    const gates = k.buffer(`gates${l}`, [s.store ? T : 1, 4 * H, B], { ...shared, groups: 4 });
    const c = k.buffer(`c${l}`, [H, B], { ...shared, zeroed: true });
    const h = k.output(`h${l}`, [T, H, B], shared);
    const input = below;
    if (s.store) k.launch('inputs', () => k.matmul(gates, W, input));
    const step = (at: (tensor: KernelTensor) => TileLike, previous: TileLike | null): void => {
      const g = s.store ? at(gates) : gates;
      if (!s.store) k.launch('W·x', () => k.matmul(g, W, at(input)));
      if (previous !== null) k.launch('U·h', () => k.matmul(g, U, previous, { accumulate: true }));
      k.launch('cell', () => k.pointwise('lstmCell', [c, at(h)], [g, b, c]));
    };
    step((tensor) => k.at(tensor, 0), null);
    k.repeat(`step ${l}`, T - 1, (t) => step((tensor) => k.at(tensor, t.plus(1)), k.at(h, t)));
    below = h;
  }
}

export interface Planned {
  readonly program: Program;
  readonly target: Target;
}

/** Plan it; every random kernel fits every random chip. */
export function planned(shape: KernelShape, figures: Partial<TinyFigures>, format = 'fp32'): Planned {
  const target = tinyTarget(figures, format);
  const found = plan(kernelFor(shape, figures), {}, target);
  if (found.rejected !== null) throw new Error(`a random kernel was refused: ${JSON.stringify(found.rejected)}`);
  return { program: found.program, target };
}

/** Values of a program with seeded inputs. */
export function seededTensors(program: Program, format: NumericFormat, seed = 1): TensorStore {
  const tensors = new TensorStore(program, format, { seed });
  for (const t of program.tensors) {
    if (t.role !== 'input') continue;
    const values = new Float32Array(t.slots * t.rows * t.columns);
    fillUniform(values, { seed, stream: t.id, step: 0 }, -1, 1);
    tensors.set(t.name, values);
  }
  return tensors;
}
