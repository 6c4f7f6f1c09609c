/** @file C20: Graphcore, and AVX-512 CPUs, as alternatives: both are targets in every table. */
import { answer, type Comparison, ratio } from './answer.js';
import { bestTime, libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy, Finding } from './claim.js';
import { allSuites } from './suites.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C20', statement: 'Graphcore, and AVX-512 CPUs, as alternatives' };
const alternatives = ['graphcore-gc2', 'xeon-8180'] as const;

export const c20: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = alternatives.flatMap((name) =>
      runtimes.flatMap((real) =>
        allSuites.map(
          (suite): Comparison => ({
            subject: name,
            base: `titan-v, its library, ${real.name}`,
            what: `speed on the ${suite.name} suite`,
            ...ratio(libraryTime('titan-v', suite, real.runtime), bestTime(name, suite)),
            judge: atLeast(1),
          }),
        ),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'titan-v with its library of the day and with an ideal runtime; the alternatives with their fastest kernel',
      parts: alternatives.flatMap((name) =>
        ['LSTM', 'GEMM', 'convolution'].map((kind) => ({
          name: `${name} on ${kind}`,
          of: (f: Finding) => f.subject === name && f.what.includes(kind),
        })),
      ),
      reason: (findings) =>
        alternatives
          .map((name) => {
            const own = findings.filter((f) => f.subject === name && f.base.endsWith('real runtime'));
            return `${name} ${own.map((f) => `${f.value.toPrecision(2)}x (${f.what.replace(/speed on the | suite/g, '')})`).join(', ')}`;
          })
          .join('; '),
    });
  },
};
