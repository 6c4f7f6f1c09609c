/** @file Operations that compute, but for the recurrent ones. */
import type { ActivationName, ConvLayer, DenseLayer } from '../network.js';
import { reorderColumns, sumOf, transposeAxes } from '../permute.js';
import { shown } from '../problems.js';
import { noSides, type Sides, sameSides, type WindowSizes, windowFrom } from '../windows.js';
import { pick } from './axesOps.js';
import type { Constant } from './constants.js';
import type { Op, OpContext } from './opContext.js';

export function activation(name: ActivationName): Op {
  return ({ reader, flow }) => {
    if (name === 'hardSigmoid') {
      const [alpha, beta] = [reader.float('alpha', 0.2), reader.float('beta', 0.5)];
      if (Math.abs(alpha - 0.2) > 1e-6 || beta !== 0.5)
        reader.refuse('alpha, beta', '0.2 and 0.5', `${alpha} and ${beta}`);
    }
    flow.any(reader.place).activate({ kind: 'activation', name: reader.name, place: reader.place, activation: name });
  };
}

export const softmax: Op = ({ reader, flow }) => {
  const chain = flow.any(reader.place);
  const rank = flow.axes.length;
  const axis = reader.int('axis', reader.opset < 13 ? 1 : -1);
  if (axis !== -1 && axis !== rank - 1) reader.refuse('axis', 'the last one', String(axis));
  flow.featureAxis(reader.place);
  chain.activate({ kind: 'activation', name: reader.name, place: reader.place, activation: 'softmax' });
};

/** weights [units, inputs] in the order of our rows. */
function addDense(context: OpContext, weights: Float32Array, units: number, bias: Float32Array | null): void {
  const { reader, flow } = context;
  const chain = flow.any(reader.place);
  const inputs = flow.featureAxis(reader.place).size ?? 0;
  if (weights.length !== units * inputs)
    reader.refuse('', `weights for ${inputs} features`, `${weights.length / units}`);
  const ordered = flow.featureOrder === null ? weights : reorderColumns(weights, inputs, inverse(flow.featureOrder));
  const { name, place } = reader;
  chain.add({ kind: 'dense', name, place, inputs, units, weights: ordered, bias, activation: 'linear' });
  flow.withFeatures(units);
}

function inverse(order: Int32Array): Int32Array {
  const out = new Int32Array(order.length);
  order.forEach((to, from) => {
    out[to] = from;
  });
  return out;
}

function matrix(context: OpContext, input: number, what: string): Constant & { readonly floats: Float32Array } {
  const { reader } = context;
  const found = context.constant(input) ?? reader.refuse(what, 'a constant', 'what layers have made');
  const { floats, dims } = found;
  if (floats === null || dims.length !== 2) return reader.refuse(what, 'a matrix of floats', shown(dims));
  return { ...found, floats };
}

export const matMul: Op = (context) => {
  const { floats, dims } = matrix(context, 1, 'B');
  addDense(context, transposeAxes(floats, dims, [1, 0]), dims[1], null);
};

export const gemm: Op = (context) => {
  const { reader, flow } = context;
  const [alpha, beta] = [reader.float('alpha', 1), reader.float('beta', 1)];
  reader.only('transA', 0);
  if (flow.axes.length !== 2) reader.refuse('A', 'an array of 2 axes', flow.text());
  const { floats, dims } = matrix(context, 1, 'B');
  const turned = reader.int('transB', 0) === 1;
  const [weights, units] = turned ? [floats, dims[0]] : [transposeAxes(floats, dims, [1, 0]), dims[1]];
  const given = context.constant(2);
  const bias = given === null ? null : spread(context, given, units, 0).map((b) => b * beta);
  addDense(context, alpha === 1 ? weights : weights.map((w) => w * alpha), units, bias);
};

/** A constant as one number a feature or channel, `after` axes before the last. */
function spread({ reader }: OpContext, { floats, dims }: Constant, count: number, after: number): Float32Array {
  const at = dims.length - 1 - after;
  const fits = floats !== null && dims.every((n, i) => (i === at ? n === count || n === 1 : n === 1));
  if (!fits || floats === null)
    return reader.refuse('', `a constant of ${count} numbers, one a feature or channel`, shown(dims));
  return floats.length === 1 ? new Float32Array(count).fill(floats[0]) : floats;
}

/** A constant added to what a product or a convolution has made: its bias. */
export const add: Op = (context) => {
  const { reader, flow } = context;
  const layers = flow.chain?.layers ?? [];
  const last = layers[layers.length - 1];
  if (last === undefined || (last.kind !== 'dense' && last.kind !== 'conv') || last.activation !== 'linear') {
    return reader.refuse('', 'a MatMul, Gemm or Conv just before it, whose bias it adds', last?.name ?? 'the input');
  }
  const constant = context.constant(1) ?? context.constant(0) ?? reader.refuse('', 'a constant operand', 'two arrays');
  const bias = spread(
    context,
    constant,
    last.kind === 'dense' ? last.units : last.filters,
    last.kind === 'dense' ? 0 : 2,
  );
  layers[layers.length - 1] = withBias(last, bias);
};

const withBias = (layer: DenseLayer | ConvLayer, bias: Float32Array): DenseLayer | ConvLayer => ({
  ...layer,
  bias: layer.bias === null ? bias : sumOf(layer.bias, bias),
});

const pairOf = (
  { reader }: OpContext,
  what: string,
  list: readonly number[] | null,
  otherwise: readonly number[],
): readonly [number, number] => {
  const [a, b, ...more] = list ?? otherwise;
  const fine = more.length === 0 && [a, b].every((n) => Number.isInteger(n) && n >= 1 && n <= 2 ** 16);
  return fine ? [a, b] : reader.refuse(what, 'two whole numbers from 1', shown(list));
};

function windowOf(
  context: OpContext,
  kernel: readonly [number, number],
  roles: readonly ['batch', 'channel', 'height', 'width'],
) {
  const { reader, flow } = context;
  const { shape } = flow.typed(reader.place, roles);
  if (shape.kind !== 'image') return reader.refuse('', 'an image', flow.text());
  const { channels, height, width } = shape;
  reader.all('dilations', 1);
  const sizes: WindowSizes = {
    channels,
    height,
    width,
    kernel,
    strides: pairOf(context, 'strides', reader.ints('strides'), [1, 1]),
  };
  return windowFrom(sizes, sidesOf(context, sizes));
}

function sidesOf({ reader }: OpContext, sizes: WindowSizes): Sides {
  const auto = reader.text('auto_pad', 'NOTSET');
  const pads = reader.ints('pads');
  if (auto === 'SAME_UPPER') return sameSides(sizes);
  if (auto === 'SAME_LOWER') return sameSides(sizes, 'before');
  if (auto === 'VALID') return noSides;
  if (auto !== 'NOTSET') reader.refuse('auto_pad', 'one of NOTSET, VALID, SAME_UPPER, SAME_LOWER', auto);
  if (pads === null) return noSides;
  const [top, left, bottom, right] = pads;
  const fine = pads.length === 4 && pads.every((n) => Number.isInteger(n) && n >= 0 && n <= 2 ** 16);
  return fine ? { top, left, bottom, right } : reader.refuse('pads', 'four whole numbers from 0', shown(pads));
}

const imageRoles = ['batch', 'channel', 'height', 'width'] as const;

/** Height and width have changed, perhaps the channels. */
function imageAxes({ flow }: OpContext): void {
  const shape = flow.chain?.shape;
  if (shape?.kind !== 'image') return;
  const sizes = { height: shape.height, width: shape.width, channel: shape.channels } as const;
  flow.axes = flow.axes.map((axis) =>
    axis.role === 'height' || axis.role === 'width' || axis.role === 'channel'
      ? { ...axis, size: sizes[axis.role] }
      : axis,
  );
}

export const conv: Op = (context) => {
  const { reader, flow } = context;
  const { name, place } = reader;
  const found = context.constant(1) ?? reader.refuse('W', 'a constant', 'none');
  if (found.floats === null || found.dims.length !== 4)
    return reader.refuse('W', 'floats of 4 axes (images of 2)', shown(found.dims));
  const [filters, , kernelHeight, kernelWidth] = found.dims;
  reader.only('group', 1);
  const kernel = pairOf(context, 'kernel_shape', reader.ints('kernel_shape'), [kernelHeight, kernelWidth]);
  const window = windowOf(context, kernel, imageRoles);
  const expected = [filters, window.channels, ...kernel];
  if (found.dims.some((n, i) => n !== expected[i])) reader.refuse('W', shown(expected), shown(found.dims));
  const given = context.constant(2);
  const bias = given === null ? null : spread(context, given, filters, 0);
  flow
    .typed(place, imageRoles)
    .add({ kind: 'conv', name, place, window, filters, weights: found.floats, bias, activation: 'linear' });
  imageAxes(context);
};

export function pool(mode: 'max' | 'average'): Op {
  return (context) => {
    const { reader, flow } = context;
    const { name, place } = reader;
    reader.only('ceil_mode', 0);
    if (mode === 'max') reader.only('storage_order', 0);
    const kernel = pairOf(context, 'kernel_shape', reader.ints('kernel_shape'), []);
    const countPadding = mode === 'average' ? reader.int('count_include_pad', 0) : 0;
    const window = { ...windowOf(context, kernel, imageRoles), countPadding };
    if (mode === 'max' && reader.node.outputs.slice(1).some(context.used))
      reader.refuse('Indices', 'no use of them', 'one');
    flow.typed(place, imageRoles).add({ kind: 'pool', name, place, mode, window });
    imageAxes(context);
  };
}

export function globalPool(mode: 'max' | 'average'): Op {
  return ({ reader, flow }) => {
    const { name, place } = reader;
    flow.typed(place, imageRoles).add({ kind: 'globalPool', name, place, mode });
    const [batch, channel] = flow.axes;
    const one = { role: 'one' as const, size: 1 };
    flow.axes = [batch, { role: 'feature', size: channel.size }, one, one];
  };
}

/** Rows of a constant table by the input's ids, or one place along an axis. */
export const gather: Op = (context) => {
  const { reader, flow } = context;
  const table = context.constant(0);
  if (table === null) {
    pick(context, context.constant(1) ?? reader.refuse('indices', 'a constant', 'what layers have made'));
    return;
  }
  const { floats, dims } = table;
  if (floats === null || dims.length !== 2) return reader.refuse('data', 'a matrix of floats', shown(dims));
  if (reader.int('axis', 0) !== 0) reader.refuse('axis', '0', String(reader.int('axis', 0)));
  if (!flow.isIds || flow.axes.length !== 2)
    reader.refuse('indices', 'ids [batch, time] straight from the input', flow.text());
  const [vocabulary, width] = dims;
  const { name, place } = reader;
  flow
    .typed(place, flow.idRoles(), vocabulary)
    .add({ kind: 'embedding', name, place, vocabulary, width, table: floats });
  flow.axes = [...flow.axes, { role: 'feature', size: width }];
};

/** Nothing when it is not trained. */
export const identity: Op = (context) => {
  const { reader } = context;
  reader.float('ratio', 0.5);
  reader.int('seed', 0);
  if (reader.node.outputs.slice(1).some(context.used)) reader.refuse('mask', 'no use of it', 'one');
  const training = context.constant(2);
  if (training?.ints.some((n) => n !== 0)) reader.refuse('training_mode', 'false', 'true');
};
