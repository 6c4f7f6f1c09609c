/** @file C14: fused LSTMs are often compute bound; a V100 computes so fast that it waits for memory. What each problem of
 * the suite is bound by, and V100 over P100 (a published benchmark says 1.7x at inference). */
import { chip } from '../../sim/chips/index.js';
import { answer, type ClaimStudy, type Finding, type Verdict } from './claim.js';
import { lstmSuite, suiteTimeOn } from './suites.js';
import { planned } from './timing.js';

const head = {
  id: 'C14',
  statement: 'fused LSTMs are often compute bound; a V100 computes so fast that it waits for memory',
};
const PUBLISHED = 1.7;
const fused = ['lstm.fused'];
const cards = ['p100', 'v100'] as const;

/** What each problem waits for most, in lstm.fused. */
function boundOf(card: string, runtime?: string): string[] {
  return lstmSuite.problems.map(({ params }) => {
    const made = planned(chip(card), {
      kernel: 'lstm.fused',
      params,
      format: 'fp16',
      ...(runtime === undefined ? {} : { runtime }),
    });
    return made.rejected === null ? made.result.boundBy : 'does not fit';
  });
}

function share(bounds: readonly string[], reasons: readonly string[]): number {
  return bounds.filter((b) => reasons.includes(b)).length / bounds.length;
}

export const c14: ClaimStudy = {
  ...head,
  run(options) {
    const bounds = cards.flatMap((card) =>
      [undefined, 'ideal'].map((runtime) => ({ card, runtime, bound: boundOf(card, runtime) })),
    );
    const shares: Finding[] = bounds.map(({ card, runtime, bound }) => {
      const wanted = card === 'p100' ? ['compute'] : ['dram', 'l2', 'sram', 'dependency'];
      const value = share(bound, wanted);
      const verdict: Verdict = value >= 0.5 ? 'reached' : value > 0 ? 'partly' : 'not reached';
      const what = `share of the LSTM suite bound by ${wanted.join(', ')}: ${bound.join(', ')}`;
      return { subject: card, base: `${runtime ?? 'real'} runtime`, what, value, range: [value, value], verdict };
    });
    const ratio = answer(
      head,
      [undefined, 'ideal'].map((runtime) => {
        const target = { format: 'fp16', kernels: fused, ...(runtime === undefined ? {} : { runtime }) };
        return {
          subject: 'v100',
          base: `p100, ${runtime ?? 'real'} runtime (published: ${PUBLISHED}x)`,
          what: 'speed on the LSTM suite',
          top: suiteTimeOn('p100', lstmSuite, target),
          bottom: suiteTimeOn('v100', lstmSuite, target),
          judge: ([low, high]: readonly [number, number]): Verdict =>
            low <= PUBLISHED && PUBLISHED <= high ? 'reached' : 'not reached',
        };
      }),
      options,
      { base: '', reason: () => '' },
    );
    return { ...ratio, ...conclude([...shares, ...ratio.findings]) };
  },
};

function conclude(findings: readonly Finding[]) {
  const of = (card: string, base: string): string =>
    `${(100 * findings.find((f) => f.subject === card && f.base.startsWith(base))!.value).toFixed(0)} %`;
  const verdicts = findings.map((f) => f.verdict);
  const verdict: Verdict = verdicts.every((v) => v === 'reached')
    ? 'reached'
    : verdicts.some((v) => v !== 'not reached')
      ? 'partly'
      : 'not reached';
  return {
    verdict,
    base: 'lstm.fused in fp16 on P100 and V100, real and ideal runtime',
    reason:
      `compute bound on a P100: ${of('p100', 'real')} of the suite (${of('p100', 'ideal')} without a host); waiting for ` +
      `memory or its latency on a V100: ${of('v100', 'real')} (${of('v100', 'ideal')} without a host)`,
    findings,
  };
}
