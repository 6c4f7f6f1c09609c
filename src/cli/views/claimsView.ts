/** @file Claims as a person reads them: verdict and reason first, then what each reading of the hardware says, then what
 * ran where. */
import type { Formatter } from 'picocolors/types.js';
import { findingRange, findingText, tallyText } from '../../report/findingText.js';
import { formatBytes, formatSeconds } from '../../report/numbers.js';
import type { ClaimsReport } from '../../report/schemas/claims.js';
import { wrap } from '../../report/textTable.js';
import type { Verdict } from '../../study/claims/claim.js';
import { colors, outputWidth } from '../output.js';
import { wideTable } from './table.js';

type Claim = ClaimsReport['claims'][number];
type NotTested = NonNullable<ClaimsReport['notTested']>[number];

const paints: Readonly<Record<Verdict, Formatter>> = {
  reached: colors.green,
  partly: colors.yellow,
  'not reached': colors.red,
  'cannot be tested': colors.dim,
};

/** All claims; `withMappings` when some were asked for, what no simulator tests when all were. */
export function claimsView({ claims, notTested = [] }: ClaimsReport, withMappings: boolean): string {
  const texts = claims.map((claim) => claimText(claim, withMappings));
  return [...texts, ...(withMappings || notTested.length === 0 ? [] : [notTestedText(notTested)])].join('\n\n');
}

function claimText(claim: Claim, withMappings: boolean): string {
  const factors = claim.topFactors.map(
    ({ chip, path, unit, atLow, atHigh }) =>
      `${chip} ${path} (${findingText(atLow, unit)} at its low end, ${findingText(atHigh, unit)} at its high end)`,
  );
  const matters = factors.length === 0 ? 'no assumed value moves this answer' : `matters most: ${factors.join('; ')}`;
  return [
    `${colors.bold(claim.id)}  ${paints[claim.verdict](claim.verdict)}  ${findingRange(claim.range, claim.unit)}`,
    ...wrap(claim.statement, outputWidth(), '    '),
    ...wrap(`because ${claim.reason}`, outputWidth(), '    '),
    ...wrap(`measured against: ${claim.base}`, outputWidth(), '    '),
    ...wrap(matters, outputWidth(), '    '),
    partsTable(claim.parts ?? []),
    findingsTable(claim.findings),
    ...(withMappings ? [mappingText(claim.mappings ?? [])] : []),
  ].join('\n');
}

/** What each half of the sentence, each base and each reading of the hardware says. */
function partsTable(parts: NonNullable<Claim['parts']>): string {
  const rows = parts.map((p) => [
    `  ${p.name}`,
    { text: p.verdict, paint: paints[p.verdict] },
    tallyText(p),
    p.context === true ? 'beside the claim' : '',
  ]);
  return wideTable(['  part of the claim', 'verdict', 'findings that reach it', ''], rows);
}

function findingsTable(findings: Claim['findings']): string {
  const heads = ['  chip', 'against', 'what', '>value', '>range', 'verdict'];
  const rows = findings.map((f) => [
    `  ${f.subject}`,
    f.base,
    f.what,
    findingText(f.value, f.unit),
    findingRange(f.range, f.unit),
    { text: f.verdict, paint: paints[f.verdict] },
  ]);
  return wideTable(heads, rows);
}

function mappingText(lines: NonNullable<Claim['mappings']>): string {
  if (lines.length === 0) return '  mapping: nothing runs for this claim';
  const heads = [
    '  mapping',
    'runtime',
    'format',
    'problem',
    'kernel',
    '>time',
    'bound by',
    'units',
    'stays on chip',
    'engine',
  ];
  const rows = lines.map((line) => [
    `  ${line.chip}`,
    line.runtime,
    line.format,
    line.problem,
    line.kernel,
    formatSeconds(line.seconds),
    line.boundBy,
    line.units,
    Object.entries(line.resident)
      .map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`)
      .join(', ') || 'nothing',
    line.engine,
  ]);
  return wideTable(heads, rows);
}

function notTestedText(topics: readonly NotTested[]): string {
  const lines = topics.flatMap(({ topic, why }) => wrap(`- ${topic}: ${why}`, outputWidth(), '    '));
  return [colors.bold('Not for a simulator'), ...lines].join('\n');
}
