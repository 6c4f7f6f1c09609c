/** @file TensorFlow.js files that are wrong: each is refused with its place in the file, nothing is guessed. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../../src/models/import/predict.js';
import { readTfjs } from '../../../src/models/import/tfjs/index.js';
import { kernelsOf } from '../../../src/models/import/toKernel/rungs.js';
import { InputError } from '../../../src/numerics/errors.js';
import { target } from '../../../src/sim/namedTarget.js';
import { read, type SavedModel, saved } from './tfjsModels.js';

interface Layer {
  class_name: string;
  config: Record<string, unknown>;
}
interface Manifest {
  paths: string[];
  weights: { name: string; shape: number[]; dtype: string; quantization?: object }[];
}
interface File {
  format: string;
  modelTopology: { class_name: string; config: { layers: Layer[] } };
  weightsManifest: Manifest[];
}

let model: SavedModel;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const { layers } = tf;
  model = await saved(
    tf.sequential({
      layers: [
        layers.lstm({ name: 'lstm', units: 3, returnSequences: true, inputShape: [4, 2] }),
        layers.dense({ name: 'out', units: 2 }),
      ],
    }),
  );
});

/** What is said of the model after a change. */
function said(change: (file: File) => void, weights = model.weights): string {
  const file = JSON.parse(model.json) as File;
  change(file);
  try {
    readTfjs('model.json', JSON.stringify(file), () => weights);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
}

const layer = (at: number, config: Record<string, unknown>) => (file: File) => {
  Object.assign(file.modelTopology.config.layers[at].config, config);
};

describe('a model that is changed', () => {
  it('is read as it is', () => {
    expect(said(() => {})).toBe('nothing');
  });

  const cases: [what: string, change: (file: File) => void, message: RegExp][] = [
    [
      'a layer that we lack',
      (f) =>
        f.modelTopology.config.layers.push({ class_name: 'SpatialDropout2D', config: { name: 'spatial_dropout' } }),
      /^model\.json: layers\[2\] "spatial_dropout" \(SpatialDropout2D\): expected one of InputLayer, Dense, .*, found SpatialDropout2D/,
    ],
    [
      'an attribute that we lack',
      layer(0, { return_state: true }),
      /layers\[0\] "lstm" \(LSTM\): return_state: expected false, found true/,
    ],
    [
      'an attribute that nobody knows',
      layer(1, { sparsity: 0.5 }),
      /layers\[1\] "out" \(Dense\): sparsity: expected no setting/,
    ],
    [
      'another activation',
      layer(1, { activation: 'elu' }),
      /layers\[1\] "out" \(Dense\): activation: expected one of linear, .*, found elu \(did you mean/,
    ],
    [
      'states of a sigmoid',
      layer(0, { activation: 'sigmoid' }),
      /activation: expected one of tanh, relu, found "sigmoid"/,
    ],
    [
      'another size than the weights',
      layer(1, { units: 5 }),
      /weight "out\/kernel": expected shape \[3, 5\], found \[3, 2\]/,
    ],
    ['no input shape', layer(0, { batch_input_shape: null }), /batch_input_shape: expected a list of sizes/],
    [
      'weights outside of the folder',
      (f) => f.weightsManifest[0].paths.splice(0, 1, 'a/../../w.bin'),
      /paths\[0\]: expected a file name inside the folder/,
    ],
    [
      'weights at an address',
      (f) => f.weightsManifest[0].paths.splice(0, 1, 'https://x/w.bin'),
      /paths\[0\]: expected a file name inside/,
    ],
    [
      'a huge tensor',
      (f) => Object.assign(f.weightsManifest[0].weights[0], { shape: [1e6, 1e6] }),
      /lstm\/kernel": shape: expected at most 2147483648 elements/,
    ],
    [
      'a large tensor that is not there',
      (f) => Object.assign(f.weightsManifest[0].weights[0], { shape: [1e4, 1e4] }),
      /lstm\/kernel": expected 400000000 bytes \(10000 x 10000 float32\), found \d+ left/,
    ],
    [
      'a missing weight',
      (f) => Object.assign(f.weightsManifest[0].weights[0], { name: 'other/kernel' }),
      /layers\[0\] "lstm" \(LSTM\): expected a weight "lstm\/kernel"/,
    ],
    [
      'weights of integers',
      (f) => Object.assign(f.weightsManifest[0].weights[0], { dtype: 'int32' }),
      /lstm\/kernel": dtype: expected float32, found "int32"/,
    ],
    [
      'another quantisation',
      (f) => Object.assign(f.weightsManifest[0].weights[0], { quantization: { dtype: 'int4' } }),
      /quantization\.dtype: expected one of float16, uint8, uint16/,
    ],
    ['a GraphModel', (f) => Object.assign(f, { format: 'graph-model' }), /format: expected "layers-model"/],
    [
      'a last step from the wrong end',
      (f) => f.modelTopology.config.layers.splice(0, 2),
      /expected at least one layer, found none/,
    ],
  ];
  it.each(cases)('%s', (_, change, message) => {
    expect(said(change)).toMatch(message);
  });
});

describe('weight files', () => {
  it('that are cut short', () => {
    expect(said(() => {}, model.weights.subarray(0, -4))).toMatch(
      /weight "out\/bias": expected 8 bytes \(2 float32\), found 4 left/,
    );
  });

  it('that are too long', () => {
    expect(said(() => {}, Uint8Array.from([...model.weights, 0]))).toMatch(
      /paths: expected \d+ bytes of weights, found \d+ bytes/,
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('with %f', (value) => {
    const weights = model.weights.slice();
    new DataView(weights.buffer).setFloat32(4 * 7, value, true);
    expect(said(() => {}, weights)).toBe(
      `model.json: weight "lstm/kernel"[7]: expected a finite number, found ${value}`,
    );
  });

  it('quantised to 8 bits and to float16 become the numbers that tfjs computes with', () => {
    const file = JSON.parse(model.json) as File;
    const [manifest] = file.weightsManifest;
    const one = (quantization: object, bytes: number[]) => {
      const { shape } = manifest.weights[0];
      const count = shape[0] * shape[1];
      const size = bytes.length;
      const first = Uint8Array.from({ length: count * size }, (_, i) => bytes[i % size]);
      Object.assign(manifest.weights[0], { quantization });
      const rest = model.weights.subarray(4 * count);
      const network = readTfjs('m', JSON.stringify(file), () => Uint8Array.from([...first, ...rest]));
      const [lstm] = network.layers;
      return lstm.kind === 'recurrent' ? lstm.W[0] : Number.NaN;
    };
    expect(one({ dtype: 'uint8', scale: 0.5, min: -3, original_dtype: 'float32' }, [10])).toBe(2); // 10 · 0.5 - 3
    expect(one({ dtype: 'float16', original_dtype: 'float32' }, [0x00, 0x3e])).toBe(1.5); // 0x3e00: 1.5 · 2^0
    expect(one({ dtype: 'float16', original_dtype: 'float32' }, [0x01, 0x80])).toBe(-(2 ** -24)); // smallest subnormal
  });
});

describe('functional models', () => {
  const built = async (change: (layers: { name: string; inbound_nodes: unknown[] }[]) => void) => {
    const x = tf.input({ shape: [3], name: 'x' });
    const a = tf.layers.dense({ units: 2, name: 'a' }).apply(x) as tf.SymbolicTensor;
    const b = tf.layers.dense({ units: 2, name: 'b' }).apply(a) as tf.SymbolicTensor;
    const { json, weights } = await saved(tf.model({ inputs: x, outputs: b }));
    const file = JSON.parse(json);
    change(file.modelTopology.config.layers);
    return () => readTfjs('model.json', JSON.stringify(file), () => weights);
  };

  it('are followed from input to output', async () => {
    expect((await built(() => {}))().layers.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('with a cycle are refused', async () => {
    const read = await built((layers) => {
      layers[1].inbound_nodes = [[['b', 0, 0, {}]]];
    });
    expect(read).toThrow(/layers\[2\] "b" \(Dense\): expected a chain of layers, found a cycle/);
  });

  it('with a branch are refused', async () => {
    const read = await built((layers) => {
      layers[2].inbound_nodes = [[['x', 0, 0, {}]]];
    });
    expect(read).toThrow(
      /layers\[1\] "a" \(Dense\): expected a chain of layers from the input to the output, found a layer beside it/,
    );
  });
});

describe('inputs', () => {
  it('of another size and ids out of range are refused', async () => {
    const network = read(
      await saved(tf.sequential({ layers: [tf.layers.embedding({ inputDim: 5, outputDim: 2, inputShape: [3] })] })),
    );
    const run = (x: number[]) => () =>
      predict(network, kernelsOf(network)[0], target('nnp-t1000'), x, { batch: 1, steps: 3 });
    expect(run([1, 2])).toThrow(/expected 3 values, found 2/);
    expect(run([1, 2, 5])).toThrow(/\[2\]: expected whole numbers from 0 to 4, found 5/);
  });
});
