/** @file Lowers what moves data between units, or between a unit and what lies off the units. */
import type { Op, Traffic } from '../../sim/program.js';
import type { CopyStatement, ExchangeStatement } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import { type Lowering, ref } from './lowering.js';

export function lowerExchange(lowering: Lowering, { pattern, from, to, label }: ExchangeStatement): Op {
  const bytesPerClass = lowering.tileBytes(from);
  return lowering.op({ kind: 'exchange', label, pattern, reads: [ref(from)], writes: [ref(to)], bytesPerClass });
}

/** Unit memory to a tensor off chip (each unit writes what it owns, or its part of what all have), or back. */
export function lowerCopy(lowering: Lowering, s: CopyStatement): Op {
  const stores = !lowering.isLocal(s.to.tensor);
  const [inner, outer] = stores ? [s.from, s.to] : [s.to, s.from];
  const parts = inner.tensor.shard === 'rows' ? 1 : lowering.cut.units;
  const share = stores ? parts : 1;
  const bytesOf = ({ precision }: KernelTensor): number[] =>
    lowering.tileBytes(inner, precision).map((bytes) => Math.ceil(bytes / share));
  const bytesPerClass = bytesOf(inner.tensor);
  const cached = outer.tensor.residency === 'cached';
  const offChip: Traffic = {
    level: 'dram',
    direction: stores ? 'write' : 'read',
    bytesPerClass: bytesOf(outer.tensor),
    shared: !stores && inner.tensor.shard !== 'rows',
    tensor: cached ? outer.tensor.id : null,
    slot: cached ? outer.slot : null,
  };
  const own = lowering.localTraffic(inner.tensor, stores ? 'read' : 'write', bytesPerClass);
  return lowering.op({
    kind: 'move',
    label: s.label,
    direction: stores ? 'store' : 'load',
    reads: [ref(s.from)],
    writes: [ref(s.to)],
    traffic: [offChip, ...own],
  });
}
