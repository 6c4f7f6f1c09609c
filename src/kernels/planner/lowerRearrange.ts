/** @file Lowers what works along a tile: reductions over rows or columns, and transposes. */
import type { Node, Traffic } from '../../sim/program.js';
import { slotsOf } from '../cuts.js';
import type { ReduceStatement, TransposeStatement } from '../graph.js';
import type { Tile } from '../handles.js';
import { sumsTerms } from '../statements/rearrange.js';
import { exponentUpdates } from './exponents.js';
import { type Lowering, ref } from './lowering.js';
import { elementBytes } from './placement.js';
import { stagedOperand } from './staging.js';

/** Bytes of so many elements of a tile in one unit of each class, where it lies. */
function trafficOf(
  lowering: Lowering,
  tile: Tile,
  direction: 'read' | 'write',
  elementsPerClass: readonly number[],
): Traffic[] {
  if (!lowering.isLocal(tile.tensor)) return lowering.traffic(tile, direction);
  const bytes = elementBytes(lowering.target, tile.tensor.precision);
  return lowering.localTraffic(
    tile.tensor,
    direction,
    elementsPerClass.map((n) => Math.ceil(n * bytes)),
  );
}

/** A lane cannot write another lane's registers: what lies there is handed over in the nearest memory of the unit. */
function throughMemory(lowering: Lowering, { tensor }: Tile, elementsPerClass: readonly number[]): Traffic[] {
  const memory = lowering.target.chip.levels.find((l) => l.scope === 'unit' && l.name !== 'register');
  const { placement } = lowering.tensors[tensor.id];
  const inRegisters = placement.find((p) => p.level === 'register');
  if (memory === undefined || inRegisters === undefined) return [];
  const bytesPerClass = elementsPerClass.map((n, cls) => {
    const whole = placement.reduce((sum, p) => sum + p.bytesPerClass[cls], 0);
    const bytes = n * elementBytes(lowering.target, tensor.precision);
    return whole === 0 ? 0 : Math.ceil((bytes * inRegisters.bytesPerClass[cls]) / whole);
  });
  return [{ level: memory.name, direction: 'write', bytesPerClass, shared: false, tensor: null, slot: null }];
}

export function lowerReduce(lowering: Lowering, s: ReduceStatement): Node[] {
  const { label, how, over, out, x } = s;
  const [staged, loads] = stagedOperand(lowering, x);
  // A unit reads all that it has of what is cut; otherwise what its own results are made of.
  const length = over === 'rows' ? x.tensor.rows : x.tensor.columns;
  const elementsPerClass = sumsTerms(s) ? lowering.elements(x) : lowering.elements(out).map((n) => n * length);
  const resultsPerClass = lowering.elements(out).map((n, cls) => (elementsPerClass[cls] === 0 ? 0 : n));
  const traffic = [
    ...trafficOf(lowering, staged, 'read', elementsPerClass),
    ...trafficOf(lowering, out, 'write', resultsPerClass),
  ];
  const tiles = { reads: [ref(staged)], writes: [ref(out)] };
  const op = lowering.op({ kind: 'reduce', label, how, over, ...tiles, elementsPerClass, resultsPerClass, traffic });
  return [...loads, op, ...exponentUpdates(lowering, [out])];
}

export function lowerTranspose(lowering: Lowering, { label, out, x }: TransposeStatement): Node[] {
  const [staged, loads] = stagedOperand(lowering, x);
  const slots = slotsOf(x);
  const elementsPerClass = lowering.elements(out);
  const traffic = [
    ...trafficOf(lowering, staged, 'read', elementsPerClass),
    ...trafficOf(lowering, out, 'write', elementsPerClass),
    ...throughMemory(lowering, out, elementsPerClass),
  ];
  const op = lowering.op({
    kind: 'transpose',
    label,
    reads: [ref(staged)],
    writes: [ref(out)],
    shares: elementsPerClass.map((n, cls) => {
      const rows = lowering.cut.columnsOf(out.tensor, cls);
      return n === 0 ? { m: 0, n: 0 } : { m: rows, n: n / (slots * rows) };
    }),
    slots,
    elementBytes: elementBytes(lowering.target, out.tensor.precision),
    traffic,
  });
  // Elements that are moved as they are held keep their exponent.
  const rounded = x.tensor.precision !== 'format';
  return [...loads, op, ...(rounded ? exponentUpdates(lowering, [out]) : [])];
}
