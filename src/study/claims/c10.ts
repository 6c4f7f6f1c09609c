/** @file C10: a liquid-cooled Vega FE is on a par with, or 75 % of, a Titan V, for a third of its price. */
import { chip } from '../../sim/chips/index.js';
import { answer, type ClaimStudy, type Comparison, spanText, verdictOf } from './claim.js';
import { allSuites, suiteTimeOn } from './suites.js';

const PAR = 0.75;
const head = { id: 'C10', statement: 'a liquid-cooled Vega FE is on a par with, or at 75 % of, a Titan V' };

export const c10: ClaimStudy = {
  ...head,
  run(options) {
    const dollars = chip('titan-v').price!.usd.value / chip('vega-fe').price!.usd.value;
    const comparisons = allSuites.flatMap((suite) =>
      [undefined, 'ideal'].flatMap((runtime): Comparison[] => {
        const target = {
          format: 'fp16',
          ...(runtime === undefined ? {} : { runtime }),
          kernels: ['lstm.fused', 'gemm'],
        };
        const pair = {
          subject: 'vega-fe',
          base: 'titan-v',
          top: suiteTimeOn('titan-v', suite, target),
          bottom: suiteTimeOn('vega-fe', suite, target),
        };
        const what = `${suite.name} suite in fp16, ${runtime ?? 'real'} runtime`;
        return [
          { ...pair, what: `speed, ${what}`, judge: (range) => verdictOf(range, PAR) },
          { ...pair, what: `speed per dollar, ${what}`, factor: dollars, judge: (range) => verdictOf(range, 1) },
        ];
      }),
    );
    return answer(head, comparisons, options, {
      base: 'titan-v at $2,999 and vega-fe at $999, the library’s kernels in fp16',
      reason: (findings) =>
        `${spanText(findings, (f) => f.what.startsWith('speed,'))} of a Titan V’s speed and ` +
        `${spanText(findings, (f) => f.what.startsWith('speed per dollar'))} of its speed per dollar, real and ideal runtimes together`,
    });
  },
};
