/** @file The float64 oracles against TensorFlow.js operations: nothing is shared but the formulas of the papers. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionReference } from '../../src/kernels/reference/attention.js';
import { gruReference } from '../../src/kernels/reference/gru.js';
import { lstmReference } from '../../src/kernels/reference/lstm.js';
import { mlpReference } from '../../src/kernels/reference/mlp.js';
import { rnnReference } from '../../src/kernels/reference/rnn.js';
import { fillUniform } from '../../src/numerics/random.js';

type Inputs = Record<string, Float64Array>;
const sizes = { hidden: 5, layers: 2, batch: 3, steps: 4, input: 6 };
const { hidden: H, layers: L, batch: B, steps: T, input: I } = sizes;

function uniform(length: number, stream: number): Float64Array {
  const values = new Float32Array(length);
  fillUniform(values, { seed: 9, stream, step: 0 }, -1, 1);
  return Float64Array.from(values);
}

function recurrentInputs(gates: number): Inputs {
  const inputs: Inputs = { x: uniform(T * I * B, 1) };
  for (let l = 0; l < L; l++) {
    inputs[`W${l}`] = uniform(gates * H * (l === 0 ? I : H), 10 + l);
    inputs[`U${l}`] = uniform(gates * H * H, 20 + l);
    inputs[`b${l}`] = uniform(gates * H, 30 + l);
  }
  return inputs;
}

const matrix = (values: Float64Array, columns: number): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(values), [values.length / columns, columns]);

type Cell = (fromInput: tf.Tensor2D, fromState: tf.Tensor2D, state: { h: tf.Tensor2D; c: tf.Tensor2D }) => void;

/** y [T, H, B]; fromInput = W·x + b, fromState = U·h. */
function runTfjs(inputs: Inputs, cell: Cell): number[] {
  return tf.tidy(() => {
    let below = Array.from({ length: T }, (_, t) => matrix(inputs.x.slice(t * I * B, (t + 1) * I * B), B));
    for (let l = 0; l < L; l++) {
      const [W, U, b] = [
        matrix(inputs[`W${l}`], l === 0 ? I : H),
        matrix(inputs[`U${l}`], H),
        matrix(inputs[`b${l}`], 1),
      ];
      const state = { h: tf.zeros<tf.Rank.R2>([H, B]), c: tf.zeros<tf.Rank.R2>([H, B]) };
      below = below.map((x) => {
        cell(tf.matMul(W, x).add(b), tf.matMul(U, state.h), state);
        return state.h;
      });
    }
    return below.flatMap((h) => [...h.dataSync()]);
  });
}

const blocks = (x: tf.Tensor2D, count: number) => tf.split(x, count, 0) as tf.Tensor2D[];

function expectClose(ours: Float64Array, theirs: readonly number[]): void {
  expect(ours.length).toBe(theirs.length);
  ours.forEach((value, i) => {
    expect(value).toBeCloseTo(theirs[i], 5);
  });
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('recurrent oracles', () => {
  it('LSTM: gates i, f, g, o', () => {
    const inputs = recurrentInputs(4);
    const theirs = runTfjs(inputs, (x, h, state) => {
      const [i, f, g, o] = blocks(x.add(h), 4);
      state.c = f.sigmoid().mul(state.c).add(i.sigmoid().mul(g.tanh()));
      state.h = o.sigmoid().mul(state.c.tanh());
    });
    expectClose(lstmReference(sizes, inputs).y, theirs);
  });

  it('GRU: gates r, z, n, reset after the product', () => {
    const inputs = recurrentInputs(3);
    const theirs = runTfjs(inputs, (x, h, state) => {
      const [[xr, xz, xn], [hr, hz, hn]] = [blocks(x, 3), blocks(h, 3)];
      const [r, z] = [xr.add(hr).sigmoid(), xz.add(hz).sigmoid()];
      const n = xn.add(r.mul(hn)).tanh();
      state.h = n.add(z.mul(state.h.sub(n)));
    });
    expectClose(gruReference(sizes, inputs).y, theirs);
  });

  it('tanh RNN', () => {
    const inputs = recurrentInputs(1);
    const theirs = runTfjs(inputs, (x, h, state) => {
      state.h = x.add<tf.Tensor2D>(h).tanh();
    });
    expectClose(rnnReference(sizes, inputs).y, theirs);
  });
});

describe('other oracles', () => {
  it('attention', () => {
    const [heads, queries, keys, width] = [2, 4, 7, 5];
    const [Q, K, V] = [queries, keys, keys].map((n, i) => uniform(heads * n * width, 40 + i));
    const theirs = tf.tidy(() => {
      const [q, k, v] = [Q, K, V].map((x) =>
        tf.tensor3d(Float32Array.from(x), [heads, x.length / (heads * width), width]),
      );
      const scores = tf.matMul(q, k, false, true).div(Math.sqrt(width));
      return [...tf.matMul(tf.softmax(scores), v).dataSync()];
    });
    expectClose(attentionReference({ heads, queries, keys, width }, { Q, K, V }).O, theirs);
  });

  it('multi-layer perceptron: ReLU after every layer but the last', () => {
    const params = { hidden: H, layers: 3, batch: B, steps: 1, input: I, output: 4 };
    const shapes = [
      [H, I],
      [H, H],
      [4, H],
    ];
    const inputs: Inputs = { x: uniform(I * B, 1) };
    const theirs = tf.tidy(() => {
      let y = matrix(inputs.x, B);
      shapes.forEach(([rows, columns], l) => {
        inputs[`W${l}`] = uniform(rows * columns, 50 + l);
        inputs[`b${l}`] = uniform(rows, 60 + l);
        const sum = tf.matMul(matrix(inputs[`W${l}`], columns), y).add<tf.Tensor2D>(matrix(inputs[`b${l}`], 1));
        y = l === 2 ? sum : sum.relu();
      });
      return [...y.dataSync()];
    });
    expectClose(mlpReference(params, inputs).y, theirs);
  });
});
