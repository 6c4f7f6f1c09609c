/** @file Answers to claims as a sheet. */
import { findingRange, findingText, tallyText } from '../findingText.js';
import type { ReportClaim } from '../schema.js';
import type { ClaimsReport } from '../schemas/claims.js';
import { left, right, type Sheet, type SheetSection } from '../sheet.js';

export function claimsSheet({ version, schema, seed, samples, claims, notTested = [] }: ClaimsReport): Sheet {
  return {
    title: 'What holds of what was claimed',
    source: `onchip ${version}, ${schema}. Ranges are over all assumed hardware values.`,
    lead: `${claims.length} claims; ${samples} samples of the assumed values, seed ${seed}.`,
    sections: [
      ...claims.map(claimSection),
      { title: 'Not for a simulator', text: notTested.map(({ topic, why }) => `${topic}: ${why}.`) },
    ],
  };
}

export function claimSection(claim: ReportClaim): SheetSection {
  const factors = claim.topFactors.map(
    (f) =>
      `${f.chip} ${f.path} (${findingText(f.atLow, f.unit)} at its low end, ${findingText(f.atHigh, f.unit)} at its high end)`,
  );
  return {
    title: `${claim.id}: ${claim.verdict}, ${findingRange(claim.range, claim.unit)}`,
    text: [
      `Claim: ${claim.statement}`,
      `Because ${claim.reason}. Measured against: ${claim.base}.`,
      ...(claim.parts ?? []).map((p) => `${p.name}: ${p.verdict} (${tallyText(p)})`),
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
      rows: claim.findings.map((f) => [
        f.subject,
        f.base,
        f.what,
        findingText(f.value, f.unit),
        findingRange(f.range, f.unit),
        f.verdict,
      ]),
    },
  };
}
