/** @file Claims about the size of memories: the answer hangs on what one counts of the GPU, so every base is a finding of
 * its own. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, ratio } from './answer.js';
import { type Claim, type ClaimOptions, type ClaimStudy, type Finding, readings, type Verdict } from './claim.js';
import { atLeast } from './verdicts.js';

/** GPUs that the essay's readers could buy at the end of 2017. */
const gpusOf2017 = ['titan-v', 'v100', 'p100', 'titan-xp', 'gtx-1080-ti', 'vega-fe'] as const;

/** What is counted, and its bytes. */
export type Measure = readonly [name: string, bytes: (chip: ChipSpec) => number];

/** Bytes of a level, all units together; 0 where a chip has none of that name. */
export function levelBytes(c: ChipSpec, name: string): number {
  const found = c.levels.find((l) => l.name === name);
  if (found === undefined) return 0;
  return found.capacityBytes.value * (found.scope === 'unit' ? c.units.count.value : 1);
}

export const bytesPerUnit = (c: ChipSpec, name: string): number => levelBytes(c, name) / c.units.count.value;

export interface CapacityClaim extends Pick<ClaimStudy, 'id' | 'statement'> {
  readonly target: number;
  readonly own: Measure;
  readonly bases: readonly Measure[];
}

/** Every reading of the NNP against every base on every GPU. */
export function capacityAnswer(study: CapacityClaim, options: ClaimOptions): Claim {
  const { target, own, bases } = study;
  const quantity = (name: string, [label, of]: Measure): Quantity => ({ label, chip: chip(name), of });
  const comparisons = readings.flatMap((reading) =>
    gpusOf2017.flatMap((gpu) =>
      bases.map((base) => ({
        subject: reading,
        base: `${base[0]} of ${gpu}`,
        what: `${own[0]}, ratio`,
        ...ratio(quantity(reading, own), quantity(gpu, base)),
        judge: atLeast(target),
      })),
    ),
  );
  return answer(study, comparisons, options, {
    base: 'shared memory, L2 and registers of the GPUs of 2017, each a base of its own',
    parts: bases.map(([name]) => ({ name: `against ${name}`, of: (f) => f.base.startsWith(`${name} of `) })),
    verdict: (findings) => verdictOf(findings, target),
    reason: (findings) => reasonOf(findings, target),
  });
}

const reached = (findings: readonly Finding[], target: number): readonly Finding[] =>
  findings.filter((f) => f.value >= target);

/** The essay's own reading holds by construction and decides nothing alone. */
const independent = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((f) => f.subject !== 'nnp-essay');

function verdictOf(findings: readonly Finding[], target: number): Verdict {
  const met = reached(findings, target);
  if (met.length === findings.length) return 'reached';
  return independent(met).length > 0 ? 'partly' : 'not reached';
}

function reasonOf(findings: readonly Finding[], target: number): string {
  const met = reached(findings, target);
  const bases = [...new Set(independent(met).map((f) => f.base.replace(/ of [^ ]+$/, '')))];
  const where = bases.length > 0 ? `against ${bases.join(' or ')} of some GPU` : 'against no base';
  const registers = bases.some((base) => base.includes('register'));
  return (
    `${met.length} of ${findings.length} pairs of reading and base reach ${target}x; outside the essay’s own reading ` +
    `(where it holds by construction) it is reached ${where}` +
    (registers ? '' : ', and never against registers, which hold most of a GPU’s memory')
  );
}
