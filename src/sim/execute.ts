/** @file Values without time: runs a program's effects in program order. Because races are refused, the order in
 * which a simulation retires the same operations gives the same values (tested). */
import { checkHazards } from './hazards.js';
import type { Op, Program } from './program.js';
import { effectOf } from './semantics/index.js';
import { OpStream } from './stream.js';
import { type TensorStore, TileAccess } from './tensors.js';

export interface ExecuteOptions {
  /** false when the same program has been checked before (a training loop). */
  readonly check?: boolean;
  /** Called before each operation's effect (to know which one stored a value). */
  readonly onOp?: (op: Op) => void;
}

/** Compute the program's tensors. Throws HazardError for a race, InputError for a slot outside a tensor. */
export function execute(program: Program, tensors: TensorStore, options: ExecuteOptions = {}): void {
  if (options.check !== false) checkHazards(program);
  const stream = new OpStream(program);
  const tiles = new TileAccess(tensors);
  try {
    for (let op = stream.next(); op !== null; op = stream.next()) {
      options.onOp?.(op);
      effectOf(op, tiles.open(op, stream.counters), tensors.format);
    }
  } finally {
    tiles.release();
  }
}
