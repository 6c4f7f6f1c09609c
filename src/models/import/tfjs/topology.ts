/** @file The layers of a model.json as a chain: a Sequential as it stands, a functional model followed from its input to its
 * output. Networks with branches are refused. */
import { refuse, shown } from '../problems.js';

export type Json = Readonly<Record<string, unknown>>;

export interface RawLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Json;
  /** `model.json: layers[3] "lstm_1" (LSTM)`. */
  readonly place: string;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws InputError when it is something else. */
export function objectAt(where: string, value: unknown): Json {
  return isObject(value) ? value : refuse(where, 'an object', shown(value));
}

export function arrayAt(where: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(where, 'a list', shown(value));
}

/** Layers in the order in which data goes through them. Throws InputError. */
export function chainOf(file: string, topology: Json): readonly RawLayer[] {
  const model = isObject(topology.model_config) ? topology.model_config : topology;
  const where = `${file}: modelTopology`;
  const { class_name: kind } = model;
  if (kind !== 'Sequential' && kind !== 'Model' && kind !== 'Functional') {
    refuse(`${where}.class_name`, 'one of Sequential, Model, Functional', shown(kind));
  }
  const config = Array.isArray(model.config) ? { layers: model.config } : objectAt(`${where}.config`, model.config);
  const listed = arrayAt(`${where}.config.layers`, config.layers).map((layer, index) => rawLayer(file, layer, index));
  if (listed.length === 0) refuse(`${where}.config.layers`, 'at least one layer', 'none');
  return kind === 'Sequential' ? listed.map(({ layer }) => layer) : followed(file, listed, config);
}

interface Listed {
  readonly layer: RawLayer;
  readonly inbound: unknown;
}

function rawLayer(file: string, value: unknown, index: number): Listed {
  const where = `${file}: layers[${index}]`;
  const { class_name: className, config: given, name: outer, inbound_nodes: inbound } = objectAt(where, value);
  if (typeof className !== 'string') refuse(`${where}.class_name`, 'the name of a layer', shown(className));
  const config = objectAt(`${where}.config`, given);
  const name = typeof config.name === 'string' ? config.name : outer;
  if (typeof name !== 'string' || name === '') refuse(`${where}.config.name`, 'a name', shown(name));
  return { layer: { className, name, config, place: `${where} "${name}" (${className})` }, inbound };
}

/** From the only input to the only output, each layer once. */
function followed(file: string, listed: readonly Listed[], config: Json): readonly RawLayer[] {
  const byName = new Map(listed.map((l) => [l.layer.name, l]));
  const input = onlyEnd(file, 'input_layers', config.input_layers);
  const chain: RawLayer[] = [];
  let name: string | null = onlyEnd(file, 'output_layers', config.output_layers);
  while (name !== null) {
    const found: Listed | undefined = byName.get(name);
    if (found === undefined) return refuse(file, `a layer "${name}"`, 'none of that name');
    if (chain.includes(found.layer)) refuse(found.layer.place, 'a chain of layers', 'a cycle');
    chain.unshift(found.layer);
    name = found.layer.name === input ? null : sourceOf(found);
    if (name === null && found.layer.name !== input)
      refuse(found.layer.place, `the input layer "${input}" before it`, 'no layer');
  }
  const unused = listed.find(({ layer }) => !chain.includes(layer));
  if (unused !== undefined)
    refuse(unused.layer.place, 'a chain of layers from the input to the output', 'a layer beside it');
  return chain;
}

function onlyEnd(file: string, key: string, value: unknown): string {
  const where = `${file}: modelTopology.config.${key}`;
  const ends = arrayAt(where, value);
  // Some writers leave out the outer list of a single end.
  const [end] = ends.length === 3 && typeof ends[0] === 'string' ? [ends] : ends;
  if (ends.length !== 1 && end !== ends) refuse(where, 'one layer', `${ends.length} of them`);
  const name = Array.isArray(end) ? end[0] : undefined;
  return typeof name === 'string' ? name : refuse(where, '["name", 0, 0]', shown(end));
}

/** The layer before, null for none. */
function sourceOf({ layer, inbound }: Listed): string | null {
  const where = `${layer.place}: inbound_nodes`;
  const nodes = arrayAt(where, inbound ?? []);
  if (nodes.length === 0) return null;
  if (nodes.length > 1) refuse(where, 'a layer that is used once', `${nodes.length} uses`);
  const tensors = arrayAt(where, nodes[0]);
  if (tensors.length !== 1) refuse(where, 'one input', `${tensors.length} inputs`);
  const [name, node, tensor] = arrayAt(where, tensors[0]);
  if (typeof name !== 'string' || node !== 0 || tensor !== 0) refuse(where, '["name", 0, 0, {}]', shown(tensors[0]));
  return name;
}
