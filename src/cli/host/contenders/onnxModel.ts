/** @file The workloads as ONNX models (opset 14): layers of the LSTM operator, or one MatMul. Field numbers are those of
 * the ONNX protobuf schema. */
import { PbfWriter } from 'pbf';
import { transposed, type Workload } from '../workload.js';

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const OPSET = 14;
const IR_VERSION = 8;

type Write = (pbf: PbfWriter) => void;

const message = (pbf: PbfWriter, field: number, write: Write): void => {
  pbf.writeMessage(field, (_: null, inner: PbfWriter) => write(inner), null);
};

/** TensorProto. */
const tensor =
  (name: string, type: number, dims: readonly number[], data: Uint8Array): Write =>
  (pbf) => {
    for (const dim of dims) pbf.writeVarintField(1, dim);
    pbf.writeVarintField(2, type);
    pbf.writeStringField(8, name);
    pbf.writeBytesField(9, data);
  };

const floats = (name: string, dims: readonly number[], values: Float32Array): Write =>
  tensor(name, FLOAT, dims, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

/** ValueInfoProto of a float tensor. */
const valueInfo =
  (name: string, dims: readonly number[]): Write =>
  (pbf) => {
    pbf.writeStringField(1, name);
    message(pbf, 2, (type) =>
      message(type, 1, (tensorType) => {
        tensorType.writeVarintField(1, FLOAT);
        message(tensorType, 2, (shape) => {
          for (const dim of dims) message(shape, 1, (d) => d.writeVarintField(1, dim));
        });
      }),
    );
  };

/** NodeProto; attributes are whole numbers. */
const node =
  (
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, number>> = {},
  ): Write =>
  (pbf) => {
    for (const name of inputs) pbf.writeStringField(1, name);
    for (const name of outputs) pbf.writeStringField(2, name);
    pbf.writeStringField(4, op);
    for (const [name, value] of Object.entries(attributes)) {
      message(pbf, 5, (attribute) => {
        attribute.writeStringField(1, name);
        attribute.writeVarintField(3, value);
        attribute.writeVarintField(20, ATTRIBUTE_INT);
      });
    }
  };

interface Graph {
  readonly nodes: readonly Write[];
  readonly initialisers: readonly Write[];
  readonly input: Write;
  readonly output: Write;
}

function model({ nodes, initialisers, input, output }: Graph): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  message(pbf, 7, (graph) => {
    for (const write of nodes) message(graph, 1, write);
    graph.writeStringField(2, 'workload');
    for (const write of initialisers) message(graph, 5, write);
    message(graph, 11, input);
    message(graph, 12, output);
  });
  message(pbf, 8, (opset) => opset.writeVarintField(2, OPSET));
  return pbf.finish();
}

/** Gate blocks in our order i, f, g, o to ONNX's i, o, f, c. */
function onnxGates(w: Float32Array): Float32Array {
  const block = w.length / 4;
  const out = new Float32Array(w.length);
  [0, 3, 1, 2].forEach((from, to) => {
    out.set(w.subarray(from * block, (from + 1) * block), to * block);
  });
  return out;
}

/** Input `x0` [T, B, I]; output `xL` [T, B, H]. */
export function lstmModel({ params, inputs }: Workload): { readonly bytes: Uint8Array; readonly output: string } {
  const { hidden, layers, batch, steps, input } = params;
  const axis = new Uint8Array(BigInt64Array.of(1n).buffer);
  const initialisers: Write[] = [tensor('axis', INT64, [1], axis)];
  const nodes: Write[] = [];
  for (let l = 0; l < layers; l++) {
    const width = l === 0 ? input : hidden;
    const bias = new Float32Array(8 * hidden);
    bias.set(onnxGates(inputs[`b${l}`]));
    initialisers.push(
      floats(`w${l}`, [1, 4 * hidden, width], onnxGates(inputs[`W${l}`])),
      floats(`r${l}`, [1, 4 * hidden, hidden], onnxGates(inputs[`U${l}`])),
      floats(`b${l}`, [1, 8 * hidden], bias),
    );
    nodes.push(node('LSTM', [`x${l}`, `w${l}`, `r${l}`, `b${l}`], [`y${l}`], { hidden_size: hidden }));
    nodes.push(node('Squeeze', [`y${l}`, 'axis'], [`x${l + 1}`]));
  }
  const output = `x${layers}`;
  const ends = { input: valueInfo('x0', [steps, batch, input]), output: valueInfo(output, [steps, batch, hidden]) };
  return { bytes: model({ nodes, initialisers, ...ends }), output };
}

/** Input `b` [k, n], A as a constant; output `c` [m, n]. */
export function gemmModel({ params: { m, n, k }, inputs: { A } }: Workload): Uint8Array {
  const ends = { input: valueInfo('b', [k, n]), output: valueInfo('c', [m, n]) };
  return model({ nodes: [node('MatMul', ['a', 'b'], ['c'])], initialisers: [floats('a', [m, k], A)], ...ends });
}

/** [T, I, B] as the kernels hold it to [T, B, I], and back with the sizes exchanged. */
export function stepsTransposed(x: ArrayLike<number>, steps: number, rows: number, columns: number): Float32Array {
  const out = new Float32Array(steps * rows * columns);
  for (let t = 0; t < steps; t++) out.set(transposed(x, rows, columns, t * rows * columns), t * rows * columns);
  return out;
}
