/** @file Puts the operations of an expression in an order in which each uses only earlier ones, equal ones once. */
import type { ElementCode, ElementStep } from '../../sim/semantics/elements/code.js';
import type { ElementOperationName } from '../../sim/semantics/elements/operations.js';
import { tileText } from '../cuts.js';
import type { Tile } from '../handles.js';
import type { Refuse } from '../statements/refuse.js';
import { type ExpressionNode, MOST_OPERATIONS, shapedText } from './node.js';

export interface ExpressionCall {
  readonly refuse: Refuse;
  readonly where: string;
  readonly outs: readonly Tile[];
  /** No tile twice. */
  readonly ins: readonly Tile[];
  /** By operand of the function: which of `ins`. */
  readonly operands: readonly number[];
  readonly fn: (...operands: never[]) => unknown;
  readonly constants: Readonly<Record<string, number>>;
}

export function refuse(call: ExpressionCall, expected: string, found: string): never {
  return call.refuse(call.where, expected, found);
}

/** Operations whose operands may change places: a + b and b + a are one step. */
const SYMMETRIC: ReadonlySet<ElementOperationName> = new Set(['add', 'multiply', 'min', 'max', 'equals'] as const);

export class Emitter {
  readonly #call: ExpressionCall;
  readonly #inputBlocks: number[];
  readonly #used: boolean[];
  readonly #steps: ElementStep[] = [];
  readonly #placeOfKey = new Map<string, number>();
  readonly #placeOfNode = new Map<ExpressionNode, number>();

  constructor(call: ExpressionCall) {
    this.#call = call;
    this.#inputBlocks = call.ins.map(() => 1);
    this.#used = call.ins.map(() => false);
  }

  code(results: readonly (readonly ExpressionNode[])[]): ElementCode {
    const places = results.map((blocks) => blocks.map((node) => this.#place(node)));
    const unused = this.#used.indexOf(false);
    if (unused >= 0) {
      refuse(this.#call, 'an expression that uses every operand', `${tileText(this.#call.ins[unused])} unused`);
    }
    return { inputBlocks: this.#inputBlocks, steps: this.#steps, results: places };
  }

  #place(node: ExpressionNode): number {
    let place = this.#placeOfNode.get(node);
    if (place === undefined) {
      place = this.#add(this.#step(node));
      this.#placeOfNode.set(node, place);
    }
    return place;
  }

  #step(node: ExpressionNode): ElementStep {
    if (node.kind === 'constant') {
      const { value, name } = node;
      return { op: 'constant', value, ...(name === undefined ? {} : { name }) };
    }
    if (node.kind === 'operation') return { op: node.op, args: node.args.map((arg) => this.#place(arg)) };
    const { call, input, block, blocks } = node;
    if (call !== this.#call) {
      refuse(this.#call, 'operands of this k.pointwise', `${shapedText(node)} of another one`);
    }
    this.#inputBlocks[input] = blocks;
    this.#used[input] = true;
    return { op: 'load', input, block: block ?? 0 };
  }

  #add(step: ElementStep): number {
    const args = 'args' in step && SYMMETRIC.has(step.op) ? [...step.args].sort((a, b) => a - b) : null;
    const key = JSON.stringify(args === null ? { ...step, zero: zeroSign(step) } : { op: step.op, args });
    const known = this.#placeOfKey.get(key);
    if (known !== undefined) return known;
    if (this.#steps.length >= MOST_OPERATIONS) {
      refuse(this.#call, `at most ${MOST_OPERATIONS} steps in one expression`, 'more');
    }
    this.#placeOfKey.set(key, this.#steps.length);
    return this.#steps.push(step) - 1;
  }
}

/** JSON writes both zeros alike. */
function zeroSign(step: ElementStep): number {
  return step.op === 'constant' && Object.is(step.value, -0) ? -1 : 0;
}
