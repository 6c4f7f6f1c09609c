/** @file gpu.js, asked for its CPU mode and for its GPU mode. Where it finds no GPU it takes another mode without a word, so
 * the row says which kernel class really ran; and its modes were seen to sum differently, so a known sum is tried first. */
import { type Contender, failed, type Loader, load, type Prepared } from '../contender.js';
import type { Workload } from '../workload.js';

/** The part of gpu.js that is used; a kernel is a function whose text gpu.js reads, `this` its thread. */
interface GpuKernel {
  (...args: readonly unknown[]): GpuResult;
  setOutput(output: readonly number[]): GpuKernel;
  setConstants(constants: Readonly<Record<string, number>>): GpuKernel;
  readonly kernel?: { readonly constructor: { readonly mode?: string; readonly name: string } };
}
type Rows = readonly Float32Array[];
type GpuResult = Rows | Float32Array | Promise<Rows>;
interface Gpu {
  createKernel(fn: (this: Thread, ...args: never[]) => number): GpuKernel;
  destroy(): void;
}
interface GpuModule {
  readonly GPU: new (options: { readonly mode: string }) => Gpu;
}
interface Thread {
  readonly thread: { readonly x: number; readonly y: number };
  readonly constants: Readonly<Record<string, number>>;
}

const TERMS = 10_000;
const SUM = (TERMS * (TERMS - 1)) / 2;

export const gpuJs: Loader = async () => {
  const module = await load<GpuModule & { readonly default?: GpuModule }>('gpu.js');
  if (failed(module)) return [module];
  const { GPU } = module.GPU === undefined ? module.default! : module;
  return ['cpu', 'gpu'].map((mode) => contender(GPU, mode));
};

function contender(GPU: GpuModule['GPU'], mode: string): Contender {
  const { ran, sum } = probe(GPU, mode);
  const off = sum === SUM ? {} : { remark: `sums 0 … ${TERMS - 1} to ${sum}, not ${SUM}` };
  return {
    library: 'gpu.js',
    backend: ran === mode ? ran : `${ran} (asked for ${mode})`,
    format: 'fp32',
    ...off,
    prepare: (workload) =>
      workload.kind === 'gemm' ? product(new GPU({ mode }), workload) : lstm(new GPU({ mode }), workload),
  };
}

/** Which mode really runs, and what it makes of a sum whose value is known. */
function probe(GPU: GpuModule['GPU'], mode: string): { readonly ran: string; readonly sum: number } {
  const gpu = new GPU({ mode });
  const kernel = gpu
    .createKernel(function (this: Thread) {
      let total = 0;
      for (let i = 0; i < this.constants.terms; i++) total += i;
      return total;
    })
    .setConstants({ terms: TERMS })
    .setOutput([1]);
  const [sum] = kernel() as Float32Array;
  const made = kernel.kernel?.constructor;
  gpu.destroy();
  return { ran: made?.mode ?? made?.name ?? 'unknown', sum };
}

/** A [m, k] times B [k, n], as kernels of gpu.js see them: lists of rows. */
function multiply(gpu: Gpu, m: number, n: number, k: number): GpuKernel {
  return gpu
    .createKernel(function (this: Thread, a: never, b: never) {
      let total = 0;
      for (let i = 0; i < this.constants.k; i++) total += a[this.thread.y][i] * b[i][this.thread.x];
      return total;
    })
    .setConstants({ k })
    .setOutput([n, m]);
}

function product(gpu: Gpu, { params: { m, n, k }, inputs: { A, B } }: Workload): Prepared {
  const kernel = multiply(gpu, m, n, k);
  const [a, b] = [rowsOf(A, m, k), rowsOf(B, k, n)];
  let rows: Rows = [];
  return {
    run: async () => {
      rows = (await kernel(a, b)) as Rows;
    },
    output: () => flat(rows, n),
    dispose: () => gpu.destroy(),
  };
}

/** Per step and layer: the products of [x; h] with the layer's weights, then the cell, as two kernels more. */
function lstm(gpu: Gpu, { params, inputs }: Workload): Prepared {
  const { hidden, layers, batch, steps, input } = params;
  const gatesOf = Array.from({ length: layers }, (_, l) =>
    multiply(gpu, 4 * hidden, batch, (l > 0 ? hidden : input) + hidden),
  );
  const weights = Array.from({ length: layers }, (_, l) => {
    const width = l > 0 ? hidden : input;
    const [W, U] = [rowsOf(inputs[`W${l}`], 4 * hidden, width), rowsOf(inputs[`U${l}`], 4 * hidden, hidden)];
    return W.map((row, r) => Float32Array.from([...row, ...U[r]]));
  });
  const biases = Array.from({ length: layers }, (_, l) => inputs[`b${l}`]);
  const [nextC, nextH] = cellKernels(gpu, hidden, batch);
  const xs = Array.from({ length: steps }, (_, t) => rowsOf(inputs.x, input, batch, t * input * batch));
  const zeros = rowsOf(new Float32Array(hidden * batch), hidden, batch);
  let tops: Rows[] = [];
  return {
    run: async () => {
      const [h, c] = [weights.map((): Rows => zeros), weights.map((): Rows => zeros)];
      tops = [];
      for (const x of xs) {
        let below: Rows = x;
        for (let l = 0; l < layers; l++) {
          const gates = await gatesOf[l](weights[l], [...below, ...h[l]]);
          c[l] = (await nextC(gates, biases[l], c[l])) as Rows;
          h[l] = (await nextH(gates, biases[l], c[l])) as Rows;
          below = h[l];
        }
        tops.push(below);
      }
    },
    output: () => Float32Array.from(tops.flatMap((rows) => [...flat(rows, batch)])),
    dispose: () => gpu.destroy(),
  };
}

/** c = σ(f) c + σ(i) tanh(g), and h = σ(o) tanh(c). */
function cellKernels(gpu: Gpu, hidden: number, batch: number): readonly [GpuKernel, GpuKernel] {
  const nextC = gpu.createKernel(function (this: Thread, gates: never, bias: never, c: never) {
    const row = this.thread.y;
    const column = this.thread.x;
    const i = 1 / (1 + Math.exp(-(gates[row][column] + bias[row])));
    const f = 1 / (1 + Math.exp(-(gates[row + this.constants.hidden][column] + bias[row + this.constants.hidden])));
    const g = Math.tanh(gates[row + 2 * this.constants.hidden][column] + bias[row + 2 * this.constants.hidden]);
    return f * c[row][column] + i * g;
  });
  const nextH = gpu.createKernel(function (this: Thread, gates: never, bias: never, c: never) {
    const row = this.thread.y + 3 * this.constants.hidden;
    const o = 1 / (1 + Math.exp(-(gates[row][this.thread.x] + bias[row])));
    return o * Math.tanh(c[this.thread.y][this.thread.x]);
  });
  return [nextC, nextH].map((kernel) =>
    kernel.setConstants({ hidden }).setOutput([batch, hidden]),
  ) as unknown as readonly [GpuKernel, GpuKernel];
}

function rowsOf(a: Float32Array, rows: number, columns: number, offset = 0): Float32Array[] {
  return Array.from({ length: rows }, (_, r) => a.slice(offset + r * columns, offset + (r + 1) * columns));
}

function flat(rows: Rows, columns: number): Float32Array {
  const out = new Float32Array(rows.length * columns);
  for (const [r, row] of rows.entries()) out.set(row, r * columns);
  return out;
}
