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
import { fastest, sixteenBit, timeOf, w200 } from './timing.js';

const TARGET = 10;
const batches = [1, 4, 16, 64] as const;
/** The dearest, the data-centre and the popular card of the essay's day. */
const gpus = ['titan-v', 'v100', 'gtx-1080-ti'] as const;
const rungs = ['lstm.naive', 'lstm.fused', 'lstm.in-cache'] as const;

const statement = 'in-cache models speed inference up by at least an order of magnitude';

/** What the NNP is measured against on each GPU, from the ordinary to the best that we know how to write. */
const ways: readonly { readonly name: string; readonly kernel: string; readonly runtime?: string }[] = [
  { name: 'the library as it was', kernel: 'lstm.fused' },
  { name: 'the library without a host', kernel: 'lstm.fused', runtime: 'ideal' },
  { name: 'in-cache on the GPU too', kernel: 'lstm.in-cache' },
];

export const c3: ClaimStudy = {
  id: 'C3',
  statement,
  run(options) {
    const findings: Finding[] = [];
    const answers: Answer[] = [];
    const missing: string[] = [];
    for (const batch of batches) {
      const params = { ...w200, batch };
      const own = readings.map((name) => {
        return timeOf(
          name,
          fastest(
            name,
            rungs.map((kernel) => ({ kernel, params, format: sixteenBit(name) })),
          ),
        );
      });
      for (const gpu of gpus) {
        options.onProgress?.(`C3 batch ${batch}, ${gpu}`);
        for (const { name, ...way } of ways) {
          const base = timeOf(gpu, { ...way, params, format: sixteenBit(gpu) });
          if (!Number.isFinite(base.of(base.chip))) {
            missing.push(`${gpu} at batch ${batch}`);
            continue;
          }
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
    return conclude(findings, answers, missing);
  },
};

function conclude(findings: readonly Finding[], answers: readonly Answer[], missing: readonly string[]): Claim {
  const span = (way: { readonly name: string }): string => {
    const values = findings.filter((f) => f.base.endsWith(way.name)).map((f) => f.value);
    return `${Math.min(...values).toPrecision(2)}x to ${Math.max(...values).toPrecision(2)}x`;
  };
  const [library, ideal, inCache] = ways;
  return {
    id: 'C3',
    statement,
    verdict: commonVerdict(findings),
    range: unionRange(findings),
    base: `${gpus.join(', ')}: ${ways.map((w) => w.name).join('; ')}`,
    reason:
      `${span(library)} faster than the library of the day, ${span(ideal)} faster than the same kernels without host ` +
      `cost, ${span(inCache)} faster than an in-cache kernel on the same GPU; launches are ${launchShare(findings)} % of the gap` +
      (missing.length > 0 ? ` (in-cache does not fit on ${missing.join(', ')})` : ''),
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
