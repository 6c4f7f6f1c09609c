/** @file What is timed on the user's machine: the LSTM and the matrix product of the simulated rows, with seeded inputs in
 * the kernels' own layout and the float64 result that every contender is held to. */
import { checkParams, type Params } from '../../kernels/kernel.js';
import { kernelNamed } from '../../kernels/registry.js';
import { valueProgram } from '../../models/valueProgram.js';
import { InputError } from '../../numerics/errors.js';
import { fillUniform } from '../../numerics/random.js';

export type WorkloadKind = 'lstm' | 'gemm';

export interface Workload {
  readonly kind: WorkloadKind;
  /** The kernel whose op stream is run, and whose simulated rows stand beside. */
  readonly kernel: string;
  readonly params: Params;
  /** By tensor name, row-major as the kernel declares them. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly output: string;
  readonly expected: Float64Array;
  /** Arithmetic operations of the matrix products; a multiply-add counts as two. */
  readonly operations: number;
}

const kernels: Readonly<Record<WorkloadKind, string>> = { lstm: 'lstm.in-cache', gemm: 'gemm' };

/** Longest that the float64 reference, plain loops, may have to work: about ten seconds. */
const MOST_OPERATIONS = 2e10;

/** Throws InputError for bad parameters, and for what the reference would take too long to check. */
export function workload(kind: WorkloadKind, given: Params, seed: number): Workload {
  const kernel = kernelNamed(kernels[kind]);
  const params = checkParams(kernel.name, kernel.params, given);
  const operations = kind === 'lstm' ? lstmOperations(params) : 2 * params.m * params.n * params.k;
  if (operations > MOST_OPERATIONS) {
    const found = `${operations.toExponential(1)} operations`;
    throw new InputError({ where: `${kind} on the host`, expected: `at most ${MOST_OPERATIONS} to be checked`, found });
  }
  const inputs: Record<string, Float32Array> = {};
  let output = '';
  for (const t of valueProgram(kernel, params).tensors) {
    if (t.role === 'output') output = t.name;
    if (t.role !== 'input') continue;
    const range = kernel.check!.inputRange(t.name, params);
    inputs[t.name] = new Float32Array(t.slots * t.rows * t.columns);
    fillUniform(inputs[t.name], { seed, stream: t.id, step: 0 }, -range, range);
  }
  const exact = Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, Float64Array.from(values)]));
  const expected = kernel.check!.reference(params, exact)[output];
  return { kind, kernel: kernel.name, params, inputs, output, expected, operations };
}

function lstmOperations({ hidden, layers, batch, steps, input }: Params): number {
  return 2 * 4 * hidden * batch * steps * (input + hidden + (layers - 1) * 2 * hidden);
}

/** Rows of a matrix with `rows` rows become columns. */
export function transposed(a: ArrayLike<number>, rows: number, columns: number, offset = 0): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = a[offset + r * columns + c];
  }
  return out;
}

/** Difference from the reference, relative, in the 2-norm; not a number when the sizes differ. */
export function relativeError(values: ArrayLike<number>, expected: Float64Array): number {
  if (values.length !== expected.length) return Number.NaN;
  let [errors, norms] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    errors += (values[i] - expected[i]) ** 2;
    norms += expected[i] ** 2;
  }
  return Math.sqrt(errors / norms);
}
