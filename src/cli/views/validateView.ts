/** @file A validation as a person reads it: how far off, in which group, and the worst rows. */
import { formatNumber, formatPercent, significant } from '../../report/numbers.js';
import { problemText, type ValidateReport } from '../../report/validateReport.js';
import type { FitSummary } from '../../study/fitSummary.js';
import type { ValidatedRow } from '../../study/validate.js';
import { colors } from '../output.js';
import { wideTable } from './table.js';

/** Heads of the columns of `fitCells`. */
export const fitHeads = ['>rows', '>median error', '>mean error', '>symmetric', '>slope', '>rank corr.'];

/** Cells of one summary, in the order of `fitHeads`. */
export function fitCells(fit: FitSummary): readonly string[] {
  const known = <T>(value: T | null) => value ?? { na: 'too few rows' };
  return [
    String(fit.n),
    formatPercent(known(fit.medianApe)),
    formatPercent(known(fit.meanApe)),
    formatPercent(known(fit.meanSymmetric)),
    formatNumber(known(fit.slope)),
    formatNumber(known(fit.spearman)),
  ];
}

export function validateView(report: ValidateReport): string {
  const groups = report.tables.flatMap(({ chip, runtime, groups }) =>
    Object.entries(groups).map(([group, fit]) => [chip, runtime, group, ...fitCells(fit)]),
  );
  const all = ['all', '', '', ...fitCells(report.summary)];
  const skipped = report.tables.flatMap((t) => t.skipped.map(({ line, reason }) => `  line ${line}: ${reason}`));
  const sections = [wideTable(['chip', 'runtime', 'rows of', ...fitHeads], [...groups, all]), worstText(report)];
  if (skipped.length > 0) sections.push([colors.yellow('left out (--skip-bad):'), ...skipped].join('\n'));
  return sections.join('\n\n');
}

const SHOWN = 10;

function worstText({ tables }: ValidateReport): string {
  const off = (row: ValidatedRow): number => Math.max(row.ratio, 1 / row.ratio);
  const rows = tables
    .flatMap((table) => table.worst.map((row) => ({ table, row })))
    .sort((a, b) => off(b.row) - off(a.row))
    .slice(0, SHOWN)
    .map(({ table, row }) => [
      `${table.chip} ${table.runtime}`,
      problemText(row),
      significant(row.predictedMs),
      significant(row.measuredMs),
      `${significant(row.ratio)}x`,
      row.boundBy,
      row.mapping,
    ]);
  const heads = ['worst rows', 'problem', '>predicted ms', '>measured ms', '>ratio', 'bound by', 'mapping'];
  return wideTable(heads, rows);
}
