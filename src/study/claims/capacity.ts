/** @file C1 and C2: how much larger the NNP's programmable memory is, per chip and per unit, than a GPU's. The answer
 * hangs on what one counts of the GPU, so every base is a finding of its own. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { type Answer, type Quantity, ratioRange } from '../sensitivity.js';
import {
  type Claim,
  type ClaimOptions,
  type ClaimStudy,
  type Finding,
  readings,
  strongest,
  unionRange,
  verdictOf,
} from './claim.js';

/** GPUs that the essay's readers could buy at the end of 2017. */
export const gpusOf2017 = ['titan-v', 'v100', 'p100', 'titan-xp', 'gtx-1080-ti', 'vega-fe'] as const;

type Measure = readonly [name: string, bytes: (chip: ChipSpec) => number];

const level = (c: ChipSpec, name: string): number => {
  const found = c.levels.find((l) => l.name === name);
  if (found === undefined) return 0;
  return found.capacityBytes.value * (found.scope === 'unit' ? c.units.count.value : 1);
};

/** Everything that lies on the chip, all units together. */
const onChip = (c: ChipSpec): number => c.levels.reduce((sum, l) => sum + level(c, l.name), 0);

const perUnit = (c: ChipSpec, name: string): number => level(c, name) / c.units.count.value;

const chipMeasures: readonly Measure[] = [
  ['shared memory', (c) => level(c, 'shared')],
  ['L2', (c) => level(c, 'l2')],
  ['registers + shared memory + L2', onChip],
];

const unitMeasures: readonly Measure[] = [
  [
    'shared memory of one block',
    (c) => c.levels.find((l) => l.name === 'shared')?.maxBlockBytes?.value ?? perUnit(c, 'shared'),
  ],
  ['shared memory of one unit', (c) => perUnit(c, 'shared')],
  ['register file of one unit', (c) => perUnit(c, 'register')],
];

const nnpMemory: Measure = ['SRAM', (c) => level(c, 'sram')];
const nnpUnitMemory: Measure = ['SRAM of one unit', (c) => perUnit(c, 'sram')];

export const c1: ClaimStudy = capacityClaim(
  'C1',
  'NNP caches are 10 times a GPU’s per chip',
  10,
  nnpMemory,
  chipMeasures,
);
export const c2: ClaimStudy = capacityClaim(
  'C2',
  'NNP caches are 50 times a GPU’s per compute unit',
  50,
  nnpUnitMemory,
  unitMeasures,
);

function capacityClaim(
  id: string,
  statement: string,
  target: number,
  own: Measure,
  bases: readonly Measure[],
): ClaimStudy {
  return {
    id,
    statement,
    run(options) {
      const answers: Answer[] = [];
      const findings: Finding[] = [];
      for (const reading of readings) {
        const top = quantity(reading, own);
        for (const gpu of gpusOf2017) {
          for (const base of bases) {
            const answer = ratioRange(top, quantity(gpu, base), options);
            answers.push(answer);
            findings.push(finding(reading, gpu, base[0], own[0], answer, target));
          }
        }
      }
      return conclude(id, statement, target, findings, answers, options);
    },
  };
}

function quantity(name: string, [label, of]: Measure): Quantity {
  return { label, chip: chip(name), of };
}

function finding(reading: string, gpu: string, base: string, what: string, a: Answer, target: number): Finding {
  const range = [a.low, a.high] as const;
  return {
    subject: reading,
    base: `${base} of ${gpu}`,
    what: `${what}, ratio`,
    value: a.value,
    range,
    verdict: verdictOf(range, target),
  };
}

function conclude(
  id: string,
  statement: string,
  target: number,
  findings: Finding[],
  answers: Answer[],
  options: ClaimOptions,
): Claim {
  options.onProgress?.('verdict');
  const met = findings.filter((f) => f.value >= target);
  const independent = met.filter((f) => f.subject !== 'nnp-essay');
  const verdict = met.length === findings.length ? 'reached' : independent.length > 0 ? 'partly' : 'not reached';
  const bases = [...new Set(independent.map((f) => f.base.replace(/ of [^ ]+$/, '')))];
  const where = bases.length > 0 ? `against ${bases.join(' or ')} of some GPU` : 'against no base';
  const reason =
    `${met.length} of ${findings.length} pairs of reading and base reach ${target}x; outside the essay’s own reading ` +
    `(where it holds by construction) it is reached ${where}, and never against registers, which hold most of a GPU’s memory`;
  const registers = independent.some((f) => f.base.includes('register'));
  return {
    id,
    statement,
    verdict,
    range: unionRange(findings),
    base: 'shared memory, L2 and registers of the GPUs of 2017, each a base of its own',
    reason: registers ? reason.replace(/, and never against.*$/, '') : reason,
    topFactors: strongest(answers.flatMap((a) => a.factors)),
    findings,
  };
}
