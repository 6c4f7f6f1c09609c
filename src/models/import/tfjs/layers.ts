/** @file The layers of TensorFlow.js that onchip can plan, one function each. What is missing here is refused by name. */
import type { GateName, StateName } from '../../../sim/semantics/functions/cellVariants.js';
import type { ScalarName } from '../../../sim/semantics/functions/scalar.js';
import type { Chain } from '../chain.js';
import type { RecurrentLayer, Shape } from '../network.js';
import { reorderBlocks, sumOf, transposeAxes } from '../permute.js';
import { oneOf, refuse } from '../problems.js';
import { shapeText } from '../shapes.js';
import { noSides, sameSides, type WindowSizes, windowFrom } from '../windows.js';
import type { LayerConfig } from './config.js';
import { isObject } from './topology.js';

type Add = (config: LayerConfig, chain: Chain) => void;
type Of<K extends Shape['kind']> = Extract<Shape, { kind: K }>;

function image(config: LayerConfig, { shape }: Chain): Of<'image'> {
  return shape.kind === 'image' ? shape : refuse(config.place, 'an image', shapeText(shape));
}

function featuresOf(config: LayerConfig, { shape }: Chain): number {
  return shape.kind === 'image' ? refuse(config.place, 'a vector or a sequence', shapeText(shape)) : shape.features;
}

const dense: Add = (config, chain) => {
  const { name, place } = config;
  const [inputs, units] = [featuresOf(config, chain), config.size('units')];
  const weights = transposeAxes(config.weight('kernel', [inputs, units]), [inputs, units], [1, 0]);
  const bias = config.flag('use_bias', true) ? config.weight('bias', [units]) : null;
  config.ignore('input_dim');
  chain.add({
    kind: 'dense',
    name,
    place,
    inputs,
    units,
    weights,
    bias,
    activation: config.activation('activation', 'linear'),
  });
};

/** Keras counts gates i, f, c, o (as we do) and z, r, h (we: r, z, n). */
const gateOrder: Readonly<Record<RecurrentLayer['cell'], readonly number[]>> = {
  lstm: [0, 1, 2, 3],
  gru: [1, 0, 2],
  rnn: [0],
};

function recurrent(cell: RecurrentLayer['cell']): Add {
  return (config, chain) => {
    const { name, place } = config;
    const [inputs, H, order] = [featuresOf(config, chain), config.size('units'), gateOrder[cell]];
    const G = order.length;
    const resetAfter = cell === 'gru' && config.flag('reset_after');
    const turned = (last: string, rows: number): Float32Array =>
      reorderBlocks(transposeAxes(config.weight(last, [rows, G * H]), [rows, G * H], [1, 0]), order);
    const biases = config.flag('use_bias', true)
      ? biasesOf(config, G * H, resetAfter, order)
      : [new Float32Array(G * H)];
    const gate = cell === 'rnn' ? 'sigmoid' : config.activation('recurrent_activation', 'hard_sigmoid');
    const state = config.activation('activation', 'tanh');
    config.only('return_state', false);
    config.only('time_major', false);
    config.ignore('dropout', 'recurrent_dropout', 'implementation', 'unroll', 'stateful', 'input_dim', 'input_length');
    config.ignore('zero_output_for_mask', 'use_cudnn', 'seed');
    const [W, U] = [turned('kernel', inputs), turned('recurrent_kernel', H)];
    const [fromX, fromH] = biases;
    chain.add({
      kind: 'recurrent',
      name,
      place,
      cell,
      inputs,
      units: H,
      W,
      U,
      bias: fromH === undefined ? fromX : withoutCandidate(fromX, fromH, H),
      candidateBias: fromH?.some((b, i) => i >= 2 * H && b !== 0) ? fromH.slice(2 * H) : null,
      resetAfter,
      gate: allowed<GateName>(config, 'recurrent_activation', gate, ['sigmoid', 'hardSigmoid']),
      state:
        cell === 'rnn'
          ? allowed<ScalarName>(config, 'activation', state, ['tanh', 'relu', 'linear', 'sigmoid', 'hardSigmoid'])
          : allowed<StateName>(config, 'activation', state, ['tanh', 'relu']),
      backwards: config.flag('go_backwards'),
      keepsOrder: false,
      sequences: config.flag('return_sequences'),
    });
  };
}

function biasesOf(config: LayerConfig, rows: number, two: boolean, order: readonly number[]): Float32Array[] {
  if (!two) return [reorderBlocks(config.weight('bias', [rows]), order)];
  const both = config.weight('bias', [2, rows]);
  return [both.slice(0, rows), both.slice(rows)].map((b) => reorderBlocks(b, order));
}

/** Biases of the gates add up; that of the candidate's recurrent product stays inside the reset. */
export function withoutCandidate(fromX: Float32Array, fromH: Float32Array, H: number): Float32Array {
  const gates = fromH.map((b, i) => (i < 2 * H ? b : 0));
  return sumOf(fromX, gates);
}

function allowed<T extends string>(config: LayerConfig, key: string, found: string, names: readonly T[]): T {
  const name = names.find((n) => n === found);
  return name ?? config.refuse(key, `one of ${names.join(', ')}`);
}

const embedding: Add = (config, chain) => {
  const { name, place } = config;
  const [vocabulary, width] = [config.size('input_dim'), config.size('output_dim')];
  if (config.flag('mask_zero')) config.refuse('mask_zero', 'false');
  config.ignore('input_length');
  if (chain.layers.length > 0)
    refuse(place, 'ids straight from the input', `"${chain.layers[chain.layers.length - 1].name}" before it`);
  chain.add({
    kind: 'embedding',
    name,
    place,
    vocabulary,
    width,
    table: config.weight('embeddings', [vocabulary, width]),
  });
};

function windowOf(
  config: LayerConfig,
  { height, width, channels }: Of<'image'>,
  kernel: string,
  strides: readonly [number, number] | null,
) {
  config.only('data_format', 'channels_last');
  const size = config.pair(kernel, [2, 2]);
  const sizes: WindowSizes = {
    channels,
    height,
    width,
    kernel: size,
    strides: config.pair('strides', strides ?? size),
  };
  const padding = config.value('padding') ?? 'valid';
  if (padding !== 'same' && padding !== 'valid') return config.refuse('padding', 'one of valid, same');
  return windowFrom(sizes, padding === 'same' ? sameSides(sizes) : noSides);
}

const conv: Add = (config, chain) => {
  const { name, place } = config;
  const filters = config.size('filters');
  const window = windowOf(config, image(config, chain), 'kernel_size', [1, 1]);
  const [dilation] = [config.pair('dilation_rate', [1, 1])];
  if (dilation.some((d) => d !== 1)) config.refuse('dilation_rate', '[1,1]');
  config.only('groups', 1);
  const { kernelHeight: R, kernelWidth: S, channels: C } = window;
  const kernel = config.weight('kernel', [R, S, C, filters]);
  const weights = transposeAxes(kernel, [R, S, C, filters], [3, 2, 0, 1]);
  const bias = config.flag('use_bias', true) ? config.weight('bias', [filters]) : null;
  const activation = config.activation('activation', 'linear');
  if (activation === 'softmax') config.refuse('activation', 'no softmax over images');
  chain.add({ kind: 'conv', name, place, window, filters, weights, bias, activation });
};

function pool(mode: 'max' | 'average'): Add {
  return (config, chain) => {
    const { name, place } = config;
    const window = { ...windowOf(config, image(config, chain), 'pool_size', null), countPadding: 0 };
    chain.add({ kind: 'pool', name, place, mode, window });
  };
}

function globalPool(mode: 'max' | 'average', kind: 'image' | 'sequence'): Add {
  return (config, chain) => {
    const { name, place } = config;
    config.only('data_format', 'channels_last');
    config.only('keepdims', false);
    const what = kind === 'image' ? 'an image' : 'a sequence';
    if (chain.shape.kind !== kind) refuse(place, what, shapeText(chain.shape));
    chain.add({ kind: 'globalPool', name, place, mode });
  };
}

const flatten: Add = (config, chain) => {
  const { name, place } = config;
  config.only('data_format', 'channels_last');
  if (chain.shape.kind !== 'vector') chain.add({ kind: 'flatten', name, place });
};

function sizesOf(shape: Shape): readonly (number | null)[] {
  if (shape.kind === 'vector') return [shape.features];
  return shape.kind === 'sequence' ? [shape.steps, shape.features] : [shape.height, shape.width, shape.channels];
}

/** After the first computing layer only a flatten, or what changes nothing. */
const reshape: Add = (config, chain) => {
  const { name, place } = config;
  const target = config.value('target_shape');
  if (!Array.isArray(target)) return config.refuse('target_shape', 'a list of sizes');
  const before = sizesOf(chain.shape);
  if (JSON.stringify(before) === JSON.stringify(target)) return;
  const count = before.reduce<number>((a, b) => a * (b ?? Number.NaN), 1);
  if (target.length === 1 && (target[0] === count || target[0] === -1)) {
    chain.add({ kind: 'flatten', name, place });
    return;
  }
  config.refuse(
    'target_shape',
    `[${before.join(', ')}] or [${count}] after other layers (at the start any shape of the input's size)`,
  );
};

const activationLayer: Add = (config, chain) => {
  const { name, place } = config;
  chain.activate({ kind: 'activation', name, place, activation: config.activation('activation', 'linear') });
};

const reluLayer: Add = (config, chain) => {
  const { name, place } = config;
  config.only('negative_slope', 0);
  config.only('threshold', 0);
  const most = config.value('max_value');
  if (most !== null) config.refuse('max_value', 'none');
  chain.activate({ kind: 'activation', name, place, activation: 'relu' });
};

const softmaxLayer: Add = (config, chain) => {
  const { name, place } = config;
  const axis = config.value('axis') ?? -1;
  const last = sizesOf(chain.shape).length;
  if (axis !== -1 && axis !== last) config.refuse('axis', `-1 or ${last}, the last one`);
  chain.activate({ kind: 'activation', name, place, activation: 'softmax' });
};

/** Nothing when it is not trained. */
const identity: Add = (config) => {
  config.ignore('rate', 'noise_shape', 'seed', 'sparse', 'ragged', 'optional', 'stddev');
};

const timeDistributed: Add = (config, chain) => {
  const inner = config.value('layer');
  if (!isObject(inner) || !isObject(inner.config)) return config.refuse('layer', 'a layer');
  const className = String(inner.class_name);
  const make = oneOf(`${config.place}: layer`, stepwise, className);
  if (chain.shape.kind !== 'sequence') refuse(config.place, 'a sequence', shapeText(chain.shape));
  const { name, place } = config;
  const within = config.within({
    className,
    name,
    config: { ...inner.config, name },
    place: `${place}: layer (${className})`,
  });
  make(within, chain);
  within.done();
};

/** What does to each step of a sequence what it does to a vector. */
const stepwise: Readonly<Record<string, Add>> = { Dense: dense, Activation: activationLayer, Dropout: identity };

export const tfjsLayers: Readonly<Record<string, Add>> = {
  InputLayer: identity,
  Dense: dense,
  LSTM: recurrent('lstm'),
  GRU: recurrent('gru'),
  SimpleRNN: recurrent('rnn'),
  Embedding: embedding,
  Conv2D: conv,
  MaxPooling2D: pool('max'),
  AveragePooling2D: pool('average'),
  GlobalMaxPooling2D: globalPool('max', 'image'),
  GlobalAveragePooling2D: globalPool('average', 'image'),
  GlobalMaxPooling1D: globalPool('max', 'sequence'),
  GlobalAveragePooling1D: globalPool('average', 'sequence'),
  Flatten: flatten,
  Reshape: reshape,
  Activation: activationLayer,
  ReLU: reluLayer,
  Softmax: softmaxLayer,
  Dropout: identity,
  TimeDistributed: timeDistributed,
};
