/** @file Answers to claims as a sheet. */
import { formatRatio } from '../numbers.js';
import type { ReportClaim } from '../schema.js';
import type { ClaimsReport } from '../schemas/claims.js';
import { left, right, type Sheet, type SheetSection } from '../sheet.js';

export function claimsSheet({ version, schema, seed, samples, claims }: ClaimsReport): Sheet {
  return {
    title: 'What holds of what was claimed',
    source: `onchip ${version}, ${schema}. Ranges are over all assumed hardware values.`,
    lead: `${claims.length} claims; ${samples} samples of the assumed values, seed ${seed}.`,
    sections: claims.map(claimSection),
  };
}

const range = ([low, high]: ReportClaim['range']): string => `${formatRatio(low)} … ${formatRatio(high)}`;

export function claimSection(claim: ReportClaim): SheetSection {
  const factors = claim.topFactors.map(
    (f) => `${f.chip} ${f.path} (${formatRatio(f.atLow)} at its low end, ${formatRatio(f.atHigh)} at its high end)`,
  );
  return {
    title: `${claim.id}: ${claim.verdict}, ${range(claim.range)}`,
    text: [
      `Claim: ${claim.statement}`,
      `Because ${claim.reason}. Measured against: ${claim.base}.`,
      ...(factors.length === 0 ? [] : [`What matters most: ${factors.join('; ')}.`]),
    ],
    table: {
      heads: [
        left('chip', 'finding'),
        left('against'),
        left('what'),
        right('value'),
        right('range', 'claimRange'),
        left('verdict', 'verdict'),
      ],
      rows: claim.findings.map((f) => [f.subject, f.base, f.what, formatRatio(f.value), range(f.range), f.verdict]),
    },
  };
}
