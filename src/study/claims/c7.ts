/** @file C7: all of this could mean about 10x over current NVIDIA GPUs for everybody. Each suite alone, and the geometric
 * mean of all: recurrent layers, products and convolutions, inference and training. */
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { bestTime, libraryTime, runtimes } from './chipTimes.js';
import { type ClaimStudy, type Finding, readings } from './claim.js';
import type { Suite } from './problems.js';
import { allSuites, inferenceSuites, trainingSuites, w200Suite } from './suites.js';
import { geometricMean } from './suiteTime.js';
import { atLeast } from './verdicts.js';

const TARGET = 10;
const gpus = ['titan-v', 'v100', 'p100', 'titan-xp', 'gtx-1080-ti'] as const;
const head = { id: 'C7', statement: 'all of this could mean about 10 times over current NVIDIA GPUs for everybody' };

const groups: readonly { readonly name: string; readonly suites: readonly Suite[] }[] = [
  ...[w200Suite, ...allSuites].map((suite) => ({ name: `${suite.name} suite`, suites: [suite] })),
  { name: 'all inference', suites: inferenceSuites },
  { name: 'all training', suites: trainingSuites },
  { name: 'everything', suites: allSuites },
];

/** Geometric mean of the speedups on several suites. */
function meanSpeedup(
  tops: readonly Quantity[],
  bottoms: readonly Quantity[],
): Pick<Comparison, 'quantities' | 'value'> {
  const n = tops.length;
  return {
    quantities: [...tops, ...bottoms],
    value: (v) => geometricMean(v.slice(0, n).map((top, i) => top / v[n + i])),
  };
}

export const c7: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = groups.flatMap(({ name, suites }) =>
      runtimes.flatMap((real) =>
        gpus.flatMap((gpu) =>
          readings.map((reading): Comparison => {
            const tops = suites.map((suite) => libraryTime(gpu, suite, real.runtime));
            const bottoms = suites.map((suite) => bestTime(reading, suite));
            return {
              subject: reading,
              base: `${gpu}, its library, ${real.name}`,
              what: `speedup, ${name}`,
              ...(suites.length === 1 ? ratio(tops[0], bottoms[0]) : meanSpeedup(tops, bottoms)),
              judge: atLeast(TARGET),
            };
          }),
        ),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'five NVIDIA GPUs under the library of their day, real and ideal runtime, 16-bit formats',
      parts: [
        ...runtimes.map(({ name }) => ({
          name: `everything, ${name}`,
          of: (f: Finding) => f.what === 'speedup, everything' && f.base.endsWith(name),
          ...(name === 'real runtime' ? {} : { context: true as const }),
        })),
        ...groups.slice(0, -1).map((group) => ({
          name: `${group.name}, real runtime`,
          of: (f: Finding) => f.what === `speedup, ${group.name}` && f.base.endsWith('real runtime'),
          context: true as const,
        })),
      ],
      reason: reasonOf,
    });
  },
};

function reasonOf(findings: readonly Finding[]): string {
  const span = (group: string, runtime: string): string =>
    spanText(findings, (f) => f.what.endsWith(`, ${group}`) && f.base.endsWith(runtime));
  const suites = allSuites.map(({ name }) => `${span(`${name} suite`, 'real runtime')} on the ${name} suite`);
  return (
    `geometric mean of everything ${span('everything', 'real runtime')} with the libraries of the day and ` +
    `${span('everything', 'ideal runtime')} without host cost; ${suites.join(', ')}`
  );
}
