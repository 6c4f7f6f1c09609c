/** @file Claims as a table: one line a finding, with its claim. */
import type { Known } from '../numbers.js';
import type { ReportClaim } from '../schema.js';
import { type ColumnOf, type Table, tableOf } from '../table.js';

type Finding = ReportClaim['findings'][number];
type Line = { readonly claim: ReportClaim; readonly finding: Finding | null };

const number = (value: Known | undefined): number | null => (typeof value === 'number' ? value : null);

const columns: readonly ColumnOf<Line>[] = [
  { name: 'claim', type: 'text', metric: 'claim', of: ({ claim }) => claim.id },
  { name: 'claim_verdict', type: 'text', metric: 'verdict', of: ({ claim }) => claim.verdict },
  { name: 'claim_low', type: 'number', metric: 'claimRange', of: ({ claim }) => number(claim.range[0]) },
  { name: 'claim_high', type: 'number', metric: 'claimRange', of: ({ claim }) => number(claim.range[1]) },
  { name: 'claim_unit', type: 'text', metric: 'findingUnit', of: ({ claim }) => claim.unit ?? 'ratio' },
  { name: 'subject', type: 'text', metric: 'finding', of: ({ finding }) => finding?.subject ?? null },
  { name: 'base', type: 'text', metric: 'finding', of: ({ claim, finding }) => finding?.base ?? claim.base },
  { name: 'what', type: 'text', metric: 'finding', of: ({ finding }) => finding?.what ?? null },
  { name: 'value', type: 'number', metric: 'finding', of: ({ finding }) => number(finding?.value) },
  { name: 'low', type: 'number', metric: 'claimRange', of: ({ finding }) => number(finding?.range[0]) },
  { name: 'high', type: 'number', metric: 'claimRange', of: ({ finding }) => number(finding?.range[1]) },
  { name: 'unit', type: 'text', metric: 'findingUnit', of: ({ claim, finding }) => (finding ?? claim).unit ?? 'ratio' },
  { name: 'verdict', type: 'text', metric: 'verdict', of: ({ claim, finding }) => (finding ?? claim).verdict },
];

export function claimsTable(claims: readonly ReportClaim[]): Table {
  const lines = claims.flatMap((claim): Line[] =>
    claim.findings.length === 0 ? [{ claim, finding: null }] : claim.findings.map((finding) => ({ claim, finding })),
  );
  return tableOf(columns, lines);
}
