/** @file One row of a run: a kernel on a target. The JSON shape that other people's scripts read. */
import type { Mapping } from '../kernels/planner/mapping.js';
import type { Rejection } from '../kernels/planner/placement.js';
import type { Parallelism } from '../sim/target.js';
import type { WaitReason } from '../sim/waits.js';
import type { RungResult } from './bestRung.js';
import type { Peaks } from './limits.js';
import type { BufferLife } from './liveness.js';
import type { PartRow } from './partRows.js';
import type { Timeline } from './timeline.js';
import type { UnitShare } from './unitShares.js';

/** Error of a kernel's outputs against its float64 reference on the same seeded inputs. */
export interface ValueCheck {
  /** |computed - reference| / |reference| in the 2-norm over all outputs. */
  readonly relL2: number;
  readonly maxAbs: number;
  /** With predicted exponents (flex): relL2 of the first run, before they have a history; relL2 is the second run's. */
  readonly coldRelL2?: number;
  /** Largest relL2 that the format explains; above it the values are off. */
  readonly tolerance: number;
  readonly ok: boolean;
  readonly saturated: number;
  readonly overflows: number;
  readonly nans: number;
}

interface RowHead {
  readonly chip: string;
  readonly runtime: string;
  readonly kernel: string;
  readonly format: string;
  readonly params: Readonly<Record<string, number>>;
  /** On a rig: how its chips share the work. */
  readonly parallel?: Parallelism;
}

/** `work` + all `waits` = `cycles`, for the unit that works most. */
export interface SimulatedRow extends RowHead {
  readonly cycles: number;
  readonly seconds: number;
  readonly work: number;
  readonly waits: Readonly<Record<WaitReason, number>>;
  readonly boundBy: 'compute' | WaitReason;
  /** Bytes that stay on the chip, per level, all units together. */
  readonly resident: Readonly<Record<string, number>>;
  readonly mapping: Mapping;
  readonly macs: number;
  /** Multiply-accumulates done as a share of what the chosen engines could do in that time. */
  readonly macUtilisation: number;
  /** Bytes read from and written to off-chip memory, and that as a share of what it sustains. */
  readonly dramBytes: number;
  readonly dramUtilisation: number;
  /** Bytes moved through each level, `exchange` and `dram`, read and written, all units together; missing: none counted. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Share of `cycles` in which each resource was taken, 0 to 1: that of the unit that works most, or of the chip.
   * Of a rig: that of the chip that is busy longest. */
  readonly busy: Readonly<Record<string, number>>;
  /** What the whole chip could do: the roofs over `macs` and `bytes`. */
  readonly peaks: Peaks;
  /** Buffers of on-chip memory and the cycles in which they are held; of a rig, those of the chip that is busy longest. */
  readonly liveness: readonly BufferLife[];
  /** Cycles layer by layer; missing where the kernel names no layers. */
  readonly parts?: readonly PartRow[];
  /** Of a network that has several kernels: all of them; the row is of the fastest that fits. */
  readonly rungs?: readonly RungResult[];
  /** What each unit holds and how long it works; of a rig, those of the chip that is busy longest. */
  readonly units: readonly UnitShare[];
  /** A few steps, operation by operation, where that was asked for. */
  readonly timeline?: Timeline;
  readonly values: ValueCheck | null;
  /** Hardware figures of this chip that are assumed, by path. */
  readonly assumed: readonly string[];
}

export interface RejectedRow extends RowHead {
  readonly rejected: Rejection;
}

export type RunRow = SimulatedRow | RejectedRow;

/** True for rows of a study, and of a report, that have no cycles. */
export function isRejected<T extends object>(row: T): row is Extract<T, { readonly rejected: unknown }> {
  return 'rejected' in row;
}

/** What a refusal's bytes are those of: a unit has its own memory, DRAM is the chip's. */
export function refusedPer(level: string): string {
  return level === 'dram' || level === 'units' ? 'on the chip' : 'a unit';
}

/** Where a refused kernel needs them. */
export function refusedIn(level: string): string {
  if (level === 'units') return 'for its stages';
  return level === 'dram' ? 'off the units' : 'in a unit';
}
