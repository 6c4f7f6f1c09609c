/** @file The LSTM training program's gradients against TensorFlow.js's automatic differentiation: an oracle that shares
 * nothing with this project. The cell is written out in tfjs operations (its layers use a hard sigmoid); the embedding
 * is a product with one-hot columns. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/models/batch.js';
import { initialWeights, type NetworkConfig, parameterShapes } from '../../src/models/config.js';
import { Trainer } from '../../src/models/trainer.js';
import { parseFormat } from '../../src/numerics/index.js';
import { randomBatch, small } from './helpers.js';

const [WIDTH, STEPS] = [3, 5];

/** Mean loss of the batch, all tensors [features, batch] as in the kernels. */
function loss(config: NetworkConfig, w: Record<string, tf.Tensor2D>, batch: Batch): tf.Scalar {
  const { hidden: H, layers, classes, vocabulary } = config;
  const zeros = () => Array.from({ length: layers }, () => tf.zeros<tf.Rank.R2>([H, WIDTH]));
  const [h, c] = [zeros(), zeros()];
  let total = tf.scalar(0);
  for (let t = 0; t < STEPS; t++) {
    const part = (values: Float32Array) => values.subarray(t * WIDTH, (t + 1) * WIDTH);
    const oneHot = (ids: Float32Array, depth: number) => tf.oneHot(tf.tensor1d(part(ids), 'int32'), depth).toFloat();
    let below = tf.matMul(w.E, oneHot(batch.x, vocabulary) as tf.Tensor2D, false, true);
    for (let l = 0; l < layers; l++) {
      const gates = tf
        .matMul(w[`W${l}`], below)
        .add(tf.matMul(w[`U${l}`], h[l]))
        .add(w[`b${l}`]);
      const [i, f, g, o] = tf.split(gates, 4, 0) as tf.Tensor2D[];
      c[l] = f.sigmoid().mul(c[l]).add(i.sigmoid().mul(g.tanh()));
      h[l] = o.sigmoid().mul(c[l].tanh());
      below = h[l];
    }
    const logits = tf.matMul(w.Wy, below).add(w.by).transpose();
    const nll = oneHot(batch.targets, classes).mul(tf.logSoftmax(logits)).sum(1).neg();
    total = total.add(nll.mul(tf.tensor1d(part(batch.weights))).sum());
  }
  return total;
}

describe('gradients of the LSTM training program', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('equal those of tfjs', () => {
    const start = initialWeights(small, { seed: 11, range: 0.6 });
    const batch = randomBatch(small, WIDTH, STEPS, 12);
    const options = { batch: WIDTH, steps: STEPS, optimiser: 'sgd', learningRate: 0, seed: 1 } as const;
    const trainer = new Trainer(small, options, parseFormat('fp32'), start);
    const ours = trainer.train(batch);
    const shapes = parameterShapes(small);
    const tensors = shapes.map(([name, rows, columns]) => tf.tensor2d(start[name], [rows, columns]));
    const gradients = tf.valueAndGrads((...parts: tf.Tensor[]) => {
      const named = Object.fromEntries(shapes.map(([name], p) => [name, parts[p] as tf.Tensor2D]));
      return loss(small, named, batch);
    })(tensors);
    expect(ours.loss).toBeCloseTo(gradients.value.dataSync()[0], 5);
    shapes.forEach(([name], p) => {
      const theirs = gradients.grads[p].dataSync();
      const largest = Math.max(...theirs.map(Math.abs));
      const off = trainer.tensors.get(`sum.${name}`).map((x, e) => Math.abs(x - theirs[e]));
      // Two fp32 computations in different orders: some 1e-7 relative to the largest element.
      expect(Math.max(...off) / largest, name).toBeLessThan(1e-5);
    });
  });
});
