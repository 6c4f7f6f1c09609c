/** @file What the command and its workers tell each other. */

import type { FailedRow, RowInputs } from '../../study/sweep/row.js';
import type { SweepMachine } from '../../study/sweep/sweepTypes.js';

export interface KernelSource {
  readonly name: string;
  /** Path and export of an author's file with the hash of what was read; null for a kernel of onchip. */
  readonly file: { readonly path: string; readonly name: string | null; readonly source: string } | null;
}

/** All that a worker needs to compute any row of a sweep. Plain data. */
export interface WorkerSetup {
  readonly version: string;
  readonly kernels: readonly KernelSource[];
  readonly machines: readonly SweepMachine[];
  readonly values: 'none' | 'full';
  readonly seed: number;
}

/** A row as its line in rows.jsonl, or why there is none. */
export type RowResult =
  | { readonly index: number; readonly key: string; readonly line: string }
  | { readonly index: number; readonly key: string; readonly failed: FailedRow };

export interface WorkerTask {
  readonly rows: readonly RowInputs[];
  /** One 32-bit word that both threads see: the row under way, counted from 1; `LOADING` while kernels are read. */
  readonly at: SharedArrayBuffer;
}

export const LOADING = -1;
