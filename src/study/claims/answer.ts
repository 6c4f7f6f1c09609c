/** @file From comparisons to a claim's answer: each a number that follows from quantities, with its range and verdict. */
import type { MappingLine, Quantity } from '../sensitivity/quantity.js';
import { rangeOf, swing } from '../sensitivity/ranges.js';
import type { Claim, ClaimOptions, ClaimStudy, Finding, FindingUnit, TopFactor, Verdict } from './claim.js';
import { type Part, type PartRule, partsOf, verdictOfParts } from './parts.js';
import type { Judge } from './verdicts.js';

/** One number that a claim is about, and what the claim wants of it. */
export interface Comparison {
  readonly subject: string;
  readonly base: string;
  readonly what: string;
  readonly unit?: FindingUnit;
  readonly quantities: readonly Quantity[];
  readonly value: (values: readonly number[]) => number;
  readonly judge: Judge;
}

/** `factor x top / bottom`. */
export function ratio(top: Quantity, bottom: Quantity, factor = 1): Pick<Comparison, 'quantities' | 'value'> {
  return { quantities: [top, bottom], value: ([t, b]) => (factor * t) / b };
}

export interface Conclusion {
  readonly base: string;
  readonly reason: (findings: readonly Finding[]) => string;
  /** What the claim consists of. */
  readonly parts: readonly PartRule[];
  /** Default: what all parts that are no context say, or `partly`. */
  readonly verdict?: (findings: readonly Finding[], parts: readonly Part[]) => Verdict;
  /** Findings that the claim's own range is about; default: all ratios. */
  readonly about?: (finding: Finding) => boolean;
}

/** Findings, their strongest factors and mappings. */
export interface Worked {
  readonly findings: readonly Finding[];
  readonly factors: readonly TopFactor[];
  readonly mappings: readonly MappingLine[];
}

/** Work out all comparisons. */
export function work(comparisons: readonly Comparison[], options: ClaimOptions): Worked {
  const factors: TopFactor[] = [];
  const mappings = new Map<string, MappingLine>();
  const findings = comparisons.map(({ subject, base, what, unit, quantities, value, judge }): Finding => {
    options.onProgress?.(`${subject} against ${base}`);
    const answer = rangeOf(quantities, value, options);
    factors.push(...answer.factors.slice(0, TOP).map((f) => ({ ...f, ...(unit && { unit }) })));
    for (const line of quantities.flatMap((q) => q.mappings?.() ?? [])) mappings.set(JSON.stringify(line), line);
    const range = [answer.low, answer.high] as const;
    return { subject, base, what, value: answer.value, ...(unit && { unit }), range, verdict: judge(range) };
  });
  return { findings, factors, mappings: [...mappings.values()] };
}

/** Work out all comparisons of a claim and conclude. `more` are findings that need no comparison. */
export function answer(
  study: Pick<ClaimStudy, 'id' | 'statement'>,
  comparisons: readonly Comparison[],
  options: ClaimOptions,
  conclusion: Conclusion,
  more: readonly Finding[] = [],
): Claim {
  const { findings: compared, factors, mappings } = work(comparisons, options);
  return conclude(study, { findings: [...compared, ...more], factors, mappings }, conclusion);
}

/** The claim that follows from findings. */
export function conclude(
  { id, statement }: Pick<ClaimStudy, 'id' | 'statement'>,
  { findings, factors, mappings }: Worked,
  { base, reason, parts: rules, verdict, about = (f) => f.unit === undefined }: Conclusion,
): Claim {
  const own = findings.filter(about);
  if (own.length === 0) throw new Error(`${id}: no finding that it is about`);
  const [{ unit }] = own;
  const parts = partsOf(findings, rules);
  return {
    id,
    statement,
    verdict: verdict === undefined ? verdictOfParts(parts) : verdict(findings, parts),
    parts,
    range: unionRange(own),
    ...(unit && { unit }),
    base,
    reason: reason(findings),
    topFactors: strongest(factors),
    findings,
    mappings,
  };
}

/** A finding that no assumed value moves. */
export function fixed(finding: Omit<Finding, 'range' | 'verdict'> & { readonly verdict: Verdict }): Finding {
  return { ...finding, range: [finding.value, finding.value] };
}

/** Lowest and highest of the findings' ranges. */
export function unionRange(findings: readonly Finding[]): readonly [number, number] {
  return [Math.min(...findings.map((f) => f.range[0])), Math.max(...findings.map((f) => f.range[1]))];
}

/** `2.1x to 4.9x` over the findings that `of` picks. */
export function spanText(findings: readonly Finding[], of: (f: Finding) => boolean = () => true, unit = 'x'): string {
  const values = findings.filter(of).map((f) => f.value);
  if (values.length === 0) throw new Error('a span of no findings');
  const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => `${Number(v.toPrecision(2))}${unit}`);
  return low === high ? low : `${low} to ${high}`;
}

const TOP = 8;

/** Largest movers of several answers, one entry a figure. */
export function strongest(factors: readonly TopFactor[], count = 2): TopFactor[] {
  const best = new Map<string, TopFactor>();
  for (const f of [...factors].sort((a, b) => swing(b) - swing(a))) {
    const key = `${f.chip}:${f.path}`;
    if (!best.has(key)) best.set(key, f);
  }
  return [...best.values()].slice(0, count);
}
