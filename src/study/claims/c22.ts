/** @file C22: AMD's next gain is simply 16-bit instead of 32-bit floats. Vega FE in both on every suite. */
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy } from './claim.js';
import { allSuites } from './suites.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C22', statement: 'AMD’s next gain is simply 16-bit instead of 32-bit floats' };
const GAIN = 1.5;
const formats = ['fp16', 'fp16-all'] as const;

export const c22: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      formats.flatMap((format) =>
        runtimes.map(
          ({ name, runtime }): Comparison => ({
            subject: `vega-fe in ${format}`,
            base: 'vega-fe in fp32',
            what: `speed on the ${suite.name} suite, ${name}`,
            ...ratio(libraryTime('vega-fe', suite, runtime, 'fp32'), libraryTime('vega-fe', suite, runtime, format)),
            judge: atLeast(GAIN),
          }),
        ),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'the same Vega FE in fp32',
      parts: formats.map((format) => ({
        name: `gain of ${GAIN}x in ${format}`,
        of: (f) => f.subject.endsWith(` ${format}`),
      })),
      reason: (f) =>
        `${spanText(f, (x) => x.subject.endsWith('fp16'))} with fp32 sums and ${spanText(f, (x) => x.subject.endsWith('all'))} ` +
        'with all-fp16',
    });
  },
};
