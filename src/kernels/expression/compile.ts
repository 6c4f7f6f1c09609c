/** @file From an author's function to data: calls it once with the operands and checks what it gives back against the tiles
 * that are to be written. */
import type { ElementCode } from '../../sim/semantics/elements/code.js';
import { slotsOf, tileText } from '../cuts.js';
import type { Tile, TileLike } from '../handles.js';
import { Emitter, type ExpressionCall, refuse } from './emit.js';
import { Expression, type ExpressionLike, foundText, nodeOf } from './expression.js';
import { blockOf, CUT_SHORT, constantNode, type ExpressionNode, nodeText, shapedText } from './node.js';

/** One result: an expression, or for a tile with groups a list with one for each. */
export type ElementResult = ExpressionLike | readonly ExpressionLike[];

/** An author's function: an expression for each operand, then the named constants → a result for each tile written. */
export type ElementFunction<I extends readonly TileLike[], C extends string> = (
  ...operands: [...{ readonly [K in keyof I]: Expression }, Readonly<Record<C, Expression>>]
) => ElementResult | readonly ElementResult[];

export interface Compiled {
  readonly code: ElementCode;
  /** The expression in words, when it is short. */
  readonly text: string | null;
}

/** Rows and columns of a block, all slots alike. */
interface Domain {
  readonly rows: number;
  readonly columns: number;
  /** Blocks of each tile that is written. */
  readonly blocks: readonly number[];
}

const LONGEST_TEXT = 48;

export function compileExpression(call: ExpressionCall): Compiled {
  const results = resultsOf(call);
  const nodes = results.map((r) => (Array.isArray(r) ? r.map((x) => nodeOf(x)) : [nodeOf(r)]));
  const domain = domainOf(call, results, nodes);
  const emitter = new Emitter(call);
  const perBlock = nodes.map((list, o) => blocksOf(call, domain, o, list, Array.isArray(results[o])));
  const code = emitter.code(perBlock);
  const text = nodes.length === 1 && nodes[0].length === 1 ? nodeText(nodes[0][0]) : CUT_SHORT;
  return { code, text: text.length <= LONGEST_TEXT && !text.includes(CUT_SHORT) ? text : null };
}

/** Calls the author's function: one result for each tile that is written. */
function resultsOf(call: ExpressionCall): readonly ElementResult[] {
  const { outs, ins, operands, fn, constants } = call;
  const named = Object.entries(constants).map(([name, value]) => [name, new Expression(constantNode(value, name))]);
  const most = operands.length + (named.length > 0 ? 1 : 0);
  if (fn.length > most) {
    refuse(call, `a function of ${most} operands, as many as tiles are given`, `one of ${fn.length}`);
  }
  const given = operands.map((input) => new Expression(operandNode(call, input, ins[input])));
  const returned: unknown = (fn as (...all: unknown[]) => unknown)(...given, Object.fromEntries(named));
  const list: unknown = outs.length === 1 && !Array.isArray(returned) ? [returned] : returned;
  if (!Array.isArray(list) || list.length !== outs.length) {
    const wanted = `${outs.length} ${outs.length === 1 ? 'result' : 'results'}: ${outs.map((t) => t.tensor.name).join(', ')}`;
    refuse(call, wanted, Array.isArray(list) ? `${list.length} results` : foundText(returned));
  }
  for (const result of list) {
    for (const one of Array.isArray(result) ? result : [result]) {
      if (typeof one !== 'number' && !(one instanceof Expression)) {
        refuse(call, 'an expression or a number', foundText(one));
      }
    }
  }
  return list as readonly ElementResult[];
}

function operandNode(call: object, input: number, { tensor }: Tile): ExpressionNode {
  const { name, rows, columns, groups } = tensor;
  const size = { rows, columns, groups, depth: 0, split: false };
  return { kind: 'operand', call, input, name, block: null, blocks: 1, ...size };
}

/** The shape that everything is computed in: all rows, or the blocks that some operand or result is taken apart into. */
function domainOf(
  call: ExpressionCall,
  results: readonly ElementResult[],
  nodes: readonly (readonly ExpressionNode[])[],
): Domain {
  const { outs, ins } = call;
  const inBlocks =
    results.some((r) => Array.isArray(r)) ||
    nodes.some((list) => list.some((n) => n.split)) ||
    new Set(outs.map((t) => t.tensor.rows)).size > 1;
  const blocks = outs.map((t) => (inBlocks ? t.tensor.groups : 1));
  const shapes = outs.map((t, o) => [slotsOf(t), t.tensor.rows / blocks[o], t.tensor.columns]);
  const other = shapes.findIndex((shape) => shape.some((size, i) => size !== shapes[0][i]));
  if (other >= 0) {
    refuse(
      call,
      'results of equal shapes (or equal groups of rows)',
      `${tileText(outs[0])} and ${tileText(outs[other])}`,
    );
  }
  const [slots, rows, columns] = shapes[0];
  const wrong = ins.find((t) => slotsOf(t) !== 1 && slotsOf(t) !== slots);
  if (wrong !== undefined)
    refuse(call, `operands of ${slots} slots, or of one`, `${tileText(wrong)} → ${tileText(outs[0])}`);
  return { rows, columns, blocks };
}

/** By block of one tile: what is stored there. */
function blocksOf(
  call: ExpressionCall,
  { rows, columns, blocks }: Domain,
  o: number,
  nodes: readonly ExpressionNode[],
  isList: boolean,
): readonly ExpressionNode[] {
  const count = blocks[o];
  const out = call.outs[o];
  if (isList && nodes.length !== count) {
    refuse(call, `${count} results for the ${count} groups of ${tileText(out)}`, `a list of ${nodes.length}`);
  }
  const whole = nodes[0];
  const cut = !isList && count > 1 && whole.rows === rows * count && (whole.groups === count || whole.groups === 1);
  const list = cut ? Array.from({ length: count }, (_, q) => blockOf(whole, q, count)) : nodes;
  const each = list.length === count ? list : Array.from({ length: count }, () => whole);
  for (const node of list) {
    const fits = (node.rows === rows || node.rows === 1) && (node.columns === columns || node.columns === 1);
    const ambiguous = !isList && count > 1 && !cut && node.rows !== 1;
    if (!fits || ambiguous) refuse(call, 'equal shapes', `${tileText(out)} = ${shapedText(node)}`);
  }
  return each;
}
