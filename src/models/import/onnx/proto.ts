/** @file An ONNX file decoded: the messages and fields that a chain of layers needs, by the numbers of onnx.proto (fields that
 * onchip does not look at are skipped). Every length is held to the bytes that there are. */
import { PbfReader } from 'pbf';
import { refuse } from '../problems.js';

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly raw: Uint8Array | null;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly external: boolean;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly f: number;
  readonly i: number;
  readonly s: string;
  readonly t: OnnxTensor | null;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly string[];
  /** 1 float, 2 int, 3 string, 4 tensor, 6 floats, 7 ints, 8 strings. */
  readonly type: number;
}

export interface OnnxNode {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly attributes: readonly OnnxAttribute[];
}

/** A size, or the name of one that is open; null when nothing is said. */
export type OnnxDim = number | string | null;

export interface OnnxValue {
  readonly name: string;
  readonly elemType: number;
  readonly dims: readonly OnnxDim[] | null;
}

export interface OnnxModel {
  readonly irVersion: number;
  /** Of the standard operators; 0 when the file names none. */
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly hasSparse: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
type Field<T> = (tag: number, into: T, from: Bytes) => void;

const [VARINT, BYTES, FIXED32] = [0, 2, 5];

/** The reader of pbf with every length checked. */
class Bytes {
  readonly #pbf: PbfReader;

  constructor(bytes: Uint8Array) {
    this.#pbf = new PbfReader(bytes);
  }

  message<T>(into: T, field: Field<T>, end = this.#end()): T {
    this.#pbf.readFields((tag, result: T) => field(tag, result, this), into, end);
    if (this.#pbf.pos !== end) throw new RangeError('a field that ends behind its message');
    return into;
  }

  get all(): number {
    return this.#pbf.length;
  }

  int(): number {
    this.#expect(VARINT);
    return this.#pbf.readVarint(true);
  }

  float(): number {
    this.#expect(FIXED32);
    return this.#pbf.readFloat();
  }

  bytes(): Uint8Array {
    const end = this.#end();
    const found = this.#pbf.buf.subarray(this.#pbf.pos, end);
    this.#pbf.pos = end;
    return found;
  }

  text(): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes());
  }

  /** Packed or one by one. */
  ints(into: number[]): void {
    this.#numbers(into, VARINT, () => this.#pbf.readVarint(true));
  }

  floats(into: number[]): void {
    this.#numbers(into, FIXED32, () => this.#pbf.readFloat());
  }

  #numbers(into: number[], plain: number, read: () => number): void {
    if (this.#pbf.type === plain) {
      into.push(read());
      return;
    }
    const end = this.#end();
    while (this.#pbf.pos < end) into.push(read());
    if (this.#pbf.pos !== end) throw new RangeError('a list that ends behind its field');
  }

  #end(): number {
    this.#expect(BYTES);
    const length = this.#pbf.readVarint();
    const end = this.#pbf.pos + length;
    if (!(length >= 0 && end <= this.#pbf.length)) throw new RangeError(`${length} bytes where fewer are left`);
    return end;
  }

  #expect(type: number): void {
    if (this.#pbf.type !== type) throw new RangeError(`wire type ${this.#pbf.type} where ${type} belongs`);
  }
}

/** Throws InputError for bytes that are no ONNX model, or not all of one. */
export function decodeOnnx(name: string, bytes: Uint8Array): OnnxModel {
  const expected = 'an ONNX model';
  let model: Mutable<OnnxModel> | null = null;
  try {
    model = readModel(new Bytes(bytes));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    refuse(name, expected, `bytes that are none, or a part of one: ${error.message}`);
  }
  if (model === null || model.irVersion < 3 || model.nodes.length === 0) {
    return refuse(name, expected, bytes.length === 0 ? 'an empty file' : 'a file without a graph of one');
  }
  return model;
}

function readModel(from: Bytes): Mutable<OnnxModel> {
  const empty: Mutable<OnnxModel> = {
    irVersion: 0,
    opset: 0,
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    hasSparse: false,
  };
  const field: Field<Mutable<OnnxModel>> = (tag, model, b) => {
    if (tag === 1) model.irVersion = b.int();
    else if (tag === 7) b.message(model, graphField);
    else if (tag === 8) {
      const set = b.message({ domain: '', version: 0 }, (t, into, bb) => {
        if (t === 1) into.domain = bb.text();
        else if (t === 2) into.version = bb.int();
      });
      if (set.domain === '' || set.domain === 'ai.onnx') model.opset = set.version;
    }
  };
  return from.message(empty, field, from.all);
}

const graphField: Field<Mutable<OnnxModel>> = (tag, model, b) => {
  if (tag === 1) model.nodes.push(node(b));
  else if (tag === 5) model.initializers.push(tensor(b));
  else if (tag === 11) model.inputs.push(valueInfo(b));
  else if (tag === 12) model.outputs.push(valueInfo(b));
  else if (tag === 15) {
    b.bytes();
    model.hasSparse = true;
  }
};

function node(b: Bytes): OnnxNode {
  const empty: Mutable<OnnxNode> = { inputs: [], outputs: [], name: '', opType: '', domain: '', attributes: [] };
  return b.message(empty, (tag, into, from) => {
    if (tag === 1) into.inputs.push(from.text());
    else if (tag === 2) into.outputs.push(from.text());
    else if (tag === 3) into.name = from.text();
    else if (tag === 4) into.opType = from.text();
    else if (tag === 5) into.attributes.push(attribute(from));
    else if (tag === 7) into.domain = from.text();
  });
}

function attribute(b: Bytes): OnnxAttribute {
  const empty: Mutable<OnnxAttribute> = {
    name: '',
    f: 0,
    i: 0,
    s: '',
    t: null,
    floats: [],
    ints: [],
    strings: [],
    type: 0,
  };
  return b.message(empty, (tag, into, from) => {
    if (tag === 1) into.name = from.text();
    else if (tag === 2) into.f = from.float();
    else if (tag === 3) into.i = from.int();
    else if (tag === 4) into.s = from.text();
    else if (tag === 5) into.t = tensor(from);
    else if (tag === 7) from.floats(into.floats);
    else if (tag === 8) from.ints(into.ints);
    else if (tag === 9) into.strings.push(from.text());
    else if (tag === 20) into.type = from.int();
  });
}

function tensor(b: Bytes): OnnxTensor {
  const empty: Mutable<OnnxTensor> = {
    name: '',
    dims: [],
    dataType: 0,
    raw: null,
    floats: [],
    ints: [],
    external: false,
  };
  return b.message(empty, (tag, into, from) => {
    if (tag === 1) from.ints(into.dims);
    else if (tag === 2) into.dataType = from.int();
    else if (tag === 4) from.floats(into.floats);
    else if (tag === 5 || tag === 7) from.ints(into.ints);
    else if (tag === 8) into.name = from.text();
    else if (tag === 9) into.raw = from.bytes();
    else if (tag === 13) {
      from.bytes();
      into.external = true;
    } else if (tag === 14) into.external ||= from.int() === 1;
  });
}

function valueInfo(b: Bytes): OnnxValue {
  const empty: Mutable<OnnxValue> & { dims: OnnxDim[] | null } = { name: '', elemType: 0, dims: null };
  return b.message(empty, (tag, into, from) => {
    if (tag === 1) into.name = from.text();
    else if (tag === 2) from.message(into, typeField);
  });
}

const typeField: Field<Mutable<OnnxValue> & { dims: OnnxDim[] | null }> = (tag, into, b) => {
  if (tag !== 1) return;
  b.message(into, (inner, value, from) => {
    if (inner === 1) value.elemType = from.int();
    else if (inner === 2)
      value.dims = from.message([] as OnnxDim[], (t, dims, bb) => {
        if (t === 1) dims.push(dimension(bb));
      });
  });
};

function dimension(b: Bytes): OnnxDim {
  return b.message({ size: null as OnnxDim }, (tag, into, from) => {
    if (tag === 1) into.size = from.int();
    else if (tag === 2) into.size = from.text();
  }).size;
}
