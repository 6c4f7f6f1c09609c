/** @file One row of a sweep: a row of a run with its place, its key and the figures that were varied; or why there is none. */
import type { RejectedRow, SimulatedRow } from '../row.js';

/** What one row is computed from. */
export interface RowInputs {
  readonly index: number;
  readonly kernel: string;
  readonly chip: string;
  /** Varied figures of the chip, by path. */
  readonly figures: Readonly<Record<string, number>>;
  readonly runtime: string;
  readonly format: string;
  /** Parameters that the sweep sets; the kernel's defaults are the others. */
  readonly params: Readonly<Record<string, number>>;
}

interface SweepHead {
  readonly index: number;
  /** Hash of all that the row is computed from. */
  readonly key: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** The assumed figures of each chip stand once, in sweep.json. */
export type SweepSimulatedRow = SweepHead & Omit<SimulatedRow, 'assumed'>;
export type SweepRow = SweepSimulatedRow | (SweepHead & RejectedRow);

/** refused: the target can never do it. crashed: the code threw or its worker ended. memory, limit: the worker ran out of
 * memory or time. lost: its machine went away again and again. */
export const failureKinds = ['refused', 'crashed', 'memory', 'limit', 'lost'] as const;
export type FailureKind = (typeof failureKinds)[number];

export interface FailedRow extends RowInputs {
  readonly key: string;
  readonly kind: FailureKind;
  readonly reason: string;
}
