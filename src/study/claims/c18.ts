/** @file C18: one Titan V (250 W) or four Vega FE at $1,000 (300 W)? Time, dollars and watts of both rigs. */
import { chip } from '../../sim/chips/index.js';
import { quotes } from '../../sim/prices.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { runtimes } from './chipTimes.js';
import type { ClaimStudy } from './claim.js';
import { type Rig, throughput, trainingTime } from './rigTime.js';
import { inferenceSuites } from './suites.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C18', statement: 'one Titan V (250 W) or four Vega FE at $1,000 (300 W each)?' };
const four: Rig = { card: 'vega-fe', count: 4 };
const one: Rig = { card: 'titan-v', count: 1 };

export const c18: ClaimStudy = {
  ...head,
  run(options) {
    const dollars = quotes['titan-v'].usd.value / quotes['4x vega-fe'].usd.value;
    const watts = chip('titan-v').tdpWatts!.value / (4 * chip('vega-fe').tdpWatts!.value);
    const worths = [
      { name: '', factor: 1 },
      { name: ' per dollar', factor: dollars },
      { name: ' per watt', factor: watts },
    ];
    const comparisons = runtimes.flatMap(({ name, runtime }) =>
      worths.flatMap((worth): Comparison[] => {
        const pair = { subject: '4x vega-fe', base: `titan-v, ${name}`, judge: atLeast(1) };
        return [
          ...inferenceSuites.map((suite) => ({
            ...pair,
            what: `throughput${worth.name}, ${suite.name} suite`,
            ...throughput(suite, four, one, runtime, worth.factor),
          })),
          {
            ...pair,
            what: `throughput${worth.name}, LSTM training over PCIe`,
            ...ratio(trainingTime(one, runtime), trainingTime(four, runtime), worth.factor),
          },
        ];
      }),
    );
    return answer(head, comparisons, options, {
      base: `one titan-v at $${quotes['titan-v'].usd.value} against four vega-fe at $${quotes['4x vega-fe'].usd.value}, fp16; their libraries and an ideal runtime`,
      parts: worths.map((worth) => ({
        name: `four Vega FE do more${worth.name}`,
        of: (f) => f.what.startsWith(`throughput${worth.name},`),
      })),
      reason: (findings) =>
        runtimes
          .map(({ name }) => {
            const span = (what: string): string =>
              spanText(findings, (f) => f.base.endsWith(name) && f.what.startsWith(`throughput${what},`));
            return `${name}: four Vega FE do ${span('')} the work, ${span(' per dollar')} per dollar, ${span(' per watt')} per watt`;
          })
          .join('; '),
    });
  },
};
