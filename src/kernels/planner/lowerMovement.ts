/** @file Lowers what moves data between units, or between a unit and what lies off the units. */
import { type Cut, gridOf, isOwned } from '../../sim/cuts.js';
import type { Op, Traffic } from '../../sim/program.js';
import { rowsSent, shiftCourse } from '../../sim/semantics/shift.js';
import { extentOf, slotsOf } from '../cuts.js';
import type { CopyStatement, ExchangeStatement } from '../graph.js';
import type { KernelTensor, Tile } from '../handles.js';
import { type Lowering, ref } from './lowering.js';
import { elementBytes } from './placement.js';

/** Between units; or, into a buffer that the plan keeps in the chip's cache, each unit's part by its move engine. */
export function lowerExchange(lowering: Lowering, s: ExchangeStatement): Op {
  if (s.rows !== undefined) return lowerShift(lowering, s, s.rows);
  const { pattern, from, to, label } = s;
  const { cut } = lowering;
  const [a, b] = [from.tensor, to.tensor];
  if (!lowering.isLocal(b)) return storeForAll(lowering, s);
  // What all units of a stage have, each of them sends a piece of.
  const pieces = pattern === 'broadcast' && a.stage?.id !== b.stage?.id ? cut.unitsOf(a) : 1;
  const bytesPerClass = lowering.tileBytes(from).map((bytes) => Math.ceil(bytes / pieces));
  const base = { kind: 'exchange', label, pattern, reads: [ref(from)], writes: [ref(to)], bytesPerClass } as const;
  const arriving = lowering.tileBytes(to);
  if (a.shard === 'block-terms') {
    // Terms of a row meet across the grid.
    const { across } = gridOf(cut.unitsOf(a));
    return lowering.op({ ...base, receivesPerClass: arriving.map((bytes) => bytes * across), summed: across });
  }
  const parts = a.stage?.id !== b.stage?.id || b.shard === 'block-inputs';
  return lowering.op(parts ? { ...base, receivesPerClass: arriving } : base);
}

function storeForAll(lowering: Lowering, s: ExchangeStatement): Op {
  const { from, to, label } = s;
  const { stage } = from.tensor;
  lowering.enter({ ...s, ...(stage && { stages: [stage.id] }) });
  const bytesPerClass = lowering.tileBytes(from);
  const where = { level: 'dram', tensor: to.tensor.id, slot: to.slot } as const;
  const traffic: Traffic[] = [
    ...lowering.traffic(from, 'read'),
    { ...where, direction: 'write', bytesPerClass, shared: false },
  ];
  return lowering.op({ kind: 'move', label, direction: 'store', reads: [ref(from)], writes: [ref(to)], traffic });
}

/** A unit gives away the rows that leave its share: all of them when the ring turns by a whole share or more. */
function lowerShift(lowering: Lowering, { label, from, to }: ExchangeStatement, rows: number): Op {
  const { tensor } = from;
  const extent = extentOf(from);
  const shares = lowering.cut.classes.map((_, cls) => lowering.cut.rowsOf(tensor, cls) / tensor.groups);
  const rowBytes = slotsOf(from) * tensor.groups * tensor.columns * elementBytes(lowering.target, tensor.precision);
  const bytesPerClass = shares.map((own) => Math.ceil(rowsSent(rows, extent, own) * rowBytes));
  const smallest = Math.min(...shares.filter((own) => own > 0));
  const shift = shiftCourse(rows, extent, smallest, rowBytes);
  const tiles = { reads: [ref(from)], writes: [ref(to)] };
  return lowering.op({ kind: 'exchange', label, pattern: 'shift', ...tiles, bytesPerClass, shift });
}

/** Unit memory to a tensor off chip (each unit writes what it owns, or its part of what all have), or back. */
export function lowerCopy(lowering: Lowering, s: CopyStatement): Op {
  const stores = !lowering.isLocal(s.to.tensor);
  const [inner, outer] = stores ? [s.from, s.to] : [s.to, s.from];
  const parts = copiesOf(inner.tensor.shard, lowering.cut.unitsOf(inner.tensor));
  const share = stores ? parts : 1;
  const bytesOf = ({ precision }: KernelTensor): number[] =>
    lowering.tileBytes(inner, precision).map((bytes) => Math.ceil(bytes / share));
  const bytesPerClass = bytesOf(inner.tensor);
  const cached = outer.tensor.residency === 'cached';
  const offChip: Traffic = {
    level: 'dram',
    direction: stores ? 'write' : 'read',
    bytesPerClass: bytesOf(outer.tensor),
    shared: !stores && !isOwned(inner.tensor.shard),
    tensor: cached ? outer.tensor.id : null,
    slot: cached ? outer.slot : null,
  };
  const own = lowering.isLocal(inner.tensor)
    ? lowering.localTraffic(inner.tensor, stores ? 'read' : 'write', bytesPerClass)
    : cachedParts(s.from, bytesPerClass);
  return lowering.op({
    kind: 'move',
    label: s.label,
    direction: stores ? 'store' : 'load',
    reads: [ref(s.from)],
    writes: [ref(s.to)],
    traffic: [offChip, ...own],
  });
}

/** Each unit's part of a tile that lies in the chip's cache. */
function cachedParts({ tensor, slot }: Tile, bytesPerClass: readonly number[]): Traffic[] {
  return [{ level: 'dram', direction: 'read', bytesPerClass, shared: false, tensor: tensor.id, slot }];
}

/** Units that have the same part. */
function copiesOf(cut: Cut, units: number): number {
  if (isOwned(cut)) return 1;
  return cut === 'block-inputs' ? gridOf(units).down : units;
}
