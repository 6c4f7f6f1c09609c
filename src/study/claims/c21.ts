/** @file C21: losing one HBM2 stack hurts the Titan V. Its time against a V100's on every suite, and what the fourth stack's
 * bandwidth alone would give it. */
import { withFigure } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { answer, type Comparison, ratio, spanText } from './answer.js';
import { libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy } from './claim.js';
import { libraryWays } from './problems.js';
import { allSuites } from './suites.js';
import { suiteTime } from './suiteTime.js';
import { warm } from './timing.js';
import { atLeast } from './verdicts.js';

const head = { id: 'C21', statement: 'losing one HBM2 stack hurts the Titan V' };
/** Slower by more than this counts as hurt. */
const HURT = 1.1;
const STACKS = 4 / 3;

const views = new WeakMap<ChipSpec, ChipSpec>();

/** The chip with the bandwidth of four stacks, and nothing else changed. */
function fourStacks(spec: ChipSpec): ChipSpec {
  const path = 'dram.bytesPerSecond';
  const made = views.get(spec) ?? warm(withFigure(spec, path, spec.dram.bytesPerSecond.value * STACKS));
  views.set(spec, made);
  return made;
}

export const c21: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      runtimes.flatMap(({ name, runtime }): Comparison[] => {
        const own = libraryTime('titan-v', suite, runtime);
        const target = { format: 'fp16', runtime, ways: libraryWays };
        const whole = suiteTime(chip('titan-v'), suite, target, fourStacks);
        const what = `time on the ${suite.name} suite, ${name}`;
        return [
          {
            subject: 'titan-v',
            base: 'v100',
            what,
            ...ratio(own, libraryTime('v100', suite, runtime)),
            judge: atLeast(HURT),
          },
          {
            subject: 'titan-v',
            base: 'itself with the bandwidth of four stacks',
            what,
            ...ratio(own, whole),
            judge: atLeast(HURT),
          },
        ];
      }),
    );
    return answer(head, comparisons, options, {
      base: 'the V100, which has all four stacks and a higher clock, and the same chip with a third more bandwidth',
      parts: [
        { name: 'slower than a V100', of: (f) => f.base === 'v100' },
        { name: 'for its bandwidth alone', of: (f) => f.base !== 'v100' },
      ],
      reason: (findings) =>
        `a Titan V takes ${spanText(findings, (f) => f.base === 'v100')} the time of a V100; the bandwidth of the fourth ` +
        `stack alone is worth ${spanText(findings, (f) => f.base !== 'v100')}`,
    });
  },
};
