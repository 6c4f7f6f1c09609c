/** @file The answer first: one line, then a row a target with time, speed, what it waits for, what it is worth; then what
 * does not run, and why. */

import { metric } from '../../src/report/metrics.js';
import {
  formatBytes,
  formatCount,
  formatPercent,
  formatRatio,
  formatSeconds,
  significant,
} from '../../src/report/numbers.js';
import { refusedPer } from '../../src/study/row.js';
import { speedupOf } from '../charts/chartView.js';
import { Table } from '../charts/Table.js';
import type { ResultRow, Results } from '../state/rows.js';
import { perDollar, priceOf } from './price.js';

interface ResultProps {
  readonly results: Results;
  /** Whether there is a base of a library to compare with. */
  readonly compared: boolean;
}

export function ResultTable({ results, compared }: ResultProps) {
  const { rows, base } = results;
  const done = rows.filter((row) => row.outcome.kind === 'done');
  return (
    <section class="card wide" aria-label="Results">
      <h2>{verdict(results, compared)}</h2>
      {done.length > 0 && (
        <Table
          caption={`${results.kernel} on ${done.length} ${done.length === 1 ? 'target' : 'targets'}${compared ? `; speedup over ${baseText(base)}` : ''}`}
          columns={columns(compared)}
          rows={done.map((row) => cells(row, base, compared))}
        />
      )}
      <Refused rows={compared ? [...rows, base] : rows} />
    </section>
  );
}

const baseText = ({ job, label }: ResultRow): string => `${job.kernel} on ${label}`;

function columns(compared: boolean) {
  const of = (id: Parameters<typeof metric>[0]) => ({ label: metric(id).label, title: metric(id).definition });
  const head = [{ label: 'target', text: true }, of('cycles'), of('seconds')];
  const worth = [
    of('speedup'),
    { label: 'per dollar', title: 'Speedup divided by the ratio of prices: what a dollar buys against the base.' },
    { label: 'break-even', title: 'Price at which a dollar buys as much as with the base.' },
  ];
  const rest = [{ ...of('boundBy'), text: true }, of('macUtilisation'), of('dramUtilisation'), { label: 'units used' }];
  return [...head, ...(compared ? worth : []), ...rest, { label: 'on chip', title: metric('resident').definition }];
}

function cells(row: ResultRow, base: ResultRow, compared: boolean) {
  if (row.outcome.kind !== 'done') return [row.label];
  const { cycles, seconds, boundBy, macUtilisation, dramUtilisation, mapping, resident } = row.outcome.row;
  const speedup = speedupOf(row, base);
  const value = perDollar(speedup, row, base);
  const basePrice = priceOf(base);
  const even = typeof speedup === 'number' && basePrice !== null ? speedup * basePrice : null;
  const bytes = Object.values(resident).reduce((sum, b) => sum + b, 0);
  return [
    row.label,
    formatCount(cycles),
    formatSeconds(seconds),
    ...(compared
      ? [
          <b key="speedup">{formatRatio(speedup)}</b>,
          value === null ? <span class="na">n/a (no price)</span> : formatRatio(value),
          even === null ? <span class="na">n/a</span> : `${significant(even)} USD`,
        ]
      : []),
    boundBy,
    formatPercent(macUtilisation),
    formatPercent(dramUtilisation),
    `${mapping.unitsUsed} of ${mapping.unitsOnChip}`,
    formatBytes(bytes),
  ];
}

/** The answer in one line. */
export function verdict({ rows, base }: Results, compared: boolean): string {
  const done = rows.flatMap((row) => (row.outcome.kind === 'done' ? [{ row, seconds: row.outcome.row.seconds }] : []));
  if (done.length === 0) return 'None of the targets can run this';
  const [first, second] = done.sort((a, b) => a.seconds - b.seconds);
  const speedup = compared ? speedupOf(first.row, base) : null;
  if (typeof speedup === 'number') {
    return `${first.row.label}: ${formatSeconds(first.seconds)}, ${formatRatio(speedup)} as fast as ${baseText(base)}`;
  }
  const lead =
    second === undefined ? '' : `, ${formatRatio(second.seconds / first.seconds)} as fast as ${second.row.label}`;
  return `${first.row.label}: ${formatSeconds(first.seconds)}${lead}`;
}

/** What does not fit, with need, have and the smallest change that would; and what a target can never do. */
function Refused({ rows }: { readonly rows: readonly ResultRow[] }) {
  const refused = rows.filter((row) => row.outcome.kind !== 'done');
  if (refused.length === 0) return null;
  return (
    <div class="refused">
      <h3>Does not run</h3>
      <ul>
        {refused.map((row) => (
          <li key={`${row.job.kernel} ${row.label}`}>
            <b>{row.label}</b> {row.job.kernel}: <Why row={row} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Why({ row: { outcome } }: { readonly row: ResultRow }) {
  if (outcome.kind === 'rejected') {
    const { level, needBytes, haveBytes, suggestion } = outcome.row.rejected;
    return (
      <>
        does not fit in {level}: needs {formatBytes(needBytes)}, has {formatBytes(haveBytes)} {refusedPer(level)};{' '}
        {suggestion}
      </>
    );
  }
  if (outcome.kind === 'failed') return <>a fault of onchip: {outcome.message}</>;
  return <>{outcome.kind === 'refused' ? outcome.message : ''}</>;
}
