/** @file Rows of the page in the form that the report's charts ask. */

import { chipEntry } from '../../src/report/chipEntry.js';
import type { ReportRow, ReportSimulatedRow } from '../../src/report/schema.js';
import type { ChartView } from '../../src/report/view.js';
import { changedChip } from '../engine/changedChip.js';
import type { ResultRow, Results } from '../state/rows.js';

/** Name of the base in charts. */
export const BASE = 'base';

/** Rows as a report would hold them; a changed chip has its changed figures. */
export function chartViewOf({ rows: all, base, kernel }: Results): ChartView {
  const rows = all.filter(({ outcome }) => outcome.kind === 'done' || outcome.kind === 'rejected');
  const byLabel = new Map(rows.map((row) => [row.label, row]));
  const targets = rows.map(({ label, job }) => ({
    key: label,
    chip: label,
    runtime: job.runtime ?? '',
    format: job.format ?? '',
    label,
  }));
  const row = ({ key }: { readonly key: string }): ReportRow | undefined => reportRow(byLabel.get(key));
  const simulated = (target: { readonly key: string }): ReportSimulatedRow | undefined => {
    const found = row(target);
    return found !== undefined && 'cycles' in found ? found : undefined;
  };
  return {
    report: {
      chips: rows.map(({ label, job }) => ({ ...chipEntry(changedChip(job.chip, job.changes)), name: label })),
    },
    targets,
    kernels: [kernel],
    batches: [1],
    row,
    simulated,
    best: simulated,
    speedup: (target) => {
      const of = byLabel.get(target.key);
      return of === undefined ? { na: 'not run' } : speedupOf(of, base);
    },
  };
}

function reportRow(row: ResultRow | undefined): ReportRow | undefined {
  const outcome = row?.outcome;
  if (outcome === undefined || (outcome.kind !== 'done' && outcome.kind !== 'rejected')) return undefined;
  return outcome.row as ReportRow;
}

/** Time of the base over time of the row, or why there is none. */
export function speedupOf({ outcome }: ResultRow, base: ResultRow): number | { readonly na: string } {
  if (outcome.kind === 'rejected') return { na: `does not fit in ${outcome.row.rejected.level}` };
  if (outcome.kind !== 'done') return { na: 'not run' };
  if (base.outcome.kind === 'rejected') return { na: `the base does not fit in ${base.outcome.row.rejected.level}` };
  if (base.outcome.kind !== 'done') return { na: 'the base cannot run' };
  return base.outcome.row.seconds / outcome.row.seconds;
}
