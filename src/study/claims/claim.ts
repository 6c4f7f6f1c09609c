/** @file What a claim is and what an answer to it looks like. One file a claim; `onchip claims` runs them. */
import { type Quantity, ratioRange } from '../sensitivity.js';

export type Verdict = 'reached' | 'partly' | 'not reached' | 'cannot be tested';

/** The three readings of a chip that was announced but hardly described. */
export const readings = ['nnp-essay', 'lake-crest', 'nnp-t1000'] as const;
export type Reading = (typeof readings)[number];

/** The answer under one reading of the hardware, or against one base. */
export interface Finding {
  /** Chip (a reading of the NNP, or the chip that the claim is about). */
  readonly subject: string;
  /** What the number is measured against. */
  readonly base: string;
  readonly what: string;
  readonly value: number;
  readonly range: readonly [low: number, high: number];
  readonly verdict: Verdict;
}

export interface TopFactor {
  readonly chip: string;
  readonly path: string;
  readonly atLow: number;
  readonly atHigh: number;
}

export interface Claim {
  readonly id: string;
  readonly statement: string;
  readonly verdict: Verdict;
  /** Lowest and highest answer over all findings and all assumed values. */
  readonly range: readonly [low: number, high: number];
  /** What the claim is measured against, in words. */
  readonly base: string;
  /** One sentence. */
  readonly reason: string;
  /** The two assumed values that move the answer most. */
  readonly topFactors: readonly TopFactor[];
  readonly findings: readonly Finding[];
}

export interface ClaimOptions {
  readonly seed: number;
  /** Points of the Latin hypercube for each chip. */
  readonly samples: number;
  /** What was just begun; the caller adds the claim's id. */
  readonly onProgress?: (label: string) => void;
}

export interface ClaimStudy {
  readonly id: string;
  readonly statement: string;
  run(options: ClaimOptions): Claim;
}

/** reached: the whole range is at or above the target; not reached: all of it below; partly: in between. */
export function verdictOf(range: readonly [low: number, high: number], target: number): Verdict {
  if (range[0] >= target) return 'reached';
  return range[1] < target ? 'not reached' : 'partly';
}

/** The findings' common verdict, or `partly` when they differ. */
export function commonVerdict(findings: readonly Finding[]): Verdict {
  const [first, ...rest] = findings.map((f) => f.verdict);
  return rest.every((v) => v === first) ? first : 'partly';
}

/** Lowest and highest of the findings' ranges. */
export function unionRange(findings: readonly Finding[]): readonly [number, number] {
  return [Math.min(...findings.map((f) => f.range[0])), Math.max(...findings.map((f) => f.range[1]))];
}

/** One ratio that a claim is about: `top / bottom`, and what the claim wants of it. */
export interface Comparison {
  readonly subject: string;
  readonly base: string;
  readonly what: string;
  readonly top: Quantity;
  readonly bottom: Quantity;
  /** Multiplies the ratio: prices, numbers of chips. Default 1. */
  readonly factor?: number;
  readonly judge: (range: readonly [low: number, high: number]) => Verdict;
}

export interface Conclusion {
  readonly base: string;
  readonly reason: (findings: readonly Finding[]) => string;
  /** Default: what all findings say, or `partly`. */
  readonly verdict?: (findings: readonly Finding[]) => Verdict;
}

/** Work out all comparisons of a claim and conclude. */
export function answer(
  study: Pick<ClaimStudy, 'id' | 'statement'>,
  comparisons: readonly Comparison[],
  options: ClaimOptions,
  conclusion: Conclusion,
): Claim {
  const factors: TopFactor[] = [];
  const findings = comparisons.map(({ subject, base, what, top, bottom, factor = 1, judge }): Finding => {
    options.onProgress?.(`${subject} against ${base}`);
    const ratio = ratioRange(top, bottom, options);
    const range = [factor * ratio.low, factor * ratio.high] as const;
    for (const f of ratio.factors) factors.push({ ...f, atLow: factor * f.atLow, atHigh: factor * f.atHigh });
    return { subject, base, what, value: factor * ratio.value, range, verdict: judge(range) };
  });
  return {
    id: study.id,
    statement: study.statement,
    verdict: (conclusion.verdict ?? commonVerdict)(findings),
    range: unionRange(findings),
    base: conclusion.base,
    reason: conclusion.reason(findings),
    topFactors: strongest(factors),
    findings,
  };
}

/** `2.1x to 4.9x` over the findings that `of` picks. */
export function spanText(findings: readonly Finding[], of: (f: Finding) => boolean = () => true, unit = 'x'): string {
  const values = findings.filter(of).map((f) => f.value);
  const [low, high] = [Math.min(...values).toPrecision(2), Math.max(...values).toPrecision(2)];
  return low === high ? `${low}${unit}` : `${low}${unit} to ${high}${unit}`;
}

/** Largest movers of several answers, one entry a figure. */
export function strongest(factors: readonly TopFactor[], count = 2): TopFactor[] {
  const swing = (f: TopFactor): number => Math.abs(Math.log(f.atHigh / f.atLow));
  const best = new Map<string, TopFactor>();
  for (const f of [...factors].sort((a, b) => swing(b) - swing(a))) {
    const key = `${f.chip}:${f.path}`;
    if (!best.has(key)) best.set(key, f);
  }
  return [...best.values()].slice(0, count);
}
