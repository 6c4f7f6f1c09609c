/** @file TensorFlow.js: its WASM back end, and tfjs-node where that is installed (its install fetches a binary, so it is
 * never installed with us). */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Contender, failed, type Loader, load, type Prepared } from '../contender.js';
import { transposed, type Workload } from '../workload.js';

type Tensorflow = typeof import('@tensorflow/tfjs');
type WasmBackend = typeof import('@tensorflow/tfjs-backend-wasm');

export const tensorflowWasm: Loader = async () => {
  const tf = await quietly(() => load<Tensorflow>('@tensorflow/tfjs'));
  if (failed(tf)) return [tf];
  const wasm = await load<WasmBackend>('@tensorflow/tfjs-backend-wasm');
  if (failed(wasm)) return [wasm];
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  wasm.setWasmPaths(join(folder, '/'));
  return [await contender(tf, 'wasm')];
};

export const tensorflowNode: Loader = async () => {
  const tf = await quietly(() => load<Tensorflow>('@tensorflow/tfjs-node'));
  return failed(tf) ? [tf] : [await contender(tf, 'tensorflow')];
};

/** Both advertise on the console when they are loaded. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, log } = console;
  Object.assign(console, { warn: () => {}, log: () => {} });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, log });
  }
}

async function contender(tf: Tensorflow, backend: string): Promise<Contender> {
  await quietly(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });
  return {
    library: `${backend === 'wasm' ? '@tensorflow/tfjs' : '@tensorflow/tfjs-node'} ${tf.version_core}`,
    backend: tf.getBackend(),
    format: 'fp32',
    prepare: (workload) => (workload.kind === 'gemm' ? product(tf, workload) : lstm(tf, workload)),
  };
}

function product(tf: Tensorflow, { params: { m, n, k }, inputs: { A, B } }: Workload): Prepared {
  const [a, b] = [tf.tensor2d(A, [m, k]), tf.tensor2d(B, [k, n])];
  let values: ArrayLike<number> = [];
  return {
    run: () => {
      values = tf.tidy(() => tf.matMul(a, b).dataSync());
    },
    output: () => values,
    dispose: () => tf.dispose([a, b]),
  };
}

/** Steps one by one on the products of [x, h] with the weights of a layer: the form that suits tfjs best. */
function lstm(tf: Tensorflow, { params, inputs }: Workload): Prepared {
  const { hidden, layers, batch, steps, input } = params;
  const weights = Array.from({ length: layers }, (_, l) => {
    const width = l === 0 ? input : hidden;
    const [W, U] = [transposed(inputs[`W${l}`], 4 * hidden, width), transposed(inputs[`U${l}`], 4 * hidden, hidden)];
    return tf.tensor2d(Float32Array.from([...W, ...U]), [width + hidden, 4 * hidden]);
  });
  const biases = Array.from({ length: layers }, (_, l) => tf.tensor1d(inputs[`b${l}`]));
  const xs = Array.from({ length: steps }, (_, t) =>
    tf.tensor2d(transposed(inputs.x, input, batch, t * input * batch), [batch, input]),
  );
  const forward = () =>
    tf.tidy(() => {
      const h = weights.map(() => tf.zeros<import('@tensorflow/tfjs').Rank.R2>([batch, hidden]));
      const c = weights.map(() => tf.zeros<import('@tensorflow/tfjs').Rank.R2>([batch, hidden]));
      const tops = xs.map((x) => {
        let below = x;
        for (let l = 0; l < layers; l++) {
          const gates = tf.add(tf.matMul(tf.concat([below, h[l]], 1), weights[l]), biases[l]);
          const [i, f, g, o] = tf.split(gates, 4, 1);
          c[l] = tf.add(tf.mul(tf.sigmoid(f), c[l]), tf.mul(tf.sigmoid(i), tf.tanh(g)));
          h[l] = tf.mul(tf.sigmoid(o), tf.tanh(c[l]));
          below = h[l];
        }
        return below;
      });
      return tf.transpose(tf.stack(tops), [0, 2, 1]).dataSync();
    });
  let values: ArrayLike<number> = [];
  return {
    run: () => {
      values = forward();
    },
    output: () => values,
    dispose: () => tf.dispose([...weights, ...biases, ...xs]),
  };
}
