/** @file Convolution: values against TensorFlow.js, bytes counted by hand, Winograd only where the library has it, suites
 * against the networks' published sizes. */
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { conv2d, cutOf } from '../../src/kernels/conv2d.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { convReference } from '../../src/kernels/reference/conv2d.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { deepbenchGemm } from '../../src/models/suites/deepbenchGemm.js';
import { layerSuites } from '../../src/models/suites/index.js';
import { resnet50 } from '../../src/models/suites/resnet50.js';
import { convolutionTotals } from '../../src/models/suites/suite.js';
import { vgg16 } from '../../src/models/suites/vgg16.js';
import { parseFormat } from '../../src/numerics/format.js';
import { fillUniform } from '../../src/numerics/random.js';
import { chip } from '../../src/sim/chips/index.js';
import { execute } from '../../src/sim/execute.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';
import { TensorStore } from '../../src/sim/tensors.js';

type Params = Readonly<Record<string, number>>;

function targetOf(name: string, format: string, runtime?: string): Target {
  return {
    chip: chip(name),
    runtime: runtimeFor(chip(name), runtime),
    format: parseFormat(format),
  };
}

function planned(params: Params, target: Target) {
  const result = plan(conv2d, params, target);
  if (result.rejected !== null) throw new Error('conv2d pins nothing: it cannot be rejected');
  return result;
}

function uniform(length: number, stream: number): Float32Array {
  const values = new Float32Array(length);
  fillUniform(values, { seed: 5, stream, step: 0 }, -1, 1);
  return values;
}

/** y of the program and of tfjs, both [N·pixels, K]. */
function bothWays(params: Params): {
  ours: Float32Array;
  theirs: Float32Array;
  reference: Float32Array;
} {
  const p = conv2d.graph(params).params;
  const { batch: N, channels: C, height, width, filters: K, kernelHeight: R, kernelWidth: S } = p;
  const { program } = planned(params, targetOf('nnp-t1000', 'fp32'));
  const tensors = new TensorStore(program, parseFormat('fp32'));
  const [image, filters] = [uniform(N * height * width * C, 1), uniform(K * C * R * S, 2)];
  const pad: [number, number] = [p.padding, p.padding];
  const theirs = tf.tidy(() => {
    const x = tf.tensor4d(image, [N, height, width, C]);
    const w = tf.tensor4d(filters, [K, C, R, S]).transpose<tf.Tensor4D>([2, 3, 1, 0]);
    return tf.conv2d(x, w, p.stride, [[0, 0], pad, pad, [0, 0]]).dataSync() as Float32Array;
  });
  const last = cutOf(p) === 'pixels';
  const given = last ? image : channelsFirst(image, height * width, C);
  tensors.set('x', given);
  tensors.set('W', filters);
  execute(program, tensors);
  const y = tensors.get('y').slice();
  const reference = convReference(p, {
    x: Float64Array.from(given),
    W: Float64Array.from(filters),
  }).y;
  const asTfjs = (values: Float32Array) => (last ? values : channelsLast(values, values.length / (N * K), K));
  return {
    ours: asTfjs(y),
    theirs,
    reference: asTfjs(Float32Array.from(reference)),
  };
}

/** [N, pixels, C] → [N, C, pixels] and back. */
const channelsFirst = (x: Float32Array, pixels: number, C: number): Float32Array =>
  x.map((_, i) => x[(Math.floor(i / (C * pixels)) * pixels + (i % pixels)) * C + (Math.floor(i / pixels) % C)]);
const channelsLast = (x: Float32Array, pixels: number, C: number): Float32Array => channelsFirst(x, C, pixels);

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe('values', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('are those of tfjs for any geometry, cut by pixels or by filters', () => {
    const geometry = fc.record({
      batch: fc.integer({ min: 1, max: 2 }),
      channels: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 3, max: 7 }),
      width: fc.integer({ min: 3, max: 7 }),
      filters: fc.constantFrom(1, 4, 60),
      kernelHeight: fc.integer({ min: 1, max: 3 }),
      kernelWidth: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 2 }),
    });
    const cuts = new Set<string>();
    fc.assert(
      fc.property(geometry, (params) => {
        cuts.add(cutOf(params));
        const { ours, theirs, reference } = bothWays(params);
        expect(ours.length).toBe(theirs.length);
        expect(worst(ours, theirs)).toBeLessThan(1e-5);
        expect(worst(reference, theirs)).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
    expect(cuts).toEqual(new Set(['pixels', 'filters']));
  });
});

describe('bytes', () => {
  it('of the images cross DRAM once, not once for each window', () => {
    // TPU v1 has one unit. 2 images of 16 x 16 pixels and 8 channels, 12 filters of 3 x 3, 2 bytes an element:
    // x 2·256·8, W 12·8·9, y 2·256·12 elements. The matrix of windows would be 9 times x.
    const params = { batch: 2, channels: 8, height: 16, filters: 12 };
    const { result } = planned(params, targetOf('tpu-v1', 'fp16'));
    expect(result.bytes.dram).toBe((2 * 256 * 8 + 12 * 8 * 9 + 2 * 256 * 12) * 2);
  });

  it('that no window covers are not read', () => {
    // 1 x 1 at stride 2: every second row and column, a quarter of 16 x 16.
    const params = {
      batch: 2,
      channels: 8,
      height: 16,
      filters: 12,
      kernelHeight: 1,
      stride: 2,
      padding: 0,
    };
    const { result } = planned(params, targetOf('tpu-v1', 'fp16'));
    expect(result.bytes.dram).toBe((2 * 64 * 8 + 12 * 8 + 2 * 64 * 12) * 2);
  });
});

describe('Winograd F(2x2, 3x3)', () => {
  const params = { batch: 8, channels: 128, height: 28, filters: 128 };
  const direct = 8 * 784 * 128 * 128 * 9;

  it('does 16 multiplies where 36 were, at stride 1 on the lanes of a chip whose library has it', () => {
    const { result, mapping } = planned(params, targetOf('titan-xp', 'fp32'));
    expect(Object.values(mapping.engines)[0]).toContain('Winograd');
    expect(result.macs).toBe((direct * 16) / 36);
  });

  it.each([
    ['stride 2', { ...params, stride: 2 }, targetOf('titan-xp', 'fp32'), direct / 4],
    ['a 5 x 5 kernel', { ...params, kernelHeight: 5, padding: 2 }, targetOf('titan-xp', 'fp32'), (direct * 25) / 9],
    ['tensor cores', params, targetOf('v100', 'fp16'), direct],
    ['a chip without a library', params, targetOf('nnp-t1000', 'fp16'), direct],
  ])('is not taken with %s', (_, given, target, macs) => {
    const { result, mapping } = planned(given, target);
    expect(Object.values(mapping.engines)[0]).not.toContain('Winograd');
    expect(result.macs).toBe(macs);
  });
});

describe('bad geometry', () => {
  it('is refused with the sizes', () => {
    const tooLarge = { height: 4, kernelHeight: 7, padding: 1 };
    expect(() => conv2d.graph(tooLarge)).toThrow(/no larger than the padded image, found 7 x 7 over 4 x 4/);
    expect(() => conv2d.graph({ stride: 0 })).toThrow(/stride of conv2d/);
  });
});

describe('suites', () => {
  it('ResNet-50 has 53 convolutions, 23,454,912 weights and 3.86 G multiply-accumulates', () => {
    // 25,557,032 parameters less 2,049,000 of the last layer and 53,120 of the batch normalisations.
    expect(resnet50.problems.reduce((n, p) => n + p.count, 0)).toBe(53);
    expect(convolutionTotals(resnet50).weights).toBe(23_454_912);
    expect(convolutionTotals(resnet50).macs / 1e9).toBeCloseTo(3.86, 2);
  });

  it('VGG-16 has 13 convolutions, 14,710,464 weights and 15.35 G multiply-accumulates', () => {
    // 138,357,544 parameters less 123,642,856 of three dense layers and 4,224 biases.
    expect(vgg16.problems.reduce((n, p) => n + p.count, 0)).toBe(13);
    expect(convolutionTotals(vgg16).weights).toBe(138_357_544 - 123_642_856 - 4224);
    expect(convolutionTotals(vgg16).macs / 1e9).toBeCloseTo(15.35, 2);
  });

  it('of all kernels have parameters that the kernels accept', () => {
    for (const { kernel, problems } of layerSuites) {
      for (const { params } of problems) expect(kernelNamed(kernel).graph(params).params).toMatchObject(params);
    }
    expect(new Set(deepbenchGemm.problems.map((p) => p.name)).size).toBe(deepbenchGemm.problems.length);
  });
});
