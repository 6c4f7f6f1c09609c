/** @file A TensorFlow.js LayersModel: model.json and the weight files beside it. */
import { Chain } from '../chain.js';
import type { Network } from '../network.js';
import { oneOf, refuse, shown } from '../problems.js';
import { LayerConfig } from './config.js';
import { outputAxes, startOf } from './input.js';
import { tfjsLayers } from './layers.js';
import { type ReadBeside, readManifest } from './manifest.js';
import { chainOf, objectAt } from './topology.js';

/** Reads a model of the given text. `name`: for messages and kernels. Throws InputError. */
export function readTfjs(name: string, text: string, read: ReadBeside): Network {
  const model = objectAt(name, parsed(name, text));
  if (model.modelTopology === undefined)
    refuse(name, 'a TensorFlow.js LayersModel (modelTopology, weightsManifest)', 'no modelTopology');
  if (model.format !== undefined && model.format !== null && model.format !== 'layers-model') {
    refuse(`${name}: format`, '"layers-model"', shown(model.format));
  }
  const layers = chainOf(name, objectAt(`${name}: modelTopology`, model.modelTopology));
  // Layers that we lack are named before any file is read.
  for (const { place, className } of layers) oneOf(place, tfjsLayers, className);
  const weights = readManifest(name, model.weightsManifest, read);
  const { input, from } = startOf(layers);
  const chain = new Chain(input);
  const used = new Set<string>();
  for (const layer of layers.slice(from)) {
    const config = new LayerConfig(layer, weights, used);
    tfjsLayers[layer.className](config, chain);
    config.done();
  }
  const unused = [...weights.keys()].find((weight) => !used.has(weight));
  if (unused !== undefined) refuse(`${name}: weight "${unused}"`, 'a layer that uses it', 'none');
  const last = layers[layers.length - 1];
  return chain.finish(name, 'TensorFlow.js LayersModel', {
    name: last.name,
    axes: outputAxes(chain.shape),
    featureOrder: null,
  });
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(name, 'JSON', `text that is none: ${error.message}`);
  }
}
