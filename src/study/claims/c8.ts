/** @file C8: chip against chip, Nervana > AMD > NVIDIA. Ranking per suite with the real and with an ideal runtime. */
import { answer, type ClaimStudy, type Comparison, spanText, verdictOf } from './claim.js';
import { allSuites, type Suite, suiteTimeOn } from './suites.js';
import { sixteenBit } from './timing.js';

const head = { id: 'C8', statement: 'chip against chip: Nervana before AMD before NVIDIA' };
const order = [
  ['lake-crest', 'vega-fe'],
  ['vega-fe', 'titan-v'],
] as const;

function compare(suite: Suite, faster: string, slower: string, runtime?: string): Comparison {
  const time = (name: string) =>
    suiteTimeOn(name, suite, {
      format: sixteenBit(name),
      ...(runtime === undefined || name === 'lake-crest' ? {} : { runtime }),
    });
  return {
    subject: faster,
    base: slower,
    what: `speed on the ${suite.name} suite, ${runtime ?? 'real'} runtime`,
    top: time(slower),
    bottom: time(faster),
    judge: (range) => verdictOf(range, 1),
  };
}

export const c8: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      [undefined, 'ideal'].flatMap((runtime) => order.map(([a, b]) => compare(suite, a, b, runtime))),
    );
    return answer(head, comparisons, options, {
      base: 'lake-crest, vega-fe and titan-v, each with its fastest kernel',
      reason: (findings) =>
        `Nervana against AMD ${spanText(findings, (f) => f.subject === 'lake-crest')}, AMD against NVIDIA ` +
        `${spanText(findings, (f) => f.subject === 'vega-fe')}`,
    });
  },
};
