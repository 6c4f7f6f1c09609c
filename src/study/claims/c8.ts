/** @file C8: chip against chip, Nervana > AMD > NVIDIA. Ranking per suite with the real and with an ideal runtime. */
import { chip } from '../../sim/chips/index.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { bestTime, runtimes } from './chipTimes.js';
import type { ClaimStudy } from './claim.js';
import { verdictOfParts } from './parts.js';
import type { Suite } from './problems.js';
import { allSuites } from './suites.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C8', statement: 'chip against chip: Nervana before AMD before NVIDIA' };
const chips = ['lake-crest', 'vega-fe', 'titan-v'] as const;
const order = [
  ['lake-crest', 'vega-fe'],
  ['vega-fe', 'titan-v'],
] as const;

/** The NNP's own sequencer is its only runtime. */
function time(name: string, suite: Suite, runtime: string | undefined) {
  return bestTime(name, suite, name === 'lake-crest' ? undefined : runtime);
}

export const c8: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      runtimes.flatMap(({ name, runtime }) =>
        order.map(
          ([faster, slower]): Comparison => ({
            subject: faster,
            base: slower,
            what: `speed on the ${suite.name} suite, ${name}`,
            ...ratio(time(slower, suite, runtime), time(faster, suite, runtime)),
            judge: atLeast(1),
          }),
        ),
      ),
    );
    return answer(head, comparisons, options, {
      parts: [
        { name: 'Nervana before AMD', of: (f) => f.subject === 'lake-crest' },
        { name: 'AMD before NVIDIA', of: (f) => f.subject === 'vega-fe' },
      ],
      // An order with a link that never holds does not come out at all.
      verdict: (_, parts) => (parts.some((p) => p.verdict === 'not reached') ? 'not reached' : verdictOfParts(parts)),
      base: 'lake-crest, vega-fe and titan-v, each with its fastest kernel',
      reason: (findings) =>
        `Nervana against AMD ${spanText(findings, (f) => f.subject === 'lake-crest')}, AMD against NVIDIA ` +
        `${spanText(findings, (f) => f.subject === 'vega-fe')}; ${runtimes.map(rankings).join('; ')}`,
    });
  },
};

/** Each order with the suites on which it comes out. */
function rankings({ name, runtime }: (typeof runtimes)[number]): string {
  const byOrder = new Map<string, string[]>();
  for (const suite of allSuites) {
    const order = ranking(suite, runtime);
    byOrder.set(order, [...(byOrder.get(order) ?? []), suite.name]);
  }
  return `${name}: ${[...byOrder].map(([order, suites]) => `${order} (${suites.join(', ')})`).join(', ')}`;
}

/** `lake-crest > titan-v > vega-fe`, with the figures of the chips as they are. */
function ranking(suite: Suite, runtime: string | undefined): string {
  const seconds = (name: string): number => time(name, suite, runtime).of(chip(name));
  return [...chips].sort((a, b) => seconds(a) - seconds(b)).join(' > ');
}
