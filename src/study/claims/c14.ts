/** @file C14: fused LSTMs are often compute bound; a V100 computes so fast that it waits for memory. What each rung of the
 * ladder is bound by on each problem, and V100 over P100 (a published benchmark: about 2x training, 1.7x inference). */
import { chip } from '../../sim/chips/index.js';
import { answer, type Comparison, fixed, ratio } from './answer.js';
import { libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy, Finding } from './claim.js';
import { rungs } from './problems.js';
import { lstmSuite, lstmTrainingSuite } from './suites.js';
import { timed, warm } from './timing.js';
import { near } from './verdicts.js';

const head = {
  id: 'C14',
  statement: 'fused LSTMs are often compute bound; a V100 computes so fast that it waits for memory',
};
const published = [
  { suite: lstmSuite, times: 1.7 },
  { suite: lstmTrainingSuite, times: 2 },
];
/** What each half of the claim says that a card is bound by. */
const cards = [
  { card: 'p100', wanted: ['compute'] },
  { card: 'v100', wanted: ['dram', 'l2', 'sram', 'dependency'] },
] as const;
const OFTEN = 0.5;

/** Share of the problems that fit on the rung and are bound as claimed. */
function boundShare(
  card: string,
  wanted: readonly string[],
  rung: string,
  runtime: string | undefined,
  name: string,
): Finding {
  const bounds = lstmSuite.problems.flatMap(({ ways }) => {
    const { params } = ways.find((way) => way.name === rung)!.passes[0];
    const work = { kernel: rung, params, format: 'fp16', ...(runtime === undefined ? {} : { runtime }) };
    return timed(warm(chip(card)), work)?.boundBy ?? [];
  });
  const value = bounds.filter((bound) => wanted.includes(bound)).length / Math.max(1, bounds.length);
  // The claim is about fused kernels; the other rungs are there to compare.
  const verdict =
    rung !== 'lstm.fused' ? 'cannot be tested' : value >= OFTEN ? 'reached' : value > 0 ? 'partly' : 'not reached';
  const what = `share of the LSTM suite bound by ${wanted.join(', ')}: ${bounds.join(', ') || 'none fits'}`;
  return fixed({ subject: card, base: `${rung}, ${name}`, what, unit: 'share', value, verdict });
}

export const c14: ClaimStudy = {
  ...head,
  run(options) {
    const shares = cards.flatMap(({ card, wanted }) =>
      runtimes.flatMap(({ name, runtime }) => rungs.map((rung) => boundShare(card, wanted, rung, runtime, name))),
    );
    const comparisons = published.flatMap(({ suite, times }) =>
      runtimes.map(
        ({ name, runtime }): Comparison => ({
          subject: 'v100',
          base: `p100, ${name}`,
          what: `speed on the ${suite.name} suite (published: ${times}x)`,
          ...ratio(libraryTime('p100', suite, runtime), libraryTime('v100', suite, runtime)),
          judge: near(times),
        }),
      ),
    );
    return answer(
      head,
      comparisons,
      options,
      {
        base: 'P100 and V100 in fp16, each rung of the ladder, real and ideal runtime',
        parts: [
          { name: 'fused LSTMs are often compute bound (P100)', of: (f) => isFused(f) && f.subject === 'p100' },
          { name: 'a V100 waits for memory', of: (f) => isFused(f) && f.subject === 'v100' },
          { name: 'V100 over P100 as published', of: (f) => f.what.startsWith('speed'), context: true },
        ],
        reason: reasonOf,
      },
      shares,
    );
  },
};

const isFused = (f: Finding): boolean => f.base.startsWith('lstm.fused');

function reasonOf(findings: readonly Finding[]): string {
  const fused = (card: string, runtime: string): string => {
    const { value } = findings.find((f) => f.subject === card && f.base === `lstm.fused, ${runtime}`)!;
    return `${(100 * value).toFixed(0)} %`;
  };
  const speed = findings
    .filter((f) => f.what.startsWith('speed'))
    .map(
      (f) =>
        `${f.value.toPrecision(3)}x ${f.what.includes('training') ? 'training' : 'inference'} with ${f.base.replace('p100, ', '')}`,
    );
  return (
    `lstm.fused is compute bound on a P100 in ${fused('p100', 'real runtime')} of the suite ` +
    `(${fused('p100', 'ideal runtime')} without a host) and waits for memory or its latency on a V100 in ` +
    `${fused('v100', 'real runtime')} (${fused('v100', 'ideal runtime')} without a host); V100 over P100: ${speed.join(', ')}`
  );
}
