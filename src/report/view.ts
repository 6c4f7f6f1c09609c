/** @file Questions that every rendering asks a report: which targets, which row, which kernel is best. */
import type { Known } from './numbers.js';
import type { Report, ReportRow, ReportSimulatedRow, ReportSpeedup } from './schema.js';

/** Chip + runtime + format, as the rows name it. */
export interface ReportTarget {
  readonly key: string;
  readonly chip: string;
  readonly runtime: string;
  readonly format: string;
  /** `titan-v fp16`; with the runtime where a chip has several. */
  readonly label: string;
}

type Named = Pick<ReportRow, 'chip' | 'parallel' | 'runtime' | 'format'>;

const keyOf = ({ chip, parallel = 'data', runtime, format }: Named): string =>
  JSON.stringify([chip, parallel, runtime, format]);
const rowKey = (key: string, kernel: string, batch: number): string => JSON.stringify([key, kernel, batch]);

export interface ReportView {
  readonly report: Report;
  readonly targets: readonly ReportTarget[];
  readonly kernels: readonly string[];
  readonly batches: readonly number[];
  row(target: ReportTarget, kernel: string, batch: number): ReportRow | undefined;
  /** The simulated row, or undefined when it was rejected or not run. */
  simulated(target: ReportTarget, kernel: string, batch: number): ReportSimulatedRow | undefined;
  /** The row of least time at this batch. */
  best(target: ReportTarget, batch: number): ReportSimulatedRow | undefined;
  speedup(target: ReportTarget, kernel: string, batch: number, base: string): Known;
}

/** What charts ask: a report, or the rows of the page. */
export type ChartView = Omit<ReportView, 'report'> & { readonly report: Pick<Report, 'chips'> };

export function isSimulated(row: ReportRow | undefined): row is ReportSimulatedRow {
  return row !== undefined && 'cycles' in row;
}

/** Index a report once; every question is a lookup. */
export function viewOf(report: Report): ReportView {
  return { report, ...indexOf(report) };
}

/** What charts ask of rows alone: no bases, no capacities. */
export function rowsView(rows: readonly ReportRow[]): ChartView {
  return { report: { chips: [] }, ...indexOf({ rows, speedups: [] }) };
}

function indexOf(report: Pick<Report, 'rows' | 'speedups'>): Omit<ReportView, 'report'> {
  const rows = new Map(report.rows.map((r) => [rowKey(keyOf(r), r.kernel, r.params.batch ?? 1), r]));
  const speedups = new Map<string, ReportSpeedup>(report.speedups.map((s) => [rowKey(keyOf(s), s.kernel, s.batch), s]));
  const kernels = [...new Set(report.rows.map((r) => r.kernel))];
  const batches = [...new Set(report.rows.map((r) => r.params.batch ?? 1))].sort((a, b) => a - b);
  const row = (target: ReportTarget, kernel: string, batch: number): ReportRow | undefined =>
    rows.get(rowKey(target.key, kernel, batch));
  const simulated = (target: ReportTarget, kernel: string, batch: number): ReportSimulatedRow | undefined => {
    const found = row(target, kernel, batch);
    return isSimulated(found) ? found : undefined;
  };
  return {
    targets: targetsOf(report),
    kernels,
    batches,
    row,
    simulated,
    best: (target, batch) =>
      kernels
        .map((kernel) => simulated(target, kernel, batch))
        .filter(isSimulated)
        .sort((a, b) => a.seconds - b.seconds)[0],
    speedup: (target, kernel, batch, base) =>
      speedups.get(rowKey(target.key, kernel, batch))?.versus[base] ?? { na: 'not run' },
  };
}

function targetsOf(report: Pick<Report, 'rows'>): ReportTarget[] {
  const found = new Map<string, Named>();
  for (const row of report.rows) if (!found.has(keyOf(row))) found.set(keyOf(row), row);
  const named = [...found.values()];
  return named.map((t) => {
    const twins = named.filter((o) => o.chip === t.chip && o.parallel === t.parallel && o.format === t.format);
    const runtime = twins.length > 1 ? ` ${t.runtime}` : '';
    return {
      key: keyOf(t),
      chip: t.chip,
      runtime: t.runtime,
      format: t.format,
      label: `${t.chip}${t.parallel === 'layer' ? ' layer-parallel' : ''} ${t.format}${runtime}`,
    };
  });
}

/** Hardware values of all chips by status. */
export function figureCounts(report: Report): { readonly assumed: number; readonly all: number } {
  let [assumed, all] = [0, 0];
  for (const { figures } of report.chips) {
    assumed += figures.assumed;
    all += figures.assumed + figures.published + figures.measured + figures.derived;
  }
  return { assumed, all };
}
