/** @file C3: in-cache models speed inference up by at least an order of magnitude. W200 at batch 1, 4, 16 and 64: the
 * best kernel on the NNP against the best and against the library's kernel on each GPU. */
import { type Answer, type Quantity, ratioRange } from '../sensitivity.js';
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
import { type Problem, suiteTimeOn } from './suites.js';
import { sixteenBit, w200 } from './timing.js';

const TARGET = 10;
const batches = [1, 4, 16, 64] as const;
/** The dearest, the data-centre and the popular card of the essay's day. */
const gpus = ['titan-v', 'v100', 'gtx-1080-ti'] as const;
const rungs = ['lstm.naive', 'lstm.fused', 'lstm.persistent', 'lstm.wavefront', 'lstm.in-cache'] as const;

const statement = 'in-cache models speed inference up by at least an order of magnitude';

/** What the NNP is measured against on each GPU, from the ordinary to the best that we know how to write. */
const ways: readonly { readonly name: string; readonly kernels: readonly string[]; readonly runtime?: string }[] = [
  { name: 'the library as it was', kernels: ['lstm.fused'] },
  { name: 'the library without a host', kernels: ['lstm.fused'], runtime: 'ideal' },
  { name: 'its own best kernel', kernels: rungs },
];

/** W200 on a chip by the fastest of the kernels that fit. */
function best(name: string, kernels: readonly string[], batch: number, runtime?: string): Quantity {
  const problem: Problem = { name: `W200 ${kernels.join()}, batch ${batch}`, params: { ...w200, batch }, kernels };
  const target = { format: sixteenBit(name), ...(runtime === undefined ? {} : { runtime }) };
  return suiteTimeOn(name, { name: problem.name, problems: [problem] }, target);
}

export const c3: ClaimStudy = {
  id: 'C3',
  statement,
  run(options) {
    const findings: Finding[] = [];
    const answers: Answer[] = [];
    for (const batch of batches) {
      const own = readings.map((name) => best(name, rungs, batch));
      for (const gpu of gpus) {
        options.onProgress?.(`batch ${batch}, ${gpu}`);
        for (const { name, kernels, runtime } of ways) {
          const base = best(gpu, kernels, batch, runtime);
          for (const nnp of own) {
            const answer = ratioRange(base, nnp, options);
            const range = [answer.low, answer.high] as const;
            findings.push({
              subject: nnp.chip.name,
              base: `${gpu}, ${name}`,
              what: `speedup at batch ${batch}`,
              value: answer.value,
              range,
              verdict: verdictOf(range, TARGET),
            });
            answers.push(answer);
          }
        }
      }
    }
    return conclude(findings, answers);
  },
};

function conclude(findings: readonly Finding[], answers: readonly Answer[]): Claim {
  const span = (way: { readonly name: string }): string => {
    const values = findings.filter((f) => f.base.endsWith(way.name)).map((f) => f.value);
    return `${Math.min(...values).toPrecision(2)}x to ${Math.max(...values).toPrecision(2)}x`;
  };
  const [library, ideal, own] = ways;
  return {
    id: 'C3',
    statement,
    verdict: commonVerdict(findings),
    range: unionRange(findings),
    base: `${gpus.join(', ')}: ${ways.map((w) => w.name).join('; ')}`,
    reason:
      `${span(library)} faster than the library of the day, ${span(ideal)} faster than the same kernels without host ` +
      `cost, ${span(own)} faster than the GPU’s own best kernel, weights resident where they fit; launches are ${launchShare(findings)} % of the gap`,
    topFactors: strongest(answers.flatMap((a) => a.factors)),
    findings,
  };
}

/** Share of the gap to the library, on a logarithmic scale, that goes away when the host costs nothing. */
function launchShare(findings: readonly Finding[]): string {
  const log = (way: { readonly name: string }): number => {
    const values = findings.filter((f) => f.base.endsWith(way.name)).map((f) => Math.log(f.value));
    return values.reduce((sum, v) => sum + v, 0) / values.length;
  };
  const [library, ideal] = ways;
  return (100 * (1 - log(ideal) / log(library))).toFixed(0);
}
