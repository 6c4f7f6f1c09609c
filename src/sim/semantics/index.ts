/** @file One table of all operations: each kind with its cost and its effect. A kind with one half missing, or a kind
 * that is not in the table, does not compile. */
import type { NumericFormat } from '../../numerics/formatTypes.js';
import type { Demand } from '../demand.js';
import { WHOLE_CHIP } from '../instance.js';
import type { Op, OpKind, OpOf } from '../program.js';
import type { TileAccess } from '../tensors.js';
import type { CostContext, OpSemantics, SemanticsTable } from './context.js';
import { exchange } from './exchange.js';
import { matmul } from './matmul.js';
import { gather, move } from './movement.js';
import { pointwise } from './pointwise.js';
import { reduce } from './reduce.js';
import { barrier, begin, launch, scale } from './together.js';
import { transpose } from './transpose.js';

export const semantics: SemanticsTable = {
  matmul,
  pointwise,
  reduce,
  transpose,
  move,
  gather,
  exchange,
  barrier,
  launch,
  begin,
  scale,
};

/** All kinds of operations, in the table's order. */
export const opKinds = Object.keys(semantics) as readonly OpKind[];

/** What one unit of class `cls` (or the chip, -1) asks of the machine for `op`, added to `out`. */
export function costOf(op: Op, cls: number, context: CostContext, out: Demand): void {
  (semantics[op.kind] as OpSemantics<OpKind>).cost(op as OpOf<OpKind>, cls, context, out);
}

/** Compute the values of `op`; a dry run (Flexpoint initialisation) commits nothing. */
export function effectOf(op: Op, tiles: TileAccess, format: NumericFormat): void {
  if (op.dry) return;
  (semantics[op.kind] as OpSemantics<OpKind>).effect(op as OpOf<OpKind>, tiles, format);
}

const TOGETHER: readonly number[] = [WHOLE_CHIP];

/** Classes of units that take part in `op`; [-1] for what the whole chip does at once. */
export function shareOf(op: Op, classes: number): readonly number[] {
  const active: number[] = [];
  for (let cls = 0; cls < classes; cls++) if (takesPart(op, cls)) active.push(cls);
  switch (op.kind) {
    case 'matmul':
    case 'pointwise':
    case 'reduce':
    case 'transpose':
    case 'gather':
    case 'move':
      return active;
    default:
      return TOGETHER;
  }
}

function takesPart(op: Op, cls: number): boolean {
  if (op.kind === 'matmul' || op.kind === 'transpose') return op.shares[cls].m > 0 && op.shares[cls].n > 0;
  if (op.kind === 'pointwise' || op.kind === 'gather' || op.kind === 'reduce') return op.elementsPerClass[cls] > 0;
  if (op.kind === 'move') return op.traffic.some((t) => t.bytesPerClass[cls] > 0);
  return false;
}
