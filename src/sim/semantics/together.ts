/** @file Operations in which all units take part: exchange, barrier, launch, kernel begin, Flexpoint bookkeeping. */
import type { ChipSpec } from '../chipSchema.js';
import type { ExchangeOp } from '../program.js';
import { secondsToCycles } from '../target.js';
import type { CostContext, OpSemantics } from './context.js';
import { flowAmong } from './exchangeFlow.js';
import { courseOf, shiftFlow, shiftHops, turnRows } from './shift.js';

/** Hops between the two units farthest apart. */
export function diameterHops(chip: ChipSpec, units: number): number {
  if (units <= 1) return 0;
  switch (chip.exchange.topology) {
    case 'mesh': {
      const columns = Math.ceil(Math.sqrt(units));
      return columns - 1 + Math.ceil(units / columns) - 1;
    }
    case 'ring':
      return Math.floor(units / 2);
    case 'crossbar':
      return 1;
    case 'through-l2':
      return 2;
  }
}

const activeUnits = (perClass: readonly number[], context: CostContext): number =>
  perClass.reduce((sum, bytes, cls) => sum + (bytes > 0 ? context.unitsOf[cls] : 0), 0);

export const exchange: OpSemantics<'exchange'> = {
  cost(op, _cls, context, out) {
    const { machine, unitsOf } = context;
    const { chip } = machine.target;
    const net = chip.exchange;
    const units = activeUnits(op.bytesPerClass, context);
    if (units <= 1) return;
    const total = op.bytesPerClass.reduce((sum, bytes, cls) => sum + bytes * unitsOf[cls], 0);
    const most = Math.max(...op.bytesPerClass);
    const { sent, received, crossing } =
      op.pattern === 'shift'
        ? shiftFlow(op, total, net.topology === 'through-l2')
        : flowAmong(op.pattern, { units, most, total }, net);
    const links = Math.max(sent / net.injectBytesPerCycle.value, received / net.ejectBytesPerCycle.value);
    out.add(machine.exchange, Math.max(links, crossing / net.bisectionBytesPerCycle.value), crossing);
    out.delay(hopsOf(op, chip, units) * net.hopLatencyCycles.value);
  },
  effect(op, tiles) {
    if (op.pattern === 'shift') turnRows(op, tiles);
    // Values are those of the whole tensor: after any of the other patterns each unit holds it.
    else for (let i = 0; i < op.writes.length; i++) tiles.move(i);
  },
};

/** Hops that the last data to arrive has made; an all-reduce goes the way twice. */
function hopsOf(op: ExchangeOp, chip: ChipSpec, units: number): number {
  if (op.pattern === 'shift') return shiftHops(chip, units, courseOf(op).places);
  return (op.pattern === 'all-reduce' ? 2 : 1) * diameterHops(chip, units);
}

export const barrier: OpSemantics<'barrier'> = {
  cost(_op, _cls, context, out) {
    const { chip } = context.machine.target;
    const units = context.unitsOf.reduce((sum, n) => sum + n, 0);
    if (units > 1) out.delay(secondsToCycles(chip, chip.barrier.latencySeconds.value));
  },
  effect() {},
};

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
  cost(_op, _cls, context, out) {
    const { machine, unitsOf } = context;
    const units = unitsOf.reduce((sum, n) => sum + n, 0);
    const { chip } = machine.target;
    out.add(machine.controller, chip.flexpoint.updateCycles.value);
    out.delay(2 * diameterHops(chip, units) * chip.exchange.hopLatencyCycles.value);
  },
  effect() {},
};
