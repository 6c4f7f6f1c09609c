/** @file C7: all of this could mean about 10x over current NVIDIA GPUs for everybody. Geometric mean over the suites. */
import { answer, type ClaimStudy, readings, spanText, verdictOf } from './claim.js';
import { allSuites, suiteTimeOn } from './suites.js';
import { sixteenBit } from './timing.js';

const TARGET = 10;
const gpus = ['titan-v', 'v100', 'p100', 'titan-xp', 'gtx-1080-ti'] as const;
const head = { id: 'C7', statement: 'all of this could mean about 10 times over current NVIDIA GPUs for everybody' };

export const c7: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      gpus.flatMap((gpu) => {
        const top = suiteTimeOn(gpu, suite, { format: sixteenBit(gpu), kernels: ['lstm.fused', 'gemm'] });
        return readings.map((reading) => ({
          subject: reading,
          base: `${gpu}, the library as it was`,
          what: `speedup on the ${suite.name} suite`,
          top,
          bottom: suiteTimeOn(reading, suite, { format: sixteenBit(reading) }),
          judge: (range: readonly [number, number]) => verdictOf(range, TARGET),
        }));
      }),
    );
    return answer(head, comparisons, options, {
      base: 'five NVIDIA GPUs under the library of their day, 16-bit formats',
      reason: (findings) =>
        allSuites
          .map(({ name }) => `${spanText(findings, (f) => f.what.includes(` ${name} `))} on the ${name} suite`)
          .join(', '),
    });
  },
};
