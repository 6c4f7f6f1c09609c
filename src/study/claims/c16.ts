/** @file C16: Nervana is designed for matrix products and convolution, so it will be good at them. Utilisation of its arrays
 * on the GEMM and convolution suites, inference and training, and at the one published point: 96.4 % at 1536x2048 by
 * 2048x1536. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { peakMacsPerCycle } from '../../sim/target.js';
import { answer, type Comparison, ratio } from './answer.js';
import { type ClaimStudy, readings } from './claim.js';
import { oneKernel, type Problem } from './problems.js';
import { convSuite, convTrainingSuite, gemmSuite, gemmTrainingSuite } from './suites.js';
import { suiteTime } from './suiteTime.js';
import { timed } from './timing.js';
import { atLeast } from './verdicts.js';

const head = {
  id: 'C16',
  statement: 'Nervana is designed for matrix products and convolution, so it will be good at them',
};
const GOOD = 0.85;
const published: Problem = {
  name: 'GEMM 1536x1536x2048 (published: 96.4 %)',
  ways: [oneKernel('gemm', { m: 1536, n: 1536, k: 2048 })],
};
const suites = [gemmSuite, convSuite, gemmTrainingSuite, convTrainingSuite];
const problems: readonly Problem[] = [published, ...suites.flatMap((suite) => suite.problems)];
/** 16 bits without exponent bookkeeping: the anchor is a rate of the arrays. */
const FORMAT = 'fp16';

function peak(spec: ChipSpec): number {
  const engines = spec.matrix.filter((e) => e.formats.includes(FORMAT)).map(peakMacsPerCycle);
  return Math.max(...engines) * spec.units.count.value * spec.clockHz.value;
}

/** Seconds at full rate, over seconds as simulated. */
function utilisation(reading: string, problem: Problem): Pick<Comparison, 'quantities' | 'value'> {
  const spec = chip(reading);
  const passes = problem.ways[0].passes;
  const macs = passes.reduce(
    (sum, { kernel, params }) => sum + timed(spec, { kernel, params, format: FORMAT })!.macs,
    0,
  );
  const ideal = { label: 'at peak', chip: spec, of: (variant: ChipSpec) => macs / peak(variant) };
  return ratio(ideal, suiteTime(spec, { name: problem.name, problems: [problem] }, { format: FORMAT }));
}

export const c16: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = readings.flatMap((reading) =>
      problems.map(
        (problem): Comparison => ({
          subject: reading,
          base: 'its own peak',
          what: `utilisation, ${problem.name}`,
          unit: 'share',
          ...utilisation(reading, problem),
          judge: atLeast(GOOD),
        }),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'the peak of the same chip',
      about: () => true,
      parts: [
        { name: 'at the published point', of: (f) => f.what.endsWith(published.name) },
        { name: 'on matrix products', of: (f) => !f.what.endsWith(published.name) && f.what.includes('GEMM') },
        { name: 'on convolutions', of: (f) => !f.what.includes('GEMM') },
      ],
      reason: (findings) => {
        const anchor = findings.filter((f) => f.what.includes('published'));
        const high = anchor.map((f) => `${(100 * f.value).toFixed(1)} % on ${f.subject}`).join(', ');
        const good = findings.filter((f) => f.value >= GOOD).length;
        return `the published point comes out at ${high}; ${good} of ${findings.length} problems pass 85 %`;
      },
    });
  },
};
