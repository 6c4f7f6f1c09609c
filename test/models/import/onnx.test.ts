/** @file ONNX models: the values of every operator, on every rung, against onnxruntime. */
import { describe, expect, it } from 'vitest';
import { dimensions } from '../../../src/models/import/layout.js';
import { outputShape } from '../../../src/models/import/network.js';
import { readOnnx } from '../../../src/models/import/onnx/index.js';
import { predict, predictReference } from '../../../src/models/import/predict.js';
import { kernelsOf } from '../../../src/models/import/toKernel/rungs.js';
import { fillUniform } from '../../../src/numerics/random.js';
import { target } from '../../../src/sim/namedTarget.js';
import { type GraphText, type NodeText, onnxBytes, onnxruntimeOutput, weights } from './onnxModels.js';

interface Case extends GraphText {
  readonly name: string;
  /** Sizes of the input that is run, where the model leaves some open. */
  readonly x: readonly number[];
  readonly vocabulary?: number;
}

const node = (op: string, inputs: string, outputs: string, attributes: NodeText['attributes'] = {}): NodeText => ({
  op,
  inputs: inputs.split(' ').map((name) => (name === '_' ? '' : name)),
  outputs: outputs.split(' ').map((name) => (name === '_' ? '' : name)),
  attributes,
});

/** W, R, B of a recurrent node of G gates. */
const cell = (G: number, inputs: number, H: number, stream = 1) => ({
  [`W${stream}`]: weights([1, G * H, inputs], stream),
  [`R${stream}`]: weights([1, G * H, H], stream + 1),
  [`B${stream}`]: weights([1, 2 * G * H], stream + 2),
});

const cases: readonly Case[] = [
  {
    name: 'MatMul, Add, Relu, Gemm, Tanh, Gemm with alpha and beta, Softmax',
    x: [3, 6],
    input: { dims: ['batch', 6] },
    nodes: [
      node('MatMul', 'x A', 'a'),
      node('Add', 'a b', 'c'),
      node('Relu', 'c', 'd'),
      node('Gemm', 'd B', 'e', { transB: 1 }),
      node('Tanh', 'e', 'f'),
      node('Gemm', 'f C cb', 'g', { alpha: { float: 0.5 }, beta: { float: 2 } }),
      node('Softmax', 'g', 'y'),
    ],
    constants: {
      A: weights([6, 5], 1),
      b: weights([5], 2),
      B: weights([4, 5], 3),
      C: weights([4, 3], 4),
      cb: weights([1, 3], 5),
    },
    output: 'y',
  },
  {
    name: 'a product over sequences, Sigmoid, Identity, Dropout, HardSigmoid',
    x: [2, 4, 3],
    input: { dims: ['batch', 4, 3] },
    nodes: [
      node('MatMul', 'x A', 'a'),
      node('Add', 'b a', 'c'),
      node('Sigmoid', 'c', 'd'),
      node('Identity', 'd', 'e'),
      node('Dropout', 'e', 'f'),
      node('HardSigmoid', 'f', 'g'),
      node('Softmax', 'g', 'y', { axis: 2 }),
    ],
    constants: { A: weights([3, 5], 1), b: weights([1, 1, 5], 2) },
    output: 'y',
  },
  {
    name: 'two LSTMs as PyTorch writes them: batch first by transposes, the last step by Gather',
    x: [2, 5, 3],
    input: { dims: ['batch', 'time', 3] },
    nodes: [
      node('Transpose', 'x', 't', { perm: [1, 0, 2] }),
      node('LSTM', 't W1 R1 B1', 'Y1', { hidden_size: 4 }),
      node('Squeeze', 'Y1 one', 's1'),
      node('LSTM', 's1 W5 R5 B5', 'Y2', { hidden_size: 6 }),
      node('Squeeze', 'Y2 one', 's2'),
      node('Transpose', 's2', 'u', { perm: [1, 0, 2] }),
      node('Gather', 'u last', 'l', { axis: 1 }),
      node('Gemm', 'l G gb', 'y', { transB: 1 }),
    ],
    constants: {
      ...cell(4, 3, 4, 1),
      ...cell(4, 4, 6, 5),
      one: { dims: [1], ints: [1] },
      last: { dims: [], ints: [-1] },
      G: weights([2, 6], 9),
      gb: weights([2], 10),
    },
    output: 'y',
  },
  {
    name: 'an LSTM that runs backwards, all steps in their order; zero initial states',
    x: [4, 2, 3],
    input: { dims: [4, 2, 3] },
    nodes: [
      node('LSTM', 'x W1 R1 B1 _ h0 c0', 'Y', { hidden_size: 4, direction: 'reverse' }),
      node('Squeeze', 'Y one', 'y'),
    ],
    constants: {
      ...cell(4, 3, 4),
      one: { dims: [1], ints: [1] },
      h0: { dims: [1, 2, 4], floats: new Float32Array(8) },
      c0: { dims: [1, 2, 4], floats: new Float32Array(8) },
    },
    output: 'y',
  },
  {
    name: 'backwards, then forwards over what it made, Y_h at the end',
    x: [4, 2, 3],
    input: { dims: ['time', 'batch', 3] },
    nodes: [
      node('RNN', 'x W1 R1 B1', 'Y', { hidden_size: 4, direction: 'reverse' }),
      node('Squeeze', 'Y one', 's'),
      node('GRU', 's W5 R5 B5', '_ H', { hidden_size: 3 }),
      node('Squeeze', 'H zero', 'y'),
    ],
    constants: {
      ...cell(1, 3, 4, 1),
      ...cell(3, 4, 3, 5),
      one: { dims: [1], ints: [1] },
      zero: { dims: [1], ints: [0] },
    },
    output: 'y',
  },
  {
    name: 'GRU whose reset gate scales h·R, with its own bias; no other bias',
    x: [4, 2, 3],
    input: { dims: [4, 2, 3] },
    nodes: [
      node('GRU', 'x W1 R1 B1', 'Y', { hidden_size: 5, linear_before_reset: 1 }),
      node('Squeeze', 'Y one', 's'),
      node('GRU', 's W5 R5', 'Z', { hidden_size: 3, linear_before_reset: 1, activations: ['HardSigmoid', 'Relu'] }),
      node('Squeeze', 'Z one', 'y'),
    ],
    constants: { ...cell(3, 3, 5, 1), ...cell(3, 5, 3, 5), one: { dims: [1], ints: [1] } },
    output: 'y',
  },
  {
    name: 'RNN with ReLU, opset 11 (axes as attributes)',
    x: [3, 2, 4],
    opset: 11,
    input: { dims: [3, 2, 4] },
    nodes: [
      node('RNN', 'x W1 R1 B1', '_ H', { hidden_size: 4, activations: ['Relu'] }),
      node('Squeeze', 'H', 'y', { axes: [0] }),
    ],
    constants: cell(1, 4, 4),
    output: 'y',
  },
  {
    name: 'embedding, LSTM: ids in, Constant nodes',
    x: [2, 5],
    vocabulary: 7,
    input: { dims: ['batch', 'time'], ids: true },
    nodes: [
      node('Constant', '', 'one', { value: { tensor: { dims: [1], ints: [1] } } }),
      node('Gather', 'table x', 'e'),
      node('Transpose', 'e', 't', { perm: [1, 0, 2] }),
      node('LSTM', 't W1 R1 B1', 'Y', { hidden_size: 4 }),
      node('Squeeze', 'Y one', 's'),
      node('MatMul', 's A', 'a'),
      node('Softmax', 'a', 'y'),
    ].map((n) => (n.op === 'Constant' ? { ...n, inputs: [] } : n)),
    constants: { table: weights([7, 3], 11), ...cell(4, 3, 4), A: weights([4, 7], 12) },
    output: 'y',
  },
  {
    name: 'ids time first',
    x: [5, 2],
    vocabulary: 6,
    input: { dims: [5, 2], ids: true },
    nodes: [
      node('Gather', 'table x', 'e'),
      node('RNN', 'e W1 R1 B1', '_ H', { hidden_size: 4 }),
      node('Squeeze', 'H zero', 'y'),
    ],
    constants: { table: weights([6, 3], 11), ...cell(1, 3, 4), zero: { dims: [1], ints: [0] } },
    output: 'y',
  },
  {
    name: 'a small CNN: pads, strides, pools, Flatten of channels outermost',
    x: [2, 3, 9, 8],
    input: { dims: ['n', 3, 9, 8] },
    nodes: [
      node('Conv', 'x A a', 'c1', { kernel_shape: [3, 3], pads: [1, 0, 1, 1], strides: [1, 2] }),
      node('Relu', 'c1', 'r1'),
      node('MaxPool', 'r1', 'p1', { kernel_shape: [2, 2], strides: [2, 1] }),
      node('Conv', 'p1 B', 'c2', { auto_pad: 'SAME_LOWER', kernel_shape: [2, 2] }),
      node('Add', 'c2 cb', 'c3'),
      node('AveragePool', 'c3', 'p2', {
        kernel_shape: [2, 2],
        auto_pad: 'SAME_UPPER',
        strides: [2, 2],
        count_include_pad: 0,
      }),
      node('Flatten', 'p2', 'f'),
      node('Relu', 'f', 'g'),
      node('Gemm', 'g G', 'y'),
    ],
    constants: {
      A: weights([4, 3, 3, 3], 1),
      a: weights([4], 2),
      B: weights([5, 4, 2, 2], 3),
      cb: weights([1, 5, 1, 1], 4),
      G: weights([20, 3], 5),
    },
    output: 'y',
  },
  {
    name: 'images to a vector in the order of the file: Reshape at the end',
    x: [2, 2, 5, 4],
    input: { dims: ['n', 2, 5, 4] },
    nodes: [
      node('Conv', 'x A', 'c', { kernel_shape: [2, 2] }),
      node('AveragePool', 'c', 'p', { kernel_shape: [2, 2], pads: [1, 1, 0, 0], count_include_pad: 1 }),
      node('Reshape', 'p shape', 'r'),
      node('Softmax', 'r', 'y'),
    ],
    constants: { A: weights([3, 2, 2, 2], 1), shape: { dims: [2], ints: [0, -1] } },
    output: 'y',
  },
  {
    name: 'GlobalAveragePool, Reshape to a vector, Unsqueeze and Squeeze',
    x: [2, 2, 5, 4],
    input: { dims: ['n', 2, 5, 4] },
    nodes: [
      node('Conv', 'x A', 'c', { kernel_shape: [3, 3], auto_pad: 'VALID' }),
      node('GlobalAveragePool', 'c', 'p'),
      node('Reshape', 'p shape', 'r'),
      node('Unsqueeze', 'r one', 'u'),
      node('Squeeze', 'u one', 's'),
      node('MatMul', 's B', 'y'),
    ],
    constants: {
      A: weights([3, 2, 3, 3], 1),
      shape: { dims: [2], ints: [-1, 3] },
      one: { dims: [1], ints: [1] },
      B: weights([3, 4], 2),
    },
    output: 'y',
  },
  {
    name: 'images to images, GlobalMaxPool with its axes of size 1',
    x: [1, 1, 4, 4],
    input: { dims: [1, 1, 4, 4] },
    nodes: [
      node('Conv', 'x A', 'c', { kernel_shape: [2, 2] }),
      node('Tanh', 'c', 't'),
      node('GlobalMaxPool', 't', 'y'),
    ],
    constants: { A: weights([3, 1, 2, 2], 1) },
    output: 'y',
  },
  {
    name: 'a flat image unsqueezed to one channel, images out',
    x: [2, 5, 4],
    input: { dims: ['n', 5, 4] },
    nodes: [node('Unsqueeze', 'x one', 'u'), node('Conv', 'u A a', 'y', { kernel_shape: [2, 2] })],
    constants: { A: weights([3, 1, 2, 2], 1), a: weights([3], 2), one: { dims: [1], ints: [1] } },
    output: 'y',
  },
  {
    name: 'an input flattened at once',
    x: [2, 3, 4],
    input: { dims: ['n', 3, 4] },
    nodes: [node('Flatten', 'x', 'f'), node('Gemm', 'f A a', 'y')],
    constants: { A: weights([12, 3], 1), a: weights([3], 2) },
    output: 'y',
  },
];

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

describe.each(cases)('$name', (test) => {
  it('float64 and every rung in fp32 give what onnxruntime gives', async () => {
    const bytes = onnxBytes(test);
    const network = readOnnx('model.onnx', bytes);
    const x = new Float32Array(test.x.reduce((a, b) => a * b, 1));
    const { vocabulary } = test;
    fillUniform(x, { seed: 8, stream: 0, step: 0 }, vocabulary === undefined ? -1 : 0, vocabulary ?? 1);
    if (vocabulary !== undefined) x.set(x.map(Math.floor));
    const expected = await onnxruntimeOutput(bytes, x, test.x, vocabulary !== undefined);
    const { axes } = network.input;
    const at = (axis: 'batch' | 'time') => (axes.includes(axis) ? test.x[axes.indexOf(axis)] : 1);
    const sizes = { batch: at('batch'), steps: at('time') };
    const shown = dimensions(network.output.axes, outputShape(network), sizes);
    expect(shown.filter((n) => n > 1)).toEqual(expected.dims.filter((n) => n > 1));
    expect(Math.max(...expected.values.map(Math.abs))).toBeGreaterThan(0.01);
    expect(largestDifference(predictReference(network, x, sizes), expected.values)).toBeLessThan(5e-6);
    for (const kernel of kernelsOf(network)) {
      const values = predict(network, kernel, target('nnp-t1000', { format: 'fp32' }), x, sizes);
      expect(largestDifference(values, expected.values), kernel.name).toBeLessThan(5e-6);
    }
  });
});
