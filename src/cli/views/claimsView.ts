/** @file Claims as a person reads them: verdict and reason first, then what each reading of the hardware says. */
import type { Formatter } from 'picocolors/types.js';
import { formatRatio, formatRatioRange } from '../../report/numbers.js';
import type { ReportClaim } from '../../report/schema.js';
import { wrap } from '../../report/textTable.js';
import type { Verdict } from '../../study/claims/claim.js';
import { colors, outputWidth } from '../output.js';
import { wideTable } from './table.js';

const paints: Readonly<Record<Verdict, Formatter>> = {
  reached: colors.green,
  partly: colors.yellow,
  'not reached': colors.red,
  'cannot be tested': colors.dim,
};

export function claimsView(claims: readonly ReportClaim[]): string {
  return claims.map(claimText).join('\n\n');
}

function claimText(claim: ReportClaim): string {
  const factors = claim.topFactors.map(
    (f) => `${f.chip} ${f.path} (${formatRatio(f.atLow)} at its low end, ${formatRatio(f.atHigh)} at its high end)`,
  );
  return [
    `${colors.bold(claim.id)}  ${paints[claim.verdict](claim.verdict)}  ${formatRatioRange(claim.range)}`,
    ...wrap(claim.statement, outputWidth(), '    '),
    ...wrap(`because ${claim.reason}`, outputWidth(), '    '),
    ...wrap(`measured against: ${claim.base}`, outputWidth(), '    '),
    ...(factors.length === 0 ? [] : wrap(`matters most: ${factors.join('; ')}`, outputWidth(), '    ')),
    findingsTable(claim.findings),
  ].join('\n');
}

function findingsTable(findings: ReportClaim['findings']): string {
  const heads = ['  chip', 'against', 'what', '>value', '>range', 'verdict'];
  const rows = findings.map((f) => [
    `  ${f.subject}`,
    f.base,
    f.what,
    formatRatio(f.value),
    formatRatioRange(f.range),
    { text: f.verdict, paint: paints[f.verdict] },
  ]);
  return wideTable(heads, rows);
}
