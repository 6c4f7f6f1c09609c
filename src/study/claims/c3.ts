/** @file C3: in-cache models speed inference up by at least an order of magnitude. W200 at batch 1, 4, 16 and 64: the
 * best kernel on the NNP against the best and against the library's kernel on each GPU. */
import { type Answer, ratioRange } from '../sensitivity.js';
import {
  type Claim,
  type ClaimStudy,
  commonVerdict,
  type Finding,
  readings,
  strongest,
  unionRange,
  verdictOf,
} from './claim.js';
import { fastest, sixteenBit, timeOf, type Workload, w200 } from './timing.js';

const TARGET = 10;
const batches = [1, 4, 16, 64] as const;
/** The dearest, the data-centre and the popular card of the essay's day. */
const bases = ['titan-v', 'v100', 'gtx-1080-ti'] as const;
const rungs = ['lstm.naive', 'lstm.fused', 'lstm.in-cache'] as const;

const statement = 'in-cache models speed inference up by at least an order of magnitude';

function workloads(chip: string, batch: number): Workload[] {
  return rungs.map((kernel) => ({ kernel, params: { ...w200, batch }, format: sixteenBit(chip) }));
}

export const c3: ClaimStudy = {
  id: 'C3',
  statement,
  run(options) {
    const findings: Finding[] = [];
    const answers: Answer[] = [];
    for (const batch of batches) {
      const own = readings.map((name) => timeOf(name, fastest(name, workloads(name, batch))));
      for (const gpu of bases) {
        const all = workloads(gpu, batch);
        const best = timeOf(gpu, fastest(gpu, all));
        const library = timeOf(gpu, all[1]);
        options.onProgress?.(`C3 batch ${batch}, ${gpu}`);
        for (const nnp of own) {
          for (const base of [best, library]) {
            const answer = ratioRange(base, nnp, options);
            const range = [answer.low, answer.high] as const;
            const verdict = verdictOf(range, TARGET);
            const what = `speedup at batch ${batch}`;
            const against = base === library ? `${base.label}, the library’s way` : `${base.label}, the best kernel`;
            findings.push({ subject: nnp.chip.name, base: against, what, value: answer.value, range, verdict });
            answers.push(answer);
          }
        }
      }
    }
    return conclude(findings, answers);
  },
};

function conclude(findings: readonly Finding[], answers: readonly Answer[]): Claim {
  const library = findings.filter((f) => f.base.includes('library'));
  const best = findings.filter((f) => f.base.includes('best kernel'));
  const span = (list: readonly Finding[]): string => {
    const values = list.map((f) => f.value);
    return `${Math.min(...values).toPrecision(2)}x to ${Math.max(...values).toPrecision(2)}x`;
  };
  return {
    id: 'C3',
    statement,
    verdict: commonVerdict(findings),
    range: unionRange(findings),
    base: 'titan-v, v100 and gtx-1080-ti, each with its best kernel and with the library’s',
    reason:
      `against the library’s way of running it the NNP is ${span(library)} faster, against the best in-cache kernel ` +
      `on the same GPU ${span(best)}: what the GPU loses is launches and barriers, not capacity`,
    topFactors: strongest(answers.flatMap((a) => a.factors)),
    findings,
  };
}
