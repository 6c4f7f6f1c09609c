/** @file Random kernels, chips and inputs for property tests. The kernels are written with the author API, like any
 * kernel: recurrent layers with resident or streamed weights, exchanges, launches, and side work of another width. */
import fc from 'fast-check';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import { sigmoid, tanh } from '../../src/kernels/expression/functions.js';
import type { KernelTensor, LoopIndex, TileLike } from '../../src/kernels/handles.js';
import { defineKernel, type Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import type { NumericFormat } from '../../src/numerics/format.js';
import { fillUniform } from '../../src/numerics/random.js';
import type { Program } from '../../src/sim/program.js';
import type { Target } from '../../src/sim/target.js';
import { TensorStore } from '../../src/sim/tensors.js';
import { blocks, lanes, outputStationary, type TinyFigures, tinyTarget, weightStationary } from './tinyChip.js';

export interface KernelShape {
  readonly hidden: number;
  readonly input: number;
  readonly batch: number;
  readonly layers: number;
  readonly steps: number;
  /** Rows of a side tensor that is computed beside the layers: classes of units get unequal work. */
  readonly side: number;
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

/** The kernel of that shape. */
export function kernelOf(shape: KernelShape): Kernel {
  return defineKernel({
    name: 'random',
    title: 'random kernel of a property test',
    params: {},
    build: (k) => (shape.launches ? launched(k, shape) : resident(k, shape)),
  });
}

/** Weights and state stay in the units; exchange and barrier after each layer. */
function resident(k: KernelBuilder, s: KernelShape): void {
  const { hidden: H, input: I, batch: B, steps: T } = s;
  const x = k.input('x', [T, I, B], { residency: s.cachedInput ? 'cached' : 'streamed' });
  const y = s.store ? k.output('y', [T, H, B]) : null;
  const layers = Array.from({ length: s.layers }, (_, l) => {
    const width = l === 0 ? I : H;
    const weights = { shard: 'rows', groups: 4, residency: 'pinned' } as const;
    return {
      W: k.input(`W${l}`, [4 * H, width], weights),
      U: k.input(`U${l}`, [4 * H, H], weights),
      b: k.input(`b${l}`, [4 * H, 1], weights),
      gates: k.buffer(`gates${l}`, [4 * H, B], { shard: 'rows', groups: 4, precision: 'accumulator' }),
      c: k.buffer(`c${l}`, [H, B], { shard: 'rows', zeroed: true }),
      own: k.buffer(`own${l}`, [H, B], { shard: 'rows' }),
      h: k.buffer(`h${l}`, [2, H, B], { zeroed: true }),
    };
  });
  const side = s.side > 0 ? sideTensors(k, s.side, H, B) : null;
  const extra = s.extras ? extraTensors(k, H, B) : null;
  k.repeat('step', T, (t: LoopIndex) => {
    let below: TileLike = k.at(x, t);
    for (const { W, U, b, gates, c, own, h } of layers) {
      k.matmul(gates, U, k.at(h, t.mod(2)));
      k.matmul(gates, W, below, { accumulate: true });
      k.pointwise('lstmCell', [c, own], [gates, b, c]);
      k.exchange('all-gather', own, k.at(h, t.plus(1).mod(2)));
      k.barrier();
      if (s.secondBarrier) k.barrier('again');
      below = k.at(h, t.plus(1).mod(2));
    }
    if (side !== null) {
      k.matmul(side.e, side.V, below);
      k.pointwise('add', [side.sum], [side.sum, side.e]);
    }
    if (extra !== null) extraStep(k, extra, layers[layers.length - 1].own, below, t);
    if (y !== null) k.copy(k.at(y, t), below);
  });
  if (side !== null) k.copy(side.out, side.sum);
  if (extra !== null) k.copy(extra.out, extra.mixed);
}

function sideTensors(k: KernelBuilder, rows: number, H: number, B: number) {
  return {
    V: k.input('V', [rows, H], { shard: 'rows', residency: 'pinned' }),
    e: k.buffer('e', [rows, B], { shard: 'rows' }),
    sum: k.buffer('sum', [rows, B], { shard: 'rows', zeroed: true }),
    out: k.output('sums', [rows, B], { shard: 'rows' }),
  };
}

function extraTensors(k: KernelBuilder, H: number, B: number) {
  return {
    terms: k.buffer('terms', [1, B], { shard: 'partial' }),
    mean: k.ring('mean', 2, [1, B], { zeroed: true }),
    turned: k.ring('turned', 2, [H, B], { shard: 'rows', zeroed: true }),
    mixed: k.buffer('mixed', [H, B], { shard: 'rows', zeroed: true }),
    across: k.buffer('across', [B, H]),
    most: k.buffer('most', [B, 1]),
    out: k.output('mixture', [H, B], { shard: 'rows' }),
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
  const found = plan(kernelOf(shape), {}, target);
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
