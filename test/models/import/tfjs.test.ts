/** @file TensorFlow.js models: the values of every layer, on every rung and in several formats, against tfjs itself. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../../src/models/import/network.js';
import { predict, predictReference } from '../../../src/models/import/predict.js';
import { kernelsOf } from '../../../src/models/import/toKernel/rungs.js';
import { target } from '../../../src/sim/namedTarget.js';
import { inputFor, predicted, randomise, read, saved } from './tfjsModels.js';

const { layers } = tf;

interface Case {
  readonly name: string;
  readonly input: readonly number[];
  readonly vocabulary?: number;
  readonly layers: () => tf.layers.Layer[];
}

const sequence =
  (...rest: (() => tf.layers.Layer)[]): (() => tf.layers.Layer[]) =>
  () =>
    rest.map((make) => make());
const BATCH = 3;

const cases: readonly Case[] = [
  {
    name: 'dense layers with every activation',
    input: [7],
    layers: sequence(
      () => layers.dense({ units: 6, activation: 'relu', inputShape: [7] }),
      () => layers.dense({ units: 5, activation: 'tanh' }),
      () => layers.dense({ units: 9, activation: 'sigmoid' }),
      () => layers.dense({ units: 4, activation: 'hardSigmoid', useBias: false }),
      () => layers.dropout({ rate: 0.4 }),
      () => layers.dense({ units: 5, activation: 'softmax' }),
    ),
  },
  {
    name: 'activations of their own',
    input: [6],
    layers: sequence(
      () => layers.activation({ activation: 'tanh', inputShape: [6] }),
      () => layers.dense({ units: 5 }),
      () => layers.reLU({}),
      () => layers.activation({ activation: 'hardSigmoid' }),
      () => layers.dense({ units: 4, useBias: false }),
      () => layers.softmax({ axis: -1 }),
    ),
  },
  {
    name: 'three LSTMs: hard sigmoid, sigmoid, ReLU states',
    input: [6, 5],
    layers: sequence(
      () => layers.lstm({ units: 4, returnSequences: true, inputShape: [6, 5] }),
      () => layers.lstm({ units: 3, returnSequences: true, recurrentActivation: 'sigmoid' }),
      () => layers.lstm({ units: 5, recurrentActivation: 'sigmoid', activation: 'relu' }),
      () => layers.dense({ units: 2 }),
    ),
  },
  {
    name: 'LSTM that returns sequences to the end',
    input: [5, 3],
    layers: sequence(
      () => layers.lstm({ units: 4, returnSequences: true, useBias: false, inputShape: [5, 3] }),
      () => layers.timeDistributed({ layer: layers.dense({ units: 3, activation: 'softmax' }) }),
    ),
  },
  {
    name: 'GRUs',
    input: [5, 3],
    layers: sequence(
      () => layers.gru({ units: 4, returnSequences: true, recurrentActivation: 'sigmoid', inputShape: [5, 3] }),
      () => layers.gru({ units: 5, activation: 'relu' }),
    ),
  },
  {
    name: 'plain RNNs, forwards and backwards',
    input: [5, 3],
    layers: sequence(
      () => layers.simpleRNN({ units: 4, returnSequences: true, inputShape: [5, 3] }),
      () => layers.simpleRNN({ units: 6, returnSequences: true, goBackwards: true, activation: 'relu' }),
      () => layers.simpleRNN({ units: 3, goBackwards: true, returnSequences: true, activation: 'sigmoid' }),
    ),
  },
  {
    name: 'a GRU that runs backwards and one forwards on what it made',
    input: [4, 3],
    layers: sequence(
      () => layers.gru({ units: 4, returnSequences: true, goBackwards: true, inputShape: [4, 3] }),
      () => layers.gru({ units: 3 }),
    ),
  },
  {
    name: 'embedding, LSTM, dense: a character model',
    input: [7],
    vocabulary: 11,
    layers: sequence(
      () => layers.embedding({ inputDim: 11, outputDim: 4, inputLength: 7 }),
      () => layers.lstm({ units: 6, recurrentActivation: 'sigmoid' }),
      () => layers.dense({ units: 11, activation: 'softmax' }),
    ),
  },
  {
    name: 'embedding, average over steps',
    input: [5],
    vocabulary: 9,
    layers: sequence(
      () => layers.embedding({ inputDim: 9, outputDim: 6, inputLength: 5 }),
      () => layers.globalAveragePooling1d({}),
      () => layers.dense({ units: 1, activation: 'sigmoid' }),
    ),
  },
  {
    name: 'sequence, maximum over steps',
    input: [5, 4],
    layers: sequence(
      () => layers.dense({ units: 3, inputShape: [5, 4] }),
      () => layers.globalMaxPooling1d({}),
    ),
  },
  {
    name: 'sequence flattened after a layer',
    input: [4, 3],
    layers: sequence(
      () => layers.dense({ units: 2, activation: 'tanh', inputShape: [4, 3] }),
      () => layers.flatten(),
      () => layers.dense({ units: 3 }),
    ),
  },
  {
    name: 'a small CNN: same and valid padding, strides, both poolings, flatten',
    input: [9, 8, 3],
    layers: sequence(
      () => layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [9, 8, 3] }),
      () => layers.maxPooling2d({ poolSize: 2 }),
      () => layers.conv2d({ filters: 5, kernelSize: [3, 2], strides: [1, 2], padding: 'same', useBias: false }),
      () => layers.averagePooling2d({ poolSize: [2, 3], strides: [1, 1], padding: 'same' }),
      () => layers.flatten(),
      () => layers.dense({ units: 6, activation: 'tanh' }),
      () => layers.dense({ units: 3, activation: 'softmax' }),
    ),
  },
  {
    name: 'images to global maximum',
    input: [6, 6, 2],
    layers: sequence(
      () =>
        layers.conv2d({
          filters: 3,
          kernelSize: 3,
          strides: 2,
          padding: 'valid',
          activation: 'sigmoid',
          inputShape: [6, 6, 2],
        }),
      () => layers.globalMaxPooling2d({}),
      () => layers.dense({ units: 2 }),
    ),
  },
  {
    name: 'images to global average',
    input: [6, 5, 2],
    layers: sequence(
      () => layers.conv2d({ filters: 3, kernelSize: 2, padding: 'same', strides: 2, inputShape: [6, 5, 2] }),
      () => layers.activation({ activation: 'relu' }),
      () => layers.globalAveragePooling2d({}),
    ),
  },
  {
    name: 'images to images',
    input: [4, 4, 2],
    layers: sequence(
      () => layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh', inputShape: [4, 4, 2] }),
      () => layers.maxPooling2d({ poolSize: 2, strides: 1 }),
    ),
  },
  {
    name: 'a flat input reshaped to an image',
    input: [24],
    layers: sequence(
      () => layers.reshape({ targetShape: [4, 3, 2], inputShape: [24] }),
      () => layers.conv2d({ filters: 2, kernelSize: 2 }),
      () => layers.flatten(),
    ),
  },
  {
    name: 'an image flattened at once',
    input: [4, 3, 2],
    layers: sequence(
      () => layers.flatten({ inputShape: [4, 3, 2] }),
      () => layers.dense({ units: 5, activation: 'relu' }),
    ),
  },
];

async function made(test: Case): Promise<{ network: Network; x: Float32Array; expected: Float32Array; steps: number }> {
  const model = tf.sequential({ layers: test.layers() });
  randomise(model);
  const x = inputFor([BATCH, ...test.input], test.vocabulary ?? null);
  const network = read(await saved(model));
  const steps = network.input.shape.kind === 'sequence' ? test.input[0] : 1;
  return { network, x, expected: predicted(model, [BATCH, ...test.input], x), steps };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('$name', (test) => {
  it('float64 and every rung in fp32 give what tfjs gives', async () => {
    const { network, x, expected, steps } = await made(test);
    const sizes = { batch: BATCH, steps };
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01);
    expect(largestDifference(predictReference(network, x, sizes), expected)).toBeLessThan(5e-6);
    for (const kernel of kernelsOf(network)) {
      const values = predict(network, kernel, target('nnp-t1000', { format: 'fp32' }), x, sizes);
      expect(largestDifference(values, expected), kernel.name).toBeLessThan(5e-6);
    }
  });
});
