/** @file Data between units: what it takes of the network that all units share, or that the units of a stage have. */
import type { ChipSpec } from '../chipSchema.js';
import type { Demand } from '../demand.js';
import type { ExchangeOp } from '../program.js';
import type { CostContext, OpSemantics } from './context.js';
import { type Flow, flowAmong, flowBetween, flowOfSums, type Parties } from './exchangeFlow.js';
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

function partiesOf(perClass: readonly number[], { unitsOf }: CostContext): Parties {
  const active = (bytes: number, cls: number): number => (bytes > 0 ? unitsOf[cls] : 0);
  return {
    units: perClass.reduce((sum, bytes, cls) => sum + active(bytes, cls), 0),
    most: Math.max(...perClass),
    total: perClass.reduce((sum, bytes, cls) => sum + bytes * unitsOf[cls], 0),
  };
}

function flowOf(op: ExchangeOp, from: Parties, context: CostContext): Flow {
  const net = context.machine.target.chip.exchange;
  if (op.pattern === 'shift') return shiftFlow(op, from.total, net.topology === 'through-l2');
  if (op.summed !== undefined) return flowOfSums(op.summed, from, net);
  const to = partiesOf(op.receivesPerClass ?? op.bytesPerClass, context);
  if (op.receivesPerClass !== undefined || op.pattern === 'send') return flowBetween({ from, to }, net);
  return flowAmong(op.pattern, from, net);
}

export const exchange: OpSemantics<'exchange'> = {
  cost(op, _cls, context, out) {
    const { chip } = context.machine.target;
    const from = partiesOf(op.bytesPerClass, context);
    const units = isBetween(op) ? context.unitsTogether(op) : from.units;
    if (units <= 1) return;
    reserve(op, flowOf(op, from, context), units, context, out);
    out.delay(hopsOf(op, chip, units) * chip.exchange.hopLatencyCycles.value);
  },
  effect(op, tiles) {
    if (op.pattern === 'shift') turnRows(op, tiles);
    // Values are those of the whole tensor: after any of the other patterns each unit holds it.
    else for (let i = 0; i < op.writes.length; i++) tiles.move(i);
  },
};

const isBetween = ({ stages }: ExchangeOp): boolean => stages !== undefined && stages.length > 1;

/** Hops that the last data to arrive has made; an all-reduce goes the way twice. */
function hopsOf(op: ExchangeOp, chip: ChipSpec, units: number): number {
  if (op.pattern === 'shift') return shiftHops(chip, units, courseOf(op).places);
  return (op.pattern === 'all-reduce' ? 2 : 1) * diameterHops(chip, units);
}

/**
 * Without stages the network is one resource. With stages, what moves inside a stage takes that stage's links, so that
 * stages exchange beside each other; between two stages, those of both. The middle of a crossbar or of a shared cache is
 * everybody's; a stage on a mesh or a ring is a region of its own, whose middle is as narrow as its side.
 */
function reserve(op: ExchangeOp, flow: Flow, units: number, { machine }: CostContext, out: Demand): void {
  const { chip } = machine.target;
  const net = chip.exchange;
  const links = Math.max(flow.sent / net.injectBytesPerCycle.value, flow.received / net.ejectBytesPerCycle.value);
  const middle = flow.crossing / net.bisectionBytesPerCycle.value;
  if (op.stages === undefined) {
    out.add(machine.exchange, Math.max(links, middle), flow.crossing);
    for (const stage of machine.stageLinks) out.add(stage, links);
    return;
  }
  const region = isBetween(op) ? null : regionShare(chip, units);
  if (region === null) out.add(machine.exchange, middle, flow.crossing);
  const [own, ownBytes] = region === null ? [0, 0] : [middle / region, flow.crossing];
  for (const stage of op.stages) out.add(machine.linksOf(stage), Math.max(links, own), ownBytes);
}

/** Width of a region's middle as a share of the chip's; null where regions have no middle of their own. A line cut from a
 * ring is crossed by one of the two links that cross the ring. */
function regionShare({ exchange, units }: ChipSpec, inRegion: number): number | null {
  if (exchange.topology === 'mesh') return Math.min(1, Math.sqrt(inRegion / units.count.value));
  return exchange.topology === 'ring' ? 0.5 : null;
}
