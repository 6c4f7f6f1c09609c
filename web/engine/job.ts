/** @file One row to be made, and what became of it: plain data, so that it crosses to a worker. */
import type { RejectedRow, SimulatedRow } from '../../src/study/row.js';
import type { Changes } from '../state/choices.js';

export interface RowJob {
  readonly kernel: string;
  readonly params: Readonly<Record<string, number>>;
  readonly chip: string;
  readonly changes: Changes;
  /** Null: the chip's own default. */
  readonly format: string | null;
  readonly runtime: string | null;
}

export type Outcome =
  | { readonly kind: 'done'; readonly row: SimulatedRow }
  | { readonly kind: 'rejected'; readonly row: RejectedRow }
  /** What the target can never do, or wrong input: one line. */
  | { readonly kind: 'refused'; readonly message: string }
  /** A fault of ours. */
  | { readonly kind: 'failed'; readonly message: string };

/** Equal keys give equal rows. */
export const keyOf = ({ kernel, params, chip, changes, format, runtime }: RowJob): string =>
  JSON.stringify([kernel, sorted(params), chip, sorted(changes), format, runtime]);

const sorted = (record: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
