/** @file What an expression over elements is made of: operands, numbers, operations on them. Nodes never change, so an
 * expression cannot contain itself; mistakes are refused at the author's line as soon as an operation is written. */
import { type ElementOperationName, elementOperation } from '../../sim/semantics/elements/operations.js';
import { refuseAtAuthor } from '../callSite.js';

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Blocks that the rows come in; 1 for all rows alike. */
  readonly groups: number;
}

interface NodeBase extends Size {
  /** Operations on the longest way down to an operand. */
  readonly depth: number;
  /** True when some operand in it is one block of a tensor. */
  readonly split: boolean;
}

export interface OperandNode extends NodeBase {
  readonly kind: 'operand';
  /** The `k.pointwise` that it is an operand of. */
  readonly call: object;
  readonly input: number;
  readonly name: string;
  /** Block of rows, of `blocks`; null: all rows. */
  readonly block: number | null;
  readonly blocks: number;
}

export interface ConstantNode extends NodeBase {
  readonly kind: 'constant';
  readonly value: number;
  readonly name?: string;
}

export interface OperationNode extends NodeBase {
  readonly kind: 'operation';
  readonly op: ElementOperationName;
  readonly args: readonly ExpressionNode[];
}

export type ExpressionNode = OperandNode | ConstantNode | OperationNode;

/** Operations one inside another, and operations of one expression: more than any cell needs, few enough to keep. */
export const MOST_OPERATIONS = 1000;

const ONE: Size = { rows: 1, columns: 1, groups: 1 };

export function constantNode(value: number, name?: string): ConstantNode {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) {
    refuseAtAuthor({
      where: name === undefined ? 'number in an expression' : `constant ${name}`,
      expected: 'a finite number that fp32 holds',
      found: String(value),
      ...(Number.isNaN(value) ? { hint: 'a.plus(b), a.times(b) instead of a + b, a * b' } : {}),
    });
  }
  return { kind: 'constant', value: rounded, ...(name === undefined ? {} : { name }), ...ONE, depth: 0, split: false };
}

export function operationNode(op: ElementOperationName, args: readonly ExpressionNode[]): ExpressionNode {
  const numbers = args.every((a) => a.kind === 'constant');
  if (op === 'divide' && args[1].kind === 'constant' && args[1].value === 0) {
    const dividend = nodeText(args[0]);
    const found = `${dividend.includes(' ') ? `(${dividend})` : dividend} / 0`;
    refuseAtAuthor({ where: 'expression', expected: 'a divisor that is not 0', found });
  }
  if (numbers) return folded(op, args);
  const depth = 1 + Math.max(...args.map((a) => a.depth));
  if (depth > MOST_OPERATIONS) {
    const expected = `at most ${MOST_OPERATIONS} operations one inside another`;
    refuseAtAuthor({ where: 'expression', expected, found: 'more', hint: 'keep a part of it in a buffer' });
  }
  const size = args.reduce<Size>((known, arg) => together(known, arg, op, args), ONE);
  return { kind: 'operation', op, args, ...size, depth, split: args.some((a) => a.split) };
}

/** An operation on numbers alone is a number. */
function folded(op: ElementOperationName, args: readonly ExpressionNode[]): ConstantNode {
  const cells = [0, 1, 2].map((i) => Float32Array.of(args[i]?.kind === 'constant' ? args[i].value : 0));
  const out = new Float32Array(1);
  elementOperation(op).run(out, 1, cells[0], cells[1], cells[2]);
  if (!Number.isFinite(out[0])) {
    const found = `${op}(${args.map(nodeText).join(', ')}) = ${out[0]}`;
    refuseAtAuthor({ where: 'expression', expected: 'a finite number', found });
  }
  return constantNode(out[0]);
}

/** Rows and columns are equal, or 1 and serve all. */
function together(a: Size, b: Size, op: ElementOperationName, args: readonly ExpressionNode[]): Size {
  const alike = (x: number, y: number): boolean => x === y || x === 1 || y === 1;
  const clash = a.rows === b.rows && !alike(a.groups, b.groups);
  if (!alike(a.rows, b.rows) || !alike(a.columns, b.columns) || clash) {
    const grouped = args.find((arg) => arg.groups > 1);
    refuseAtAuthor({
      where: `expression: ${op}`,
      expected: 'equal shapes, or [rows, 1], [1, columns], [1, 1] beside [rows, columns]',
      found: args.map(shapedText).join(' and '),
      ...(grouped === undefined ? {} : { hint: `.groups() of ${nodeText(grouped)} are ${grouped.groups} blocks` }),
    });
  }
  return {
    rows: Math.max(a.rows, b.rows),
    columns: Math.max(a.columns, b.columns),
    groups: Math.max(a.groups, b.groups),
  };
}

const blocksOf = new WeakMap<ExpressionNode, Map<number, ExpressionNode>>();

/** Block `block` of `blocks` of an expression's rows: the same operations on the operands' blocks. */
export function blockOf(node: ExpressionNode, block: number, blocks: number): ExpressionNode {
  if (node.rows === 1) return node;
  const known = blocksOf.get(node) ?? new Map<number, ExpressionNode>();
  blocksOf.set(node, known);
  let found = known.get(block);
  if (found === undefined) {
    const size = { rows: node.rows / blocks, groups: 1, split: true };
    if (node.kind === 'operand') found = { ...node, block, blocks, ...size };
    else found = { ...(node as OperationNode), ...size, args: argsOf(node).map((a) => blockOf(a, block, blocks)) };
    known.set(block, found);
  }
  return found;
}

const argsOf = (node: ExpressionNode): readonly ExpressionNode[] => (node.kind === 'operation' ? node.args : []);

const SIGNS: Partial<Record<ElementOperationName, string>> = {
  add: ' + ',
  subtract: ' - ',
  multiply: '·',
  divide: ' / ',
  below: ' < ',
  atMost: ' <= ',
  equals: ' = ',
};
/** Deeper than this, an expression is written as an ellipsis. */
const SHOWN_DEPTH = 4;
export const CUT_SHORT = '…';

/** An expression as it is written in labels and messages. */
export function nodeText(node: ExpressionNode, depth = SHOWN_DEPTH): string {
  if (node.kind === 'constant') return node.name ?? String(Number(node.value.toPrecision(7)));
  if (node.kind === 'operand') return node.block === null ? node.name : `${node.name}[${node.block}]`;
  if (depth === 0) return CUT_SHORT;
  const args = node.args.map((arg) => nodeText(arg, depth - 1));
  const sign = SIGNS[node.op];
  if (sign === undefined) return `${node.op}(${args.join(', ')})`;
  return args.map((text, i) => (bracketed(node, node.args[i], i) ? `(${text})` : text)).join(sign);
}

const RANK: Partial<Record<ElementOperationName, number>> = { add: 1, subtract: 1, multiply: 2, divide: 2 };

/** True where a sum is a factor, or what is taken away or divided by is no single thing. */
function bracketed(outer: OperationNode, inner: ExpressionNode, position: number): boolean {
  if (inner.kind !== 'operation' || SIGNS[inner.op] === undefined) return false;
  const [own, other] = [RANK[outer.op] ?? 0, RANK[inner.op] ?? 0];
  return other < own || (position === 1 && other === own && outer.op !== 'add' && outer.op !== 'multiply');
}

/** `gates [400, 2]`. */
export function shapedText(node: ExpressionNode): string {
  return node.kind === 'constant' ? nodeText(node) : `${nodeText(node)} [${node.rows}, ${node.columns}]`;
}
