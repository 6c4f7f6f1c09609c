/** @file The report of `onchip validate`: its JSON, and its rows with the table that they belong to. */

import type { FitSummary } from '../study/fitSummary.js';
import type { ValidatedRow, ValidationResult } from '../study/validate.js';
import type { VALIDATE_SCHEMA } from './schemas/validate.js';

/** What `onchip validate --json` prints. */
export interface ValidateReport {
  readonly schema: typeof VALIDATE_SCHEMA;
  readonly version: string;
  /** Rows of all tables, in order. */
  readonly rows: readonly ValidatedRow[];
  /** Over all rows. */
  readonly summary: FitSummary;
  readonly tables: readonly Omit<ValidationResult, 'rows'>[];
}

/** One prediction as the charts show it. */
export interface ValidationPoint {
  /** `v100 cudnn-7.6`. */
  readonly target: string;
  /** `gemm`, `lstm`, `gru`, `vanilla`. */
  readonly op: string;
  readonly problem: string;
  /** Multiply-accumulates of the row. */
  readonly macs: number;
  readonly predictedMs: number;
  readonly measuredMs: number;
}

/** Gates of a recurrent cell: matrix products of hidden x hidden a step. */
const gates: Readonly<Record<string, number>> = { lstm: 4, gru: 3, vanilla: 1, rnn: 1 };

/** Columns that say which problem a row is, in the order in which people say them. */
export const problemColumns = ['op', 'hidden', 'batch', 'timesteps', 'm', 'n', 'k', 'precision', 'direction'] as const;

export function problemText(row: ValidatedRow): string {
  return problemColumns.flatMap((name) => (row[name] === undefined ? [] : [String(row[name])])).join(' ');
}

/** All rows, with their target. */
export function validationPoints({ tables, rows }: Pick<ValidateReport, 'tables' | 'rows'>): ValidationPoint[] {
  let from = 0;
  return tables.flatMap(({ chip, runtime, summary }) => {
    const own = rows.slice(from, from + summary.n);
    from += summary.n;
    return own.map((row) => ({
      target: `${chip} ${runtime}`,
      op: row.m === undefined ? String(row.op) : 'gemm',
      problem: problemText(row),
      macs: macsOf(row),
      predictedMs: row.predictedMs,
      measuredMs: row.measuredMs,
    }));
  });
}

function macsOf(row: ValidatedRow): number {
  if (row.m !== undefined) return Number(row.m) * Number(row.n) * Number(row.k);
  const passes = row.direction === 'bwd' ? 2 : 1;
  const products = gates[String(row.op)] ?? 1;
  return passes * products * Number(row.hidden) ** 2 * Number(row.batch) * Number(row.timesteps);
}
