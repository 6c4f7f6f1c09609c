/** @file Functions over expressions: `tanh(x)`, `max(x, 0)`, `select(x.above(0), x, 0)`. */
import { refuseAtAuthor } from '../callSite.js';
import { Condition, Expression, type ExpressionLike, foundText, nodeOf, operation } from './expression.js';
import { constantNode, operationNode } from './node.js';

export const sigmoid = (x: ExpressionLike): Expression => operation('sigmoid', x);
export const tanh = (x: ExpressionLike): Expression => operation('tanh', x);
export const exp = (x: ExpressionLike): Expression => operation('exp', x);
/** Natural logarithm. */
export const log = (x: ExpressionLike): Expression => operation('log', x);
export const sqrt = (x: ExpressionLike): Expression => operation('sqrt', x);
/** max(0, x). */
export const relu = (x: ExpressionLike): Expression => operation('relu', x);
export const square = (x: ExpressionLike): Expression => operation('square', x);
/** 1 / x. */
export const reciprocal = (x: ExpressionLike): Expression => operation('reciprocal', x);
export const abs = (x: ExpressionLike): Expression => operation('abs', x);
export const min = (a: ExpressionLike, b: ExpressionLike): Expression => operation('min', a, b);
export const max = (a: ExpressionLike, b: ExpressionLike): Expression => operation('max', a, b);

/** A number to begin with: `constant(1).minus(z)`. */
export const constant = (value: number): Expression => new Expression(constantNode(value));

/** `yes` where the condition holds, `no` elsewhere. */
export function select(condition: Condition, yes: ExpressionLike, no: ExpressionLike): Expression {
  if (!(condition instanceof Condition)) {
    refuseAtAuthor({
      where: 'select',
      expected: 'a comparison first: a.below(b), above, atMost, atLeast, equals',
      found: foundText(condition),
    });
  }
  return new Expression(operationNode('select', [condition.node, nodeOf(yes, 'select'), nodeOf(no, 'select')]));
}
