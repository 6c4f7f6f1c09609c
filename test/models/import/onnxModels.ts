/** @file ONNX models written by hand with the field numbers of onnx.proto, and what onnxruntime computes with them. */
import * as ort from 'onnxruntime-web';
import { PbfWriter } from 'pbf';
import { fillUniform } from '../../../src/numerics/random.js';

export type AttributeValue =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorText };

export interface NodeText {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export interface TensorText {
  readonly dims: readonly number[];
  readonly floats?: ArrayLike<number>;
  readonly ints?: readonly number[];
  readonly external?: boolean;
  /** Another element type than the data says. */
  readonly dataType?: number;
}

export interface GraphText {
  readonly input: { readonly dims: readonly (number | string)[]; readonly ids?: boolean };
  readonly nodes: readonly NodeText[];
  readonly constants: Readonly<Record<string, TensorText>>;
  readonly output: string;
  readonly opset?: number;
}

const [FLOAT, INT64] = [1, 7];

function bytesOf({ floats, ints = [] }: TensorText): Uint8Array {
  if (floats !== undefined) return new Uint8Array(Float32Array.from(floats).buffer);
  return new Uint8Array(BigInt64Array.from(ints.map(BigInt)).buffer);
}

function writeTensor(tensor: TensorText & { readonly name?: string }, pbf: PbfWriter): void {
  pbf.writePackedVarint(1, [...tensor.dims]);
  pbf.writeVarintField(2, tensor.dataType ?? (tensor.floats === undefined ? INT64 : FLOAT));
  if (tensor.name !== undefined) pbf.writeStringField(8, tensor.name);
  if (tensor.external !== true) pbf.writeBytesField(9, bytesOf(tensor));
  else {
    pbf.writeMessage(13, (_: null, inner: PbfWriter) => inner.writeStringField(1, 'location'), null);
    pbf.writeVarintField(14, 1);
  }
}

function writeAttribute([name, value]: [string, AttributeValue], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  const type = (n: number): void => pbf.writeVarintField(20, n);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    type(2);
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value);
    type(3);
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    type(1);
  } else if ('floats' in value) {
    pbf.writePackedFloat(7, [...value.floats]);
    type(6);
  } else if ('tensor' in value) {
    pbf.writeMessage(5, writeTensor, value.tensor);
    type(4);
  } else if (typeof value[0] === 'string') {
    for (const text of value) pbf.writeStringField(9, String(text));
    type(8);
  } else {
    pbf.writePackedVarint(8, value as number[]);
    type(7);
  }
}

function writeNode(node: NodeText, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  if (node.name !== undefined) pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.op);
  for (const entry of Object.entries(node.attributes ?? {})) pbf.writeMessage(5, writeAttribute, entry);
  if (node.domain !== undefined) pbf.writeStringField(7, node.domain);
}

function writeValue(
  { name, dims, type }: { name: string; dims: readonly (number | string)[] | null; type: number },
  pbf: PbfWriter,
): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    2,
    (_: null, typed: PbfWriter) => {
      typed.writeMessage(
        1,
        (__: null, tensor: PbfWriter) => {
          tensor.writeVarintField(1, type);
          if (dims === null) return;
          tensor.writeMessage(
            2,
            (___: null, shape: PbfWriter) => {
              for (const dim of dims) {
                shape.writeMessage(
                  1,
                  (size: number | string, d: PbfWriter) => {
                    if (typeof size === 'number') d.writeVarintField(1, size);
                    else d.writeStringField(2, size);
                  },
                  dim,
                );
              }
            },
            null,
          );
        },
        null,
      );
    },
    null,
  );
}

/** The bytes of a model with the input `x`. */
export function onnxBytes({ input, nodes, constants, output, opset = 17 }: GraphText): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeStringField(2, 'onchip tests');
  pbf.writeMessage(
    7,
    (_: null, graph: PbfWriter) => {
      for (const node of nodes) graph.writeMessage(1, writeNode, node);
      graph.writeStringField(2, 'graph');
      for (const [name, tensor] of Object.entries(constants)) graph.writeMessage(5, writeTensor, { ...tensor, name });
      graph.writeMessage(11, writeValue, { name: 'x', dims: input.dims, type: input.ids ? INT64 : FLOAT });
      graph.writeMessage(12, writeValue, { name: output, dims: null, type: FLOAT });
    },
    null,
  );
  pbf.writeMessage(8, (_: null, set: PbfWriter) => set.writeVarintField(2, opset), null);
  return pbf.finish();
}

/** Seeded weights, small enough that activations do not saturate. */
export function weights(dims: readonly number[], stream: number): TensorText {
  const floats = new Float32Array(dims.reduce((a, b) => a * b, 1));
  fillUniform(floats, { seed: 3, stream, step: 0 }, -0.5, 0.5);
  return { dims, floats };
}

/** What onnxruntime computes. */
export async function onnxruntimeOutput(
  model: Uint8Array,
  x: Float32Array,
  dims: readonly number[],
  ids: boolean,
): Promise<{ readonly values: Float32Array; readonly dims: readonly number[] }> {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model);
  const tensor = ids
    ? new ort.Tensor(
        'int64',
        BigInt64Array.from(x, (id) => BigInt(id)),
        dims,
      )
    : new ort.Tensor('float32', x, dims);
  const result = await session.run({ x: tensor });
  const [output] = Object.values(result);
  return { values: Float32Array.from(output.data as Float32Array), dims: output.dims };
}
