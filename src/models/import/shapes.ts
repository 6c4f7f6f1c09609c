/** @file What a layer makes of a shape, or why it cannot take it. */
import { InputError } from '../../numerics/errors.js';
import { outputHeight, outputWidth } from '../../sim/convolution.js';
import type { Layer, Shape } from './network.js';

type Of<K extends Shape['kind']> = Extract<Shape, { kind: K }>;

/** `a sequence of 20 steps x 8`. */
export function shapeText(shape: Shape): string {
  if (shape.kind === 'vector') return `a vector of ${shape.features}`;
  if (shape.kind === 'sequence') return `a sequence of ${shape.steps ?? 'any number of'} steps x ${shape.features}`;
  return `an image of ${shape.height} x ${shape.width} x ${shape.channels}`;
}

/** Shape of the layer's output for one example. Throws InputError at the layer's place in the file. */
export function shapeAfter(layer: Layer, input: Shape): Shape {
  const refuse = (expected: string): never => {
    throw new InputError({ where: layer.place, expected, found: shapeText(input) });
  };
  const need = <K extends Shape['kind']>(kind: K, expected: string): Of<K> =>
    input.kind === kind ? (input as Of<K>) : refuse(expected);
  switch (layer.kind) {
    case 'activation':
      if (layer.activation === 'softmax' && input.kind === 'image') refuse('a vector or a sequence before softmax');
      return input;
    case 'dense':
      if (input.kind === 'image' || input.features !== layer.inputs) refuse(`${layer.inputs} features`);
      return { ...(input as Of<'vector' | 'sequence'>), features: layer.units };
    case 'recurrent': {
      const before = need('sequence', 'a sequence');
      if (before.features !== layer.inputs) refuse(`a sequence of ${layer.inputs} features a step`);
      return layer.sequences ? { ...before, features: layer.units } : { kind: 'vector', features: layer.units };
    }
    case 'embedding':
      if (need('sequence', 'a sequence of ids').features !== 1) refuse('a sequence of ids');
      return { ...(input as Of<'sequence'>), features: layer.width };
    case 'conv':
    case 'pool':
      return afterWindow(layer, need('image', 'an image'), refuse);
    case 'globalPool':
      if (input.kind === 'vector') refuse('an image or a sequence');
      return { kind: 'vector', features: input.kind === 'image' ? input.channels : (input as Of<'sequence'>).features };
    case 'pick':
      return { kind: 'vector', features: need('sequence', 'a sequence').features };
    case 'flatten':
      return flat(input, refuse);
  }
}

function afterWindow(
  layer: Extract<Layer, { kind: 'conv' | 'pool' }>,
  image: Of<'image'>,
  refuse: (expected: string) => never,
): Shape {
  const { window } = layer;
  if (window.channels !== image.channels) refuse(`an image of ${window.channels} channels`);
  const [height, width] = [outputHeight(window), outputWidth(window)];
  if (height < 1 || width < 1) {
    refuse(`an image no smaller than the window of ${window.kernelHeight} x ${window.kernelWidth} with its padding`);
  }
  return { kind: 'image', height, width, channels: layer.kind === 'conv' ? layer.filters : image.channels };
}

function flat(input: Shape, refuse: (expected: string) => never): Shape {
  if (input.kind === 'image') return { kind: 'vector', features: input.height * input.width * input.channels };
  if (input.kind === 'vector') return input;
  if (input.steps === null) return refuse('a sequence of a fixed number of steps before it is flattened');
  return { kind: 'vector', features: input.steps * input.features };
}
