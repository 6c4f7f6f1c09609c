/** @file C13: in fp16 a Titan V is about 2 times a 1080 Ti on LSTMs and 3.5 to 4 times on CNNs. */
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy } from './claim.js';
import { convSuite, convTrainingSuite, lstmSuite, lstmTrainingSuite } from './suites.js';
import { near, within } from './verdicts.js';

const head = {
  id: 'C13',
  statement: 'in fp16 a Titan V is about 2 times a 1080 Ti on LSTMs and 3.5 to 4 times on CNNs',
};
const claimed = [
  { suite: lstmSuite, kind: 'LSTM', judge: near(2) },
  { suite: lstmTrainingSuite, kind: 'LSTM', judge: near(2) },
  { suite: convSuite, kind: 'CNN', judge: within(3.5 / 1.25, 4 * 1.25) },
  { suite: convTrainingSuite, kind: 'CNN', judge: within(3.5 / 1.25, 4 * 1.25) },
] as const;

export const c13: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = claimed.flatMap(({ suite, judge }) =>
      runtimes.map(
        ({ name, runtime }): Comparison => ({
          subject: 'titan-v',
          base: 'gtx-1080-ti',
          what: `speed on the ${suite.name} suite, ${name}`,
          ...ratio(libraryTime('gtx-1080-ti', suite, runtime), libraryTime('titan-v', suite, runtime)),
          judge,
        }),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'gtx-1080-ti under cuDNN 6, titan-v under cuDNN 7.0, both in fp16; both under an ideal runtime',
      parts: [
        { name: 'about 2 times on LSTMs', of: (f) => f.what.includes('LSTM') },
        { name: '3.5 to 4 times on CNNs', of: (f) => f.what.includes('convolution') },
      ],
      reason: (findings) => {
        const span = (word: string, runtime: string): string =>
          spanText(findings, (f) => f.what.includes(word) && f.what.endsWith(runtime));
        const of = (word: string): string =>
          `${span(word, 'real runtime')} with the libraries of the day and ${span(word, 'ideal runtime')} with an ideal runtime`;
        return `LSTMs ${of('LSTM')}, convolutions ${of('convolution')}`;
      },
    });
  },
};
