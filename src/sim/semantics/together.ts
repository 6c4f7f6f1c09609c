/** @file Operations in which all units of the chip or of a stage take part: barrier, launch, kernel begin, Flexpoint
 * bookkeeping. */
import type { ChipSpec } from '../chipSchema.js';
import { secondsToCycles } from '../target.js';
import type { OpSemantics } from './context.js';
import { diameterHops } from './exchange.js';

export const barrier: OpSemantics<'barrier'> = {
  cost(op, _cls, context, out) {
    const { chip } = context.machine.target;
    const units = context.unitsTogether(op);
    if (units < 2) return;
    out.delay(op.stages === undefined ? wholeBarrierCycles(chip) : localBarrierCycles(chip, units));
  },
  effect() {},
};

const wholeBarrierCycles = (chip: ChipSpec): number => secondsToCycles(chip, chip.barrier.latencySeconds.value);

/**
 * A barrier of some units of the chip. Chips publish one latency, for all units. Arrivals are gathered and the release is
 * handed out over a tree, in wires or in a shared cache alike, so the time goes with the tree's depth:
 * whole latency x ceil(log2 units) / ceil(log2 units of the chip); but never less than one way up and one down through the
 * network that the units have, and never more than the whole chip's barrier.
 */
export function localBarrierCycles(chip: ChipSpec, units: number): number {
  if (units < 2) return 0;
  const whole = wholeBarrierCycles(chip);
  const depth = Math.ceil(Math.log2(units)) / Math.ceil(Math.log2(chip.units.count.value));
  const wires = 2 * diameterHops(chip, units) * chip.exchange.hopLatencyCycles.value;
  return Math.min(whole, Math.max(Math.ceil(whole * depth), wires));
}

export const launch: OpSemantics<'launch'> = {
  cost(op, _cls, context, out) {
    const { chip, runtime } = context.machine.target;
    const filling = op.fillsQueue && context.fillsQueue();
    const perKernel = runtime.gapSeconds.value + (filling ? runtime.queueFill.seconds.value : 0);
    out.add(context.machine.host, secondsToCycles(chip, op.kernels * perKernel));
    out.delay(secondsToCycles(chip, runtime.latencySeconds.value));
  },
  effect() {},
};

export const begin: OpSemantics<'begin'> = {
  cost(op, _cls, context, out) {
    const { chip, runtime } = context.machine.target;
    // Between the end of one kernel and the start of the next: a kernel that arrives later than that finds an idle chip.
    if (!op.first) out.restCycles = secondsToCycles(chip, op.kernels * runtime.turnaroundSeconds.value);
    if (op.setsUp) out.delay(secondsToCycles(chip, runtime.setupSeconds.value));
  },
  effect() {},
};

export const scale: OpSemantics<'scale'> = {
  cost(op, _cls, context, out) {
    const { machine } = context;
    const units = context.unitsTogether(op);
    const { chip } = machine.target;
    out.add(machine.controller, chip.flexpoint.updateCycles.value);
    out.delay(2 * diameterHops(chip, units) * chip.exchange.hopLatencyCycles.value);
  },
  effect() {},
};
