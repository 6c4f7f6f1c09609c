/** @file A lower bound of a program's cycles without simulating it: no resource can do its work in less time than it is
 * reserved for. What a hardware cache may hold is taken as held, so the bound is never above the engine's cycles. */
import { Demand } from '../../sim/demand.js';
import { Machine } from '../../sim/machine.js';
import type { Node, Op, Program } from '../../sim/program.js';
import type { CostContext } from '../../sim/semantics/context.js';
import { costOf, shareOf } from '../../sim/semantics/index.js';
import { StageMap } from '../../sim/stages.js';
import type { Target } from '../../sim/target.js';

export function lowerBoundCycles(program: Program, target: Target): number {
  const machine = new Machine(target, program);
  const cached = target.chip.levels.some(({ scope, managed }) => scope === 'chip' && managed === 'hardware');
  const stages = new StageMap(program);
  const context: CostContext = {
    machine,
    unitsTogether: (op) => stages.units(op),
    unitsOf: program.classes.map(({ count }) => count),
    missBytes: ({ tensor }, bytes) => (cached && tensor !== null ? 0 : bytes),
    fillsQueue: () => false,
  };
  const busy = new Float64Array(machine.names.length);
  const add = (op: Op, times: number): void => {
    for (const cls of shareOf(op, machine.classes)) {
      const demand = new Demand();
      costOf(op, cls, context, demand);
      for (let i = 0; i < demand.count; i++) busy[demand.resources[i]] += times * demand.cycles[i];
    }
  };
  const visit = (nodes: readonly Node[], times: number): void => {
    for (const node of nodes) {
      if (node.kind === 'repeat') visit(node.body, times * node.count);
      else add(node, times);
    }
  };
  visit(program.body, 1);
  return busy.reduce((most, cycles) => Math.max(most, cycles), 0);
}
