/** @file The same LSTM in TensorFlow.js on its WASM backend, fp32: the peer to be compared with. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Loads tfjs without its advertising on stderr. */
async function loadTensorflow() {
  const warn = console.warn;
  console.warn = () => {};
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  await tf.setBackend('wasm');
  await tf.ready();
  console.warn = warn;
  return tf;
}

/** Weights come as [4H, 2H] per layer, inputs as [H, B] per step, the projection as [C, H]: all are transposed here. */
export async function createTensorflowLstm({ hidden, layers, batch, steps, classes }, data) {
  const { weights, inputs, projection, targets } = data;
  const tf = await loadTensorflow();
  const variables = weights.map((w) => tf.variable(tf.transpose(tf.tensor2d(w, [4 * hidden, 2 * hidden]))));
  const biases = weights.map(() => tf.variable(tf.zeros([4 * hidden])));
  const head = [
    tf.variable(tf.transpose(tf.tensor2d(projection, [classes, hidden]))),
    tf.variable(tf.zeros([classes])),
  ];
  const xs = inputs.map((x) => tf.transpose(tf.tensor2d(x, [hidden, batch])));
  const labels = tf.oneHot(tf.tensor1d(targets, 'int32'), classes).toFloat();
  const step = (x, h, c, l) => {
    const gates = tf.add(tf.matMul(tf.concat([x, h], 1), variables[l]), biases[l]);
    const [i, f, g, o] = tf.split(gates, 4, 1);
    const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
  };
  const run = () => {
    const h = weights.map(() => tf.zeros([batch, hidden]));
    const c = weights.map(() => tf.zeros([batch, hidden]));
    const outputs = [];
    for (let t = 0; t < steps; t++) {
      let x = xs[t];
      for (let l = 0; l < layers; l++) {
        [h[l], c[l]] = step(x, h[l], c[l], l);
        x = h[l];
      }
      outputs.push(x);
    }
    return outputs;
  };
  // One product projects all steps: the form that suits tfjs best.
  const loss = () =>
    tf.tidy(() => tf.losses.softmaxCrossEntropy(labels, tf.add(tf.matMul(tf.concat(run(), 0), head[0]), head[1])));
  const optimizer = tf.train.momentum(0.1, 0.9);
  return {
    version: tf.version.tfjs,
    /** The last output as [B, H]. */
    forward: () => tf.tidy(() => run().at(-1).dataSync()),
    trainStep: () => {
      const value = optimizer.minimize(loss, true, [...variables, ...biases, ...head]);
      const [number] = value.dataSync();
      value.dispose();
      return number;
    },
    /** Gradient of layer 0's weights as [2H, 4H]. */
    gradient: () =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(loss, variables);
        return grads[variables[0].name].dataSync();
      }),
  };
}
