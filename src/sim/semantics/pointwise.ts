/** @file Element-wise operations on the vector engine; the function's own file says what an element costs and becomes. */
import type { OpSemantics } from './context.js';
import { pointwiseFunction } from './functions/index.js';
import { addTraffic } from './traffic.js';

export const pointwise: OpSemantics<'pointwise'> = {
  cost(op, cls, context, out) {
    const { machine } = context;
    const { lanes, specialPerCycle, latencyCycles } = machine.target.chip.vector;
    const { simple, special } = pointwiseFunction(op.fn);
    const elements = op.elementsPerClass[cls];
    const cycles = (elements * simple) / lanes.value + (elements * special) / specialPerCycle.value;
    out.compute(machine.vector(cls), cycles);
    out.latencyCycles = latencyCycles.value;
    addTraffic(op.traffic, cls, context, out);
  },
  effect(op, tiles) {
    pointwiseFunction(op.fn).apply(tiles, op.constants);
  },
};
