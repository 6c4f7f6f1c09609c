/** @file C16: Nervana is designed for matrix products, so it will be good at them. Utilisation of its arrays on the GEMM
 * suite and at the one published point: 96.4 % at 1536x2048 by 2048x1536. */

import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { peakMacsPerCycle } from '../../sim/target.js';
import type { Quantity } from '../sensitivity.js';
import { answer, type ClaimStudy, readings, verdictOf } from './claim.js';
import { convSuite, gemmSuite, type Problem } from './suites.js';
import { planned, secondsOn } from './timing.js';

const head = {
  id: 'C16',
  statement: 'Nervana is designed for matrix products and convolution, so it will be good at them',
};
const GOOD = 0.85;
const published: Problem = {
  name: 'GEMM 1536x1536x2048 (published: 96.4 %)',
  params: { m: 1536, n: 1536, k: 2048 },
  kernels: ['gemm'],
};
/** 16 bits without exponent bookkeeping: the anchor is a rate of the arrays. */
const FORMAT = 'fp16';

function peak(spec: ChipSpec): number {
  const engines = spec.matrix.filter((e) => e.formats.includes(FORMAT)).map(peakMacsPerCycle);
  return Math.max(...engines) * spec.units.count.value * spec.clockHz.value;
}

/** Seconds at full rate, and seconds as simulated: their ratio is the utilisation. */
function pair(reading: string, { params, kernels }: Problem): { ideal: Quantity; real: Quantity } {
  const spec = chip(reading);
  const workload = { kernel: kernels[0], params, format: FORMAT };
  const nominal = planned(spec, workload);
  const macs = nominal.rejected === null ? nominal.result.macs : Number.NaN;
  const choices = nominal.rejected === null ? nominal.choices : undefined;
  return {
    ideal: { label: 'at peak', chip: spec, of: (variant) => macs / peak(variant) },
    real: {
      label: 'simulated',
      chip: spec,
      of: (variant) => secondsOn(variant, workload, choices),
    },
  };
}

export const c16: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = readings.flatMap((reading) =>
      [published, ...gemmSuite.problems, ...convSuite.problems].map((problem) => {
        const { ideal, real } = pair(reading, problem);
        return {
          subject: reading,
          base: 'its own peak',
          what: `utilisation, ${problem.name}`,
          top: ideal,
          bottom: real,
          judge: (range: readonly [number, number]) => verdictOf(range, GOOD),
        };
      }),
    );
    return answer(head, comparisons, options, {
      base: 'the peak of the same chip',
      reason: (findings) => {
        const anchor = findings.filter((f) => f.what.includes('published'));
        const high = anchor.map((f) => `${(100 * f.value).toFixed(1)} % on ${f.subject}`).join(', ');
        const good = findings.filter((f) => f.value >= GOOD).length;
        return `the published point comes out at ${high}; ${good} of ${findings.length} products pass 85 %`;
      },
    });
  },
};
