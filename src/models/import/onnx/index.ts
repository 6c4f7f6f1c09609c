/** @file An ONNX model: a chain of nodes from one input to one output, constants beside it. */

import { InputError } from '../../../numerics/errors.js';
import type { Axis, Network } from '../network.js';
import { oneOf, refuse } from '../problems.js';
import { NodeReader } from './attributes.js';
import { type Constant, constantOf, isFloat, isIds, typeName } from './constants.js';
import { Flow, type Guess, inputSizes } from './flow.js';
import type { OpContext } from './opContext.js';
import { CONSTANT, onnxOps } from './ops.js';
import { decodeOnnx, type OnnxModel, type OnnxValue } from './proto.js';

/** Versions of the standard operators whose meaning is known here. */
export const OPSETS = { first: 7, last: 23 } as const;

/** Reads a model. `name`: for messages and kernels. Throws InputError. */
export function readOnnx(name: string, bytes: Uint8Array): Network {
  const model = decodeOnnx(name, bytes);
  if (model.opset < OPSETS.first || model.opset > OPSETS.last) {
    refuse(
      `${name}: opset_import`,
      `version ${OPSETS.first} to ${OPSETS.last} of the standard operators`,
      String(model.opset),
    );
  }
  if (model.hasSparse) refuse(`${name}: sparse_initializer`, 'dense tensors', 'sparse ones');
  const readers = model.nodes.map((node, index) => new NodeReader(name, node, index, model.opset));
  for (const { place, node } of readers) {
    if (node.domain !== '' && node.domain !== 'ai.onnx') refuse(`${place}: domain`, 'a standard operator', node.domain);
    oneOf(place, onnxOps, node.opType);
  }
  const constants = constantsOf(name, model, readers);
  const build = (guess: Guess): Network => new GraphReader(name, model, constants, guess).read();
  try {
    return build('batch first');
  } catch (first) {
    if (!(first instanceof InputError)) throw first;
    // A later operation may say that the first axis is time.
    try {
      return build('time first');
    } catch {
      throw first;
    }
  }
}

function constantsOf(name: string, model: OnnxModel, readers: readonly NodeReader[]): ReadonlyMap<string, Constant> {
  const constants = new Map<string, Constant>();
  for (const tensor of model.initializers) {
    if (constants.has(tensor.name)) refuse(`${name}: tensor "${tensor.name}"`, 'a name of its own', 'two of that name');
    constants.set(tensor.name, constantOf(`${name}: tensor "${tensor.name}"`, tensor));
  }
  for (const reader of readers) {
    if (reader.node.opType === CONSTANT) constants.set(reader.node.outputs[0], constantNode(reader));
  }
  return constants;
}

function constantNode(reader: NodeReader): Constant {
  const { place } = reader;
  const tensor = reader.tensor('value');
  const floats = reader.floats('value_floats');
  const ints = reader.ints('value_ints');
  const [float, int] = [reader.float('value_float', Number.NaN), reader.int('value_int', Number.NaN)];
  reader.done();
  if (tensor !== null) return tensor;
  if (floats !== null) return { place, dims: [floats.length], floats: Float32Array.from(floats), ints: [] };
  if (ints !== null) return { place, dims: [ints.length], floats: null, ints };
  if (!Number.isNaN(float)) return { place, dims: [], floats: Float32Array.of(float), ints: [] };
  return Number.isNaN(int) ? refuse(place, 'a value', 'none') : { place, dims: [], floats: null, ints: [int] };
}

class GraphReader {
  readonly #file: string;
  readonly #model: OnnxModel;
  readonly #constants: ReadonlyMap<string, Constant>;
  readonly #guess: Guess;
  /** Value → nodes and outputs that read it. */
  readonly #uses = new Map<string, number>();

  constructor(file: string, model: OnnxModel, constants: ReadonlyMap<string, Constant>, guess: Guess) {
    this.#file = file;
    this.#model = model;
    this.#constants = constants;
    this.#guess = guess;
    const read = [...model.nodes.flatMap(({ inputs }) => inputs), ...model.outputs.map(({ name }) => name)];
    for (const value of read) this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
  }

  read(): Network {
    const input = this.#only(
      'input',
      this.#model.inputs.filter(({ name }) => !this.#constants.has(name)),
    );
    const output = this.#only('output', this.#model.outputs);
    const flow = this.#start(input);
    let [current, before] = [input.name, 'the input'];
    this.#model.nodes.forEach((node, index) => {
      if (node.opType === CONSTANT) return;
      const reader = new NodeReader(this.#file, node, index, this.#model.opset);
      this.#checkChain(reader, current, before);
      onnxOps[node.opType](this.#context(reader, flow));
      reader.done();
      const next = node.outputs.filter((value) => value !== '' && this.#uses.has(value));
      if (next.length !== 1) reader.refuse('', 'one output that goes on', next.length === 0 ? 'none' : next.join(', '));
      [current, before] = [next[0], reader.place];
    });
    if (current !== output.name)
      refuse(`${this.#file}: output "${output.name}"`, `what the last node makes ("${current}")`, 'another');
    return this.#finish(flow, output.name);
  }

  #finish(flow: Flow, name: string): Network {
    const chain = flow.any(this.#file);
    const axes = flow.axes.map(({ role }) => role).filter((role): role is Axis => role !== 'one' && role !== null);
    return chain.finish(this.#file, 'ONNX', { name, axes, featureOrder: flow.featureOrder });
  }

  #only(what: string, values: readonly OnnxValue[]): OnnxValue {
    const [first, ...more] = values;
    if (first !== undefined && more.length === 0) return first;
    const names = values.map(({ name }) => `"${name}"`).join(', ');
    return refuse(`${this.#file}: graph`, `one ${what}`, names === '' ? 'none' : names);
  }

  #start({ name, elemType, dims }: OnnxValue): Flow {
    const where = `${this.#file}: input "${name}"`;
    if (!isFloat(elemType) && !isIds(elemType))
      refuse(`${where}: type`, 'one of float, int32, int64', typeName(elemType));
    if (dims === null) return refuse(`${where}: shape`, 'a shape', 'none');
    return new Flow(name, inputSizes(`${where}: shape`, dims), isIds(elemType), this.#guess);
  }

  /** Exactly one operand comes from the chain, the others are constants. */
  #checkChain(reader: NodeReader, current: string, before: string): void {
    const read = reader.node.inputs.filter((value) => value !== '' && !this.#constants.has(value));
    const other = read.find((value) => value !== current);
    if (other !== undefined) {
      const made = this.#model.nodes.some(({ outputs }) => outputs.includes(other));
      const found = made
        ? `"${other}" from another branch, or from a node after it (a cycle?)`
        : `"${other}", which nothing makes`;
      reader.refuse('', `a chain of nodes: "${current}" of ${before}, and constants`, found);
    }
    if (read.length !== 1)
      reader.refuse('', `"${current}" of ${before} once`, read.length === 0 ? 'constants only' : 'it twice');
    if ((this.#uses.get(current) ?? 0) > 1)
      reader.refuse('', `"${current}" used once`, `${this.#uses.get(current)} uses`);
  }

  #context(reader: NodeReader, flow: Flow): OpContext {
    const { inputs } = reader.node;
    return {
      reader,
      flow,
      has: (input) => (inputs[input] ?? '') !== '',
      constant: (input) => this.#constants.get(inputs[input] ?? '') ?? null,
      used: (value) => value !== '' && this.#uses.has(value),
    };
  }
}
