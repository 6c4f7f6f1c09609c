/** @file Element-wise operations on the vector engine; what an element costs and becomes stands with the function of the
 * table, or follows from the author's expression. */
import type { PointwiseOp } from '../program.js';
import type { OpSemantics } from './context.js';
import { elementCost } from './elements/code.js';
import { applyElements } from './elements/evaluate.js';
import { pointwiseFunction } from './functions/index.js';
import { waveCycles } from './libraryGemm.js';
import { addTraffic } from './traffic.js';

export const pointwise: OpSemantics<'pointwise'> = {
  cost(op, cls, context, out) {
    const { machine } = context;
    const { lanes, specialPerCycle, latencyCycles } = machine.target.chip.vector;
    const { simple, special } = costOfElement(op);
    const elements = op.elementsPerClass[cls];
    const cycles = (elements * simple) / lanes.value + (elements * special) / specialPerCycle.value;
    out.compute(machine.vector(cls), cycles);
    out.delay(latencyCycles.value);
    addTraffic(op.traffic, cls, context, out);
    // A kernel of its own: operands off the units, so its wave of thread blocks must be filled and drained.
    if (op.traffic.some((t) => t.tensor !== null)) out.latencyCycles += waveCycles(machine.target);
  },
  effect(op, tiles) {
    if (op.expression === undefined) pointwiseFunction(op.fn).apply(tiles, op.constants);
    else applyElements(op.expression, tiles);
  },
};

/** Operations for one of the counted elements. */
export function costOfElement(op: Pick<PointwiseOp, 'fn' | 'constants' | 'expression'>): {
  readonly simple: number;
  readonly special: number;
} {
  if (op.expression !== undefined) return elementCost(op.expression);
  const { simple, special } = pointwiseFunction(op.fn);
  return { simple: typeof simple === 'number' ? simple : simple(op.constants), special };
}
