/** @file Lowers what works on elements: functions of the table, and rows picked from a table by ids. */
import type { Node, Traffic } from '../../sim/program.js';
import { pointwiseFunction } from '../../sim/semantics/functions/index.js';
import type { GatherStatement, PointwiseStatement } from '../graph.js';
import type { Tile } from '../handles.js';
import { exponentUpdates } from './exponents.js';
import { type Lowering, ref } from './lowering.js';
import { elementBytes } from './placement.js';
import { stagedOperand } from './staging.js';

export function lowerPointwise(lowering: Lowering, s: PointwiseStatement): Node[] {
  const traffic = [
    ...s.ins.flatMap((t) => lowering.traffic(t, 'read')),
    ...s.outs.flatMap((t) => lowering.traffic(t, 'write')),
  ];
  const op = lowering.op({
    kind: 'pointwise',
    label: s.label,
    fn: s.fn,
    ...(s.expression === undefined ? {} : { expression: s.expression }),
    constants: s.constants,
    reads: s.ins.map(ref),
    writes: s.outs.map(ref),
    elementsPerClass: countedElements(lowering, s),
    traffic,
  });
  return [op, ...exponentUpdates(lowering, s.outs)];
}

/** Elements that a function's costs count per. */
function countedElements(lowering: Lowering, s: PointwiseStatement): number[] {
  if (s.expression !== undefined) {
    const blocks = s.expression.results[0].length;
    return lowering.elements(s.outs[0]).map((n) => n / blocks);
  }
  const { elements = 'output' } = pointwiseFunction(s.fn);
  if (elements === 'input') return lowering.elements(s.ins[0]);
  if (elements === 'last-input') return lowering.elements(s.ins[s.ins.length - 1]);
  const all = lowering.elements(s.outs[0]);
  return elements === 'group' ? all.map((n) => n / s.outs[0].tensor.groups) : all;
}

export function lowerGather(lowering: Lowering, { label, out, table, ids, transposed }: GatherStatement): Node[] {
  const [staged, loads] = stagedOperand(lowering, table);
  const elementsPerClass = lowering.elements(out);
  const traffic = [
    ...pickedRows(lowering, staged, elementsPerClass),
    ...lowering.traffic(out, 'write'),
    ...lowering.traffic(ids, 'read'),
  ];
  const reads = [ref(staged), ref(ids)];
  const op = lowering.op({ kind: 'gather', label, transposed, reads, writes: [ref(out)], elementsPerClass, traffic });
  // Rows that are copied as they are held keep the table's exponent.
  const rounded = table.tensor.precision !== 'format';
  return [...loads, op, ...(rounded ? exponentUpdates(lowering, [out]) : [])];
}

/** Of a table only the rows that ids name are read. Which ones is not known beforehand: off the units they come from DRAM,
 * whatever a cache may hold of them. */
function pickedRows(lowering: Lowering, table: Tile, elementsPerClass: readonly number[]): Traffic[] {
  const size = elementBytes(lowering.target, table.tensor.precision);
  const bytesPerClass = elementsPerClass.map((count) => Math.ceil(count * size));
  if (lowering.isLocal(table.tensor)) return lowering.localTraffic(table.tensor, 'read', bytesPerClass);
  return [{ level: 'dram', direction: 'read', bytesPerClass, shared: false, tensor: null, slot: null }];
}
