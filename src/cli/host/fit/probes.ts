/** @file What the chip file of this machine is fitted on: copies and pointer chases in memory, products, element-wise work
 * and the cost of an operation in our own core. No LSTM is among them: its time is predicted, not fitted. */
import { defineKernel, type Kernel, size } from '../../../kernels/kernel.js';
import { valueProgram } from '../../../models/valueProgram.js';
import { parseFormat } from '../../../numerics/format.js';
import { execute } from '../../../sim/execute.js';
import { TensorStore } from '../../../sim/tensors.js';

/** Least seconds of `times` runs: a probe asks what the machine can do, not what it does on average. */
function least(times: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}

const COPIED_BYTES = 64 * 2 ** 20;

/** Bytes read (and as many written) a second by copies within a working set of `bytes`. */
export function copyBytesPerSecond(bytes: number): number {
  const half = Math.max(64, Math.floor(bytes / 2 / 8));
  const [from, to] = [new Float64Array(half).fill(1), new Float64Array(half)];
  const copies = Math.max(1, Math.ceil(COPIED_BYTES / (8 * half)));
  const seconds = least(5, () => {
    for (let i = 0; i < copies; i++) to.set(from);
  });
  return (copies * 8 * half) / seconds;
}

const CACHE_LINE_BYTES = 64;
const CHASES = 1 << 18;

/** Seconds of one load whose address is the value of the one before, in a working set of `bytes`, a line a step. */
export function loadSeconds(bytes: number): number {
  const lines = Math.max(2, Math.floor(bytes / CACHE_LINE_BYTES));
  const stride = CACHE_LINE_BYTES / Int32Array.BYTES_PER_ELEMENT;
  const next = new Int32Array(lines * stride);
  const order = shuffled(lines);
  for (let i = 0; i < lines; i++) next[order[i] * stride] = order[(i + 1) % lines] * stride;
  let at = 0;
  const seconds = least(5, () => {
    for (let i = 0; i < CHASES; i++) at = next[at];
  });
  if (at < 0) throw new Error('a chase left its array'); // also keeps the loop alive
  return seconds / CHASES;
}

/** 0 … n - 1 in an order that prefetchers do not follow; the same at every run. */
function shuffled(n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let state = 1;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Seconds that our core takes for one run of a kernel in fp32. */
function kernelSeconds(kernel: Kernel, params: Readonly<Record<string, number>>): number {
  const program = valueProgram(kernel, params);
  const tensors = new TensorStore(program, parseFormat('fp32'), { seed: 1 });
  try {
    execute(program, tensors);
    return least(9, () => execute(program, tensors, { check: false }));
  } finally {
    tensors.dispose();
  }
}

const ROUNDS = 20;

/** `ROUNDS` times the same element-wise function on n values. */
const elementwise = (fn: string): Kernel =>
  defineKernel({
    name: `host.${fn}`,
    title: fn,
    params: { n: size(4096, 'values') },
    build(k) {
      const x = k.input('x', [k.params.n, 1]);
      const [from, to] = [k.buffer('from', [k.params.n, 1]), k.buffer('to', [k.params.n, 1])];
      k.copy(from, x);
      k.repeat('round', ROUNDS, () => k.pointwise(fn, [to], fn === 'add' ? [from, from] : [from]));
      k.copy(k.output('y', [k.params.n, 1]), to);
    },
  });

const product: Kernel = defineKernel({
  name: 'host.product',
  title: 'products in caches',
  params: { m: size(256, 'rows'), n: size(32, 'columns'), k: size(256, 'sum') },
  build(k) {
    const { m, n, k: inner } = k.params;
    const [a, b] = [k.buffer('a', [m, inner], { zeroed: true }), k.buffer('b', [inner, n], { zeroed: true })];
    const c = k.buffer('c', [m, n], { precision: 'accumulator' });
    k.repeat('round', ROUNDS, () => k.matmul(c, a, b));
    k.copy(k.output('y', [m, n]), c);
  },
});

export interface CoreRates {
  readonly macsPerSecond: number;
  /** Element-wise additions a second, and evaluations of tanh. */
  readonly additionsPerSecond: number;
  readonly specialsPerSecond: number;
  /** Seconds of an operation on next to nothing: reading the op stream, finding the tiles, calling the core. */
  readonly operationSeconds: number;
}

export function coreRates(): CoreRates {
  const operationSeconds = kernelSeconds(elementwise('add'), { n: 1 }) / ROUNDS;
  const rate = (kernel: Kernel, params: Readonly<Record<string, number>>, amount: number): number =>
    amount / Math.max(1e-12, kernelSeconds(kernel, params) / ROUNDS - operationSeconds);
  const shape = { m: 512, n: 64, k: 256 };
  return {
    macsPerSecond: rate(product, shape, shape.m * shape.n * shape.k),
    additionsPerSecond: rate(elementwise('add'), { n: 4096 }, 4096),
    specialsPerSecond: rate(elementwise('tanh'), { n: 4096 }, 4096),
    operationSeconds,
  };
}
