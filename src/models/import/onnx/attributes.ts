/** @file A node with its attributes, read strictly: an attribute that nobody has asked for is refused by name. */
import { refuse, shown } from '../problems.js';
import type { Constant } from './constants.js';
import { constantOf } from './constants.js';
import type { OnnxAttribute, OnnxNode } from './proto.js';

const [FLOAT, INT, STRING, TENSOR, FLOATS, INTS, STRINGS] = [1, 2, 3, 4, 6, 7, 8];

export class NodeReader {
  readonly node: OnnxNode;
  readonly name: string;
  /** `model.onnx: nodes[2] "rnn" (LSTM)`. */
  readonly place: string;
  readonly opset: number;
  readonly #asked = new Set<string>();

  constructor(file: string, node: OnnxNode, index: number, opset: number) {
    this.node = node;
    this.name = node.name === '' ? `${node.opType}_${index}` : node.name;
    this.place = `${file}: nodes[${index}] "${this.name}" (${node.opType})`;
    this.opset = opset;
  }

  refuse(what: string, expected: string, found: string): never {
    refuse(what === '' ? this.place : `${this.place}: ${what}`, expected, found);
  }

  int(name: string, otherwise: number): number {
    return this.#get(name, INT)?.i ?? otherwise;
  }

  float(name: string, otherwise: number): number {
    return this.#get(name, FLOAT)?.f ?? otherwise;
  }

  text(name: string, otherwise: string): string {
    return this.#get(name, STRING)?.s ?? otherwise;
  }

  ints(name: string): readonly number[] | null {
    return this.#get(name, INTS)?.ints ?? null;
  }

  floats(name: string): readonly number[] | null {
    return this.#get(name, FLOATS)?.floats ?? null;
  }

  texts(name: string): readonly string[] | null {
    return this.#get(name, STRINGS)?.strings ?? null;
  }

  tensor(name: string): Constant | null {
    const found = this.#get(name, TENSOR)?.t ?? null;
    return found === null ? null : constantOf(`${this.place}: ${name}`, found);
  }

  /** The attribute must have that value, or be missing. */
  only(name: string, value: number): void {
    const found = this.int(name, value);
    if (found !== value) this.refuse(name, String(value), String(found));
  }

  /** All numbers of the list must be that, or the list missing. */
  all(name: string, value: number): void {
    const found = this.ints(name);
    if (found?.some((n) => n !== value)) this.refuse(name, `${value} everywhere`, shown(found));
  }

  /** To be called last. Throws InputError for an attribute that nobody has asked for. */
  done(): void {
    const unknown = this.node.attributes.find(({ name }) => !this.#asked.has(name));
    if (unknown !== undefined) this.refuse(unknown.name, 'no attribute that onchip does not know', 'one');
  }

  #get(name: string, type: number): OnnxAttribute | null {
    this.#asked.add(name);
    const found = this.node.attributes.find((a) => a.name === name);
    if (found === undefined) return null;
    if (found.type !== type && found.type !== 0)
      this.refuse(name, `an attribute of type ${type}`, `type ${found.type}`);
    return found;
  }
}
