/** @file Element-wise operations on the vector engine; the function's own file says what an element costs and becomes. */
import type { OpSemantics } from './context.js';
import { pointwiseFunction } from './functions/index.js';
import { waveCycles } from './libraryGemm.js';
import { addTraffic } from './traffic.js';

export const pointwise: OpSemantics<'pointwise'> = {
  cost(op, cls, context, out) {
    const { machine } = context;
    const { lanes, specialPerCycle, latencyCycles } = machine.target.chip.vector;
    const { simple, special } = pointwiseFunction(op.fn);
    const elements = op.elementsPerClass[cls];
    const cycles = (elements * simple) / lanes.value + (elements * special) / specialPerCycle.value;
    out.compute(machine.vector(cls), cycles);
    out.delay(latencyCycles.value);
    addTraffic(op.traffic, cls, context, out);
    // A kernel of its own: operands off the units, so its wave of thread blocks must be filled and drained.
    if (op.traffic.some((t) => t.tensor !== null)) out.latencyCycles += waveCycles(machine.target);
  },
  effect(op, tiles) {
    pointwiseFunction(op.fn).apply(tiles, op.constants);
  },
};
