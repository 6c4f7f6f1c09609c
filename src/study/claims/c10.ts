/** @file C10: a liquid-cooled Vega FE is on a par with, or 75 % of, a Titan V, for a quarter to half of its price: fp16
 * LSTMs and CNNs, with MIOpen as it was and with an ideal runtime, with fp32 and with fp16 sums. */
import { quotes } from '../../sim/prices.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy, Finding } from './claim.js';
import { convSuite, convTrainingSuite, lstmSuite, lstmTrainingSuite } from './suites.js';
import { atLeast } from './verdicts.js';

const PAR = 0.75;
const head = { id: 'C10', statement: 'a liquid-cooled Vega FE is on a par with, or at 75 % of, a Titan V' };
const suites = [lstmSuite, convSuite, lstmTrainingSuite, convTrainingSuite];
const formats = [
  { format: 'fp16', sums: 'fp32 sums' },
  { format: 'fp16-all', sums: 'fp16 sums' },
] as const;
const cards = [quotes['vega-fe low'], quotes['vega-fe air'], quotes['vega-fe liquid']];

export const c10: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = suites.flatMap((suite) =>
      runtimes.flatMap(({ name, runtime }) =>
        formats.flatMap(({ format, sums }): Comparison[] => {
          const [top, bottom] = [
            libraryTime('titan-v', suite, runtime),
            libraryTime('vega-fe', suite, runtime, format),
          ];
          const pair = { subject: 'vega-fe', base: 'titan-v' };
          const what = `${suite.name} suite, ${sums}, ${name}`;
          return [
            { ...pair, what: `speed, ${what}`, ...ratio(top, bottom), judge: atLeast(PAR) },
            ...cards.map(({ usd }) => ({
              ...pair,
              what: `speed per dollar at $${usd.value}, ${what}`,
              ...ratio(top, bottom, quotes['titan-v'].usd.value / usd.value),
              judge: atLeast(1),
            })),
          ];
        }),
      ),
    );
    return answer(head, comparisons, options, {
      base: `titan-v at $${quotes['titan-v'].usd.value}, fp16 under cuDNN 7.0; vega-fe under MIOpen 1.3, and both under an ideal runtime`,
      parts: ['LSTM', 'convolution'].flatMap((kind) =>
        ['speed', 'speed per dollar'].map((what) => ({
          name: `${kind}, ${what}`,
          of: (f: Finding) =>
            f.what.includes(`, ${kind}`) && f.what.startsWith('speed per dollar') === (what !== 'speed'),
        })),
      ),
      reason: (findings) => {
        const speed = (runtime: string): string =>
          spanText(findings, (f) => f.what.startsWith('speed,') && f.what.endsWith(runtime));
        const dollars = spanText(findings, (f) => f.what.startsWith('speed per dollar'));
        return `${speed('real runtime')} of a Titan V’s speed with MIOpen, ${speed('ideal runtime')} with an ideal runtime, ${dollars} of its speed per dollar`;
      },
    });
  },
};
