/** @file What an author holds inside `k.pointwise`: an expression over the elements of the operands. Its methods and the
 * functions of functions.ts make larger ones; JavaScript's own operators cannot, and say so. */
import type { ElementOperationName } from '../../sim/semantics/elements/operations.js';
import { refuseAtAuthor } from '../callSite.js';
import { blockOf, constantNode, type ExpressionNode, nodeText, operationNode } from './node.js';

/** A number stands for an expression that is that number everywhere. */
export type ExpressionLike = Expression | number;

function noOperators(node: ExpressionNode): never {
  refuseAtAuthor({
    where: `expression ${nodeText(node)}`,
    expected: 'methods and functions of onchip/kernels (a.plus(b), a.times(b), tanh(a), select(a.above(b), …))',
    found: "JavaScript's own operators or functions",
  });
}

/** What a comparison gives: for `select` alone. */
export class Condition {
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }

  [Symbol.toPrimitive](): never {
    return noOperators(this.node);
  }
}

export class Expression {
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }

  plus(other: ExpressionLike): Expression {
    return operation('add', this, other);
  }

  minus(other: ExpressionLike): Expression {
    return operation('subtract', this, other);
  }

  times(other: ExpressionLike): Expression {
    return operation('multiply', this, other);
  }

  /** this / other. */
  over(other: ExpressionLike): Expression {
    return operation('divide', this, other);
  }

  negated(): Expression {
    return operation('negate', this);
  }

  /** this < other. */
  below(other: ExpressionLike): Condition {
    return comparison('below', this, other);
  }

  /** this > other. */
  above(other: ExpressionLike): Condition {
    return comparison('below', other, this);
  }

  /** this <= other. */
  atMost(other: ExpressionLike): Condition {
    return comparison('atMost', this, other);
  }

  /** this >= other. */
  atLeast(other: ExpressionLike): Condition {
    return comparison('atMost', other, this);
  }

  equals(other: ExpressionLike): Condition {
    return comparison('equals', this, other);
  }

  /** The blocks of rows that a tensor was declared with: `const [i, f, g, o] = gates.plus(b).groups()`. */
  groups(): readonly Expression[] {
    const { groups } = this.node;
    if (groups === 1) {
      refuseAtAuthor({
        where: `${nodeText(this.node)}.groups()`,
        expected: 'operands declared with groups: 2 or more',
        found: 'one block of rows',
      });
    }
    return Array.from({ length: groups }, (_, q) => new Expression(blockOf(this.node, q, groups)));
  }

  [Symbol.toPrimitive](): never {
    return noOperators(this.node);
  }
}

/** The node of an operand of an operation. Throws InputError for what is no expression. */
export function nodeOf(like: unknown, where = 'expression'): ExpressionNode {
  if (like instanceof Expression) return like.node;
  if (typeof like === 'number') return constantNode(like);
  return refuseAtAuthor({ where, expected: 'an expression or a number', found: foundText(like) });
}

/** What an author gave instead of an expression. */
export function foundText(value: unknown): string {
  if (value instanceof Condition)
    return `the comparison ${nodeText(value.node)} (select(it, 1, 0) makes a number of it)`;
  if (value instanceof Promise) return 'a promise';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null)
    return 'tensor' in value || 'residency' in value ? 'a tensor or tile' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function operation(op: ElementOperationName, ...args: readonly unknown[]): Expression {
  const nodes = args.map((arg) => nodeOf(arg));
  return new Expression(operationNode(op, nodes));
}

function comparison(op: ElementOperationName, ...args: readonly unknown[]): Condition {
  const nodes = args.map((arg) => nodeOf(arg));
  return new Condition(operationNode(op, nodes));
}
