/** @file C6: Flexpoint computes faster. Cycles of W200 and of a square product per format on one chip, exponent
 * bookkeeping included. */
import { parseFormat } from '../../numerics/format.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { enginesFor } from '../../sim/target.js';
import { type Answer, ratioRange } from '../sensitivity.js';
import { type Claim, type ClaimStudy, type Finding, readings, strongest, unionRange, verdictOf } from './claim.js';
import { timeOf, type Workload, w200 } from './timing.js';

const statement = 'Flexpoint computes faster';
const FLEX = 'flex16+5';
const others = ['fp32', 'fp16', 'bf16'] as const;

const works: readonly { readonly name: string; readonly workload: Omit<Workload, 'format'> }[] = [
  { name: 'W200, batch 1', workload: { kernel: 'lstm.in-cache', params: { ...w200, batch: 1 } } },
  { name: 'W200, batch 64', workload: { kernel: 'lstm.in-cache', params: { ...w200, batch: 64 } } },
];

export const c6: ClaimStudy = {
  id: 'C6',
  statement,
  run(options) {
    const findings: Finding[] = [];
    const answers: Answer[] = [];
    for (const reading of readings) {
      options.onProgress?.(reading);
      const spec = chip(reading);
      const able = others.filter(
        (f) => enginesFor({ chip: spec, runtime: runtimeFor(spec), format: parseFormat(f) }).length > 0,
      );
      for (const { name, workload } of works) {
        const flex = timeOf(reading, { ...workload, format: FLEX });
        for (const format of able) {
          const answer = ratioRange(timeOf(reading, { ...workload, format }), flex, options);
          const range = [answer.low, answer.high] as const;
          findings.push({
            subject: reading,
            base: `${format} on the same chip`,
            what: name,
            value: answer.value,
            range,
            verdict: verdictOf(range, 1.01),
          });
          answers.push(answer);
        }
      }
    }
    return conclude(findings, answers);
  },
};

function conclude(findings: readonly Finding[], answers: readonly Answer[]): Claim {
  const faster = findings.filter((f) => f.value > 1.01);
  const span = (values: readonly number[]): string =>
    `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)} times`;
  const wide = findings.filter((f) => f.base.startsWith('fp32')).map((f) => f.value);
  const narrow = findings.filter((f) => !f.base.startsWith('fp32')).map((f) => f.value);
  return {
    id: 'C6',
    statement,
    verdict: faster.length === findings.length ? 'reached' : faster.length > 0 ? 'partly' : 'not reached',
    range: unionRange(findings),
    base: 'fp32, fp16 and bf16 on the same chip, at the same array rate for all 16-bit formats',
    reason:
      `${span(wide)} the speed of fp32 on the same chip, ${span(narrow)} that of 16-bit floats at the same array rate, ` +
      'exponent bookkeeping included; what smaller multipliers would buy in area nobody has published',
    topFactors: strongest(answers.flatMap((a) => a.factors)),
    findings,
  };
}
