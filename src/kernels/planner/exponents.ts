/** @file Flexpoint's bookkeeping as operations of the stream: trial runs that find the first exponents, and an update after
 * each write of a tensor that has one. */
import type { Node, Op, OpKind, TileRef } from '../../sim/program.js';
import type { Tile } from '../handles.js';
import { type Lowering, ref } from './lowering.js';

const COMPUTES_VALUES: ReadonlySet<OpKind> = new Set(['matmul', 'pointwise', 'reduce'] as const);

/** Flexpoint initialises exponents by trial: each operation that writes a tensor runs again, committing nothing. */
export function exponentTrials(lowering: Lowering, work: readonly Node[]): Node[] {
  if (!lowering.target.format.usesSharedExponent) return [];
  const again: Op[] = [];
  const visit = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.kind === 'repeat') visit(node.body);
      else if (COMPUTES_VALUES.has(node.kind) && keepsExponent(lowering, node.writes)) {
        const reads = node.reads.filter((r) => lowering.tensors[r.tensor].role === 'input');
        const label = `initialise ${node.label}`;
        again.push(lowering.again(node, { label, reads, writes: [], dry: true }));
      }
    }
  };
  visit(work);
  const count = lowering.target.chip.flexpoint.initReruns.value;
  return [{ kind: 'repeat', label: 'flexpoint initialisation', loop: lowering.graph.loops, count, body: again }];
}

function keepsExponent(lowering: Lowering, writes: readonly TileRef[]): boolean {
  return writes.some((w) => lowering.tensors[w.tensor].precision === 'format');
}

/** One bookkeeping operation for each tensor just written in a format with a shared exponent. */
export function exponentUpdates(lowering: Lowering, outs: readonly Tile[]): Op[] {
  if (!lowering.target.format.usesSharedExponent) return [];
  return outs
    .filter((t) => t.tensor.precision === 'format')
    .map((t) => lowering.op({ kind: 'scale', label: `exponent of ${t.tensor.name}`, reads: [ref(t)], writes: [] }));
}
