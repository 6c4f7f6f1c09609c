/** @file What an operation's two meanings may look at. `cost` sees shapes and the machine, never values; `effect` sees
 * the tiles that the operation names, never the machine. */
import type { NumericFormat } from '../../numerics/format.js';
import type { Demand } from '../demand.js';
import type { Machine } from '../machine.js';
import type { Op, OpKind, OpOf, Traffic } from '../program.js';
import type { TileAccess } from '../tensors.js';

export interface CostContext {
  readonly machine: Machine;
  /** Units in each class. */
  readonly unitsOf: readonly number[];
  /** Units that an operation of several units spans. */
  unitsTogether(op: Op): number;
  /** Bytes of this traffic, of one class's part of the tile or of all of it, that a hardware-managed cache does not
   * hold: they go on to DRAM. */
  missBytes(traffic: Traffic, bytes: number, part: number): number;
  /** True for the first launches that fill the host's queue; each call counts one. */
  fillsQueue(): boolean;
}

export interface OpSemantics<K extends OpKind> {
  /** Add to `out` what one unit of class `cls` (or the whole chip, cls = -1) asks of the machine. */
  cost(op: OpOf<K>, cls: number, context: CostContext, out: Demand): void;
  /** Compute the operation's values. */
  effect(op: OpOf<K>, tiles: TileAccess, format: NumericFormat): void;
}

/** Every kind has both meanings, or the program does not compile. */
export type SemanticsTable = { readonly [K in OpKind]: OpSemantics<K> };
