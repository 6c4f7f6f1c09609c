/** @file What a model takes: the input layer's shape, and the reshapes at the start of a model, which are free because the
 * host lays the input out as it likes. */
import type { ChainInput } from '../chain.js';
import type { Axis, Shape } from '../network.js';
import { refuse, shown } from '../problems.js';
import type { RawLayer } from './topology.js';

/** Layers that change nothing, and those that only name a shape. */
const passThrough = new Set(['InputLayer', 'Dropout']);

export interface Start {
  readonly input: ChainInput;
  /** Index of the first layer that is not part of the input. */
  readonly from: number;
}

type Sizes = readonly (number | null)[];

/** Throws InputError. */
export function startOf(layers: readonly RawLayer[]): Start {
  const [first] = layers;
  const declared = first.config.batch_input_shape ?? first.config.batch_shape;
  const where = `${first.place}: batch_input_shape`;
  if (!Array.isArray(declared) || !declared.every((n) => n === null || (Number.isInteger(n) && n >= 1))) {
    return refuse(where, 'a list of sizes, null where they are open', shown(declared));
  }
  const [batch, ...sizes] = declared as (number | null)[];
  let [dims, from] = [sizes as Sizes, 0];
  for (; from < layers.length; from++) {
    const { className } = layers[from];
    if (className === 'Flatten') dims = flattened(layers[from], dims);
    else if (className === 'Reshape') dims = reshaped(layers[from], dims);
    else if (!passThrough.has(className)) break;
  }
  const vocabulary = vocabularyOf(layers[from]);
  return { input: { name: first.name, batch, vocabulary, ...shapeOf(where, dims, vocabulary !== null) }, from };
}

function vocabularyOf(layer: RawLayer | undefined): number | null {
  const size = layer?.className === 'Embedding' ? layer.config.input_dim : null;
  return typeof size === 'number' ? size : null;
}

function fixed(where: string, dims: Sizes): readonly number[] {
  return dims.map((n) => n ?? refuse(where, 'sizes that are all known', shown(dims)));
}

function flattened({ place }: RawLayer, dims: Sizes): Sizes {
  return [fixed(place, dims).reduce((a, b) => a * b, 1)];
}

function reshaped({ place, config }: RawLayer, dims: Sizes): Sizes {
  const target = config.target_shape;
  const where = `${place}: target_shape`;
  const count = fixed(place, dims).reduce((a, b) => a * b, 1);
  if (!Array.isArray(target) || !target.every(Number.isInteger)) return refuse(where, 'a list of sizes', shown(target));
  const known = (target as number[]).filter((n) => n !== -1).reduce((a, b) => a * b, 1);
  const sizes = (target as number[]).map((n) => (n === -1 ? count / known : n));
  const fits = sizes.every((n) => Number.isInteger(n) && n >= 1) && sizes.reduce((a, b) => a * b, 1) === count;
  return fits ? sizes : refuse(where, `sizes of ${count} elements`, shown(target));
}

function shapeOf(where: string, dims: Sizes, ids: boolean): { readonly shape: Shape; readonly axes: readonly Axis[] } {
  if (ids) {
    if (dims.length !== 1) refuse(where, '[batch, steps] before an Embedding', shown(dims));
    return { shape: { kind: 'sequence', steps: dims[0], features: 1 }, axes: ['batch', 'time'] };
  }
  if (dims.length === 2) {
    const [features] = fixed(where, dims.slice(1));
    return { shape: { kind: 'sequence', steps: dims[0], features }, axes: ['batch', 'time', 'feature'] };
  }
  const sizes = fixed(where, dims);
  if (sizes.length === 1) return { shape: { kind: 'vector', features: sizes[0] }, axes: ['batch', 'feature'] };
  if (sizes.length !== 3) return refuse(where, 'a vector, a sequence or an image', shown(dims));
  const [height, width, channels] = sizes;
  return { shape: { kind: 'image', height, width, channels }, axes: ['batch', 'height', 'width', 'channel'] };
}

/** Axes of an output in the order of TensorFlow.js. */
export function outputAxes(shape: Shape): readonly Axis[] {
  if (shape.kind === 'vector') return ['batch', 'feature'];
  return shape.kind === 'sequence' ? ['batch', 'time', 'feature'] : ['batch', 'height', 'width', 'channel'];
}
