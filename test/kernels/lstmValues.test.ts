/** @file Values of the LSTM kernels: against the float64 reference, against TensorFlow.js, and against each other. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { lstmReference } from '../../src/kernels/reference/lstm.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { fillUniform } from '../../src/numerics/random.js';
import { chip } from '../../src/sim/chips/index.js';
import { execute } from '../../src/sim/execute.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import { TensorStore } from '../../src/sim/tensors.js';

const RUNGS = ['lstm.naive', 'lstm.fused', 'lstm.in-cache'];
type Sizes = { hidden: number; layers: number; batch: number; steps: number; input: number };
const SIZES: readonly Sizes[] = [
  { hidden: 5, layers: 1, batch: 1, steps: 4, input: 3 },
  { hidden: 8, layers: 2, batch: 3, steps: 7, input: 6 },
  { hidden: 20, layers: 3, batch: 2, steps: 12, input: 20 },
];

/** Seeded inputs by name: the same for every rung, whatever order it declares them in. */
function inputsOf({ hidden: H, layers: L, batch: B, steps: T, input: I }: Sizes): Record<string, Float32Array> {
  const lengths: [string, number, number][] = [['x', T * I * B, 1]];
  for (let l = 0; l < L; l++) {
    const range = 1 / Math.sqrt(H);
    lengths.push([`W${l}`, 4 * H * (l === 0 ? I : H), range], [`U${l}`, 4 * H * H, range], [`b${l}`, 4 * H, range]);
  }
  return Object.fromEntries(
    lengths.map(([name, length, range], stream) => {
      const values = new Float32Array(length);
      fillUniform(values, { seed: 7, stream, step: 0 }, -range, range);
      return [name, values];
    }),
  );
}

function valuesOf(kernel: Kernel, sizes: Sizes, chipName = 'nnp-t1000', format = 'fp32'): Float32Array {
  const spec = chip(chipName);
  const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat(format) };
  const planned = plan(kernel, sizes, target);
  if (planned.rejected !== null) throw new Error('does not fit');
  const tensors = new TensorStore(planned.program, target.format);
  for (const [name, values] of Object.entries(inputsOf(sizes))) tensors.set(name, values);
  execute(planned.program, tensors);
  return tensors.get('y');
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

/** [slots, rows, columns] of ours to [batch, steps, features] of tfjs. */
function batchFirst(values: Float32Array, T: number, F: number, B: number): tf.Tensor3D {
  return tf.tensor3d(values, [T, F, B]).transpose<tf.Tensor3D>([2, 0, 1]);
}

/** tf.layers.lstm with our weights. Its kernel is [in, 4H], its gates are i, f, c, o like ours; sigmoid must be asked
 * for (the default is hardSigmoid). */
function tfjsValues({ hidden: H, layers: L, batch: B, steps: T, input: I }: Sizes): Float32Array {
  const inputs = inputsOf({ hidden: H, layers: L, batch: B, steps: T, input: I });
  return tf.tidy(() => {
    let below: tf.Tensor = batchFirst(inputs.x, T, I, B);
    for (let l = 0; l < L; l++) {
      const width = l === 0 ? I : H;
      const layer = tf.layers.lstm({
        units: H,
        returnSequences: true,
        recurrentActivation: 'sigmoid',
        activation: 'tanh',
        weights: [
          tf.tensor2d(inputs[`W${l}`], [4 * H, width]).transpose(),
          tf.tensor2d(inputs[`U${l}`], [4 * H, H]).transpose(),
          tf.tensor1d(inputs[`b${l}`]),
        ],
      });
      below = layer.apply(below) as tf.Tensor;
    }
    return below.transpose([1, 2, 0]).dataSync() as Float32Array;
  });
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(SIZES)('LSTM %o in fp32', (sizes) => {
  const inputs = Object.fromEntries(Object.entries(inputsOf(sizes)).map(([n, v]) => [n, Float64Array.from(v)]));
  const reference = lstmReference(sizes, inputs).y;

  it.each(RUNGS)('%s agrees with the float64 reference', (name) => {
    const values = valuesOf(kernelNamed(name), sizes);
    expect(Math.max(...values)).toBeGreaterThan(0.01);
    expect(largestDifference(values, reference)).toBeLessThan(1e-5);
  });

  it('the rungs agree with TensorFlow.js', () => {
    const expected = tfjsValues(sizes);
    for (const name of RUNGS)
      expect(largestDifference(valuesOf(kernelNamed(name), sizes), expected)).toBeLessThan(1e-5);
  });

  it('the rungs agree with each other', () => {
    const [naive, fused, inCache] = RUNGS.map((name) => valuesOf(kernelNamed(name), sizes));
    // naive and fused sum W·x and U·h in the same order: the same bits. in-cache takes U·h first.
    expect(fused).toEqual(naive);
    expect(largestDifference(inCache, naive)).toBeLessThan(2e-6);
  });

  it.each(RUNGS)('%s has the same bits on every chip', (name) => {
    const [first, ...others] = ['nnp-t1000', 'titan-v', 'graphcore-gc2', 'xeon-8180'].map((chipName) =>
      valuesOf(kernelNamed(name), sizes, chipName),
    );
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('narrow formats', () => {
  it.each([
    ['fp16', 2e-3],
    ['bf16', 2e-2],
    ['flex16+5', 4e-3],
  ])('%s stays near fp32, and is not fp32', (format, tolerance) => {
    const exact = valuesOf(kernelNamed('lstm.in-cache'), SIZES[1]);
    const narrow = valuesOf(kernelNamed('lstm.in-cache'), SIZES[1], 'nnp-t1000', format);
    const difference = largestDifference(narrow, exact);
    expect(difference).toBeLessThan(tolerance);
    expect(difference).toBeGreaterThan(1e-6);
  });
});
