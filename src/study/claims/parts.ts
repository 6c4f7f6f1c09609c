/** @file A claim in its parts. Findings about one half of a sentence, one base or one reading of the hardware belong together:
 * a verdict over everything would be `partly` wherever one of two hundred comparisons comes out otherwise. */
import { type Finding, readings, type Verdict } from './claim.js';
import { commonVerdict } from './verdicts.js';

/** Which findings a part is about. */
export interface PartRule {
  readonly name: string;
  readonly of: (finding: Finding) => boolean;
  /** Told beside the others, but not what the claim says. */
  readonly context?: true;
}

/** What the findings of a part say together. */
export interface Part {
  readonly name: string;
  readonly verdict: Verdict;
  /** Findings by verdict; those that cannot be tested are left out. */
  readonly reached: number;
  readonly partly: number;
  readonly notReached: number;
  readonly context?: true;
}

export function partsOf(findings: readonly Finding[], rules: readonly PartRule[]): readonly Part[] {
  return [...rules, ...readingRules(findings)].map(({ name, of, context }) => {
    const own = findings.filter(of);
    if (own.length === 0) throw new Error(`part ${name} of a claim has no findings`);
    const count = (verdict: Verdict): number => own.filter((f) => f.verdict === verdict).length;
    return {
      name,
      verdict: commonVerdict(own),
      reached: count('reached'),
      partly: count('partly'),
      notReached: count('not reached'),
      ...(context && { context }),
    };
  });
}

/** What each reading of the NNP says, where there are several. */
function readingRules(findings: readonly Finding[]): PartRule[] {
  const found = readings.filter((reading) => findings.some((f) => f.subject === reading));
  if (found.length < 2) return [];
  return found.map((reading) => ({ name: `reading ${reading}`, of: (f) => f.subject === reading, context: true }));
}

/** What the parts that a claim consists of say: each of them or none, else `partly`. */
export const verdictOfParts = (parts: readonly Part[]): Verdict => commonVerdict(parts.filter((p) => !p.context));
