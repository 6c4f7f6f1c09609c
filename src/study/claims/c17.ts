/** @file C17: TPU v1 is inference only; TPU v2 has better performance per watt but lower raw performance than a GPU. */
import { chip } from '../../sim/chips/index.js';
import { answer, type ClaimStudy, type Finding, type Verdict, verdictOf } from './claim.js';
import { allSuites, suiteTimeOn } from './suites.js';
import { sixteenBit } from './timing.js';

const head = {
  id: 'C17',
  statement: 'TPU v1 is inference only; TPU v2 gives more per watt but less in all than a GPU',
};
const GPU = 'v100';
const TPU = 'tpu-v2';

function inferenceOnly(): Finding {
  const refuses = !chip('tpu-v1').can.train;
  const value = refuses ? 1 : 0;
  return {
    subject: 'tpu-v1',
    base: 'a training kernel',
    what: 'refuses to train',
    value,
    range: [value, value],
    verdict: refuses ? 'reached' : 'not reached',
  };
}

export const c17: ClaimStudy = {
  ...head,
  run(options) {
    const watts = chip(GPU).tdpWatts!.value / chip(TPU).tdpWatts!.value;
    const slower = ([low, high]: readonly [number, number]): Verdict =>
      high <= 1 ? 'reached' : low > 1 ? 'not reached' : 'partly';
    const comparisons = allSuites.flatMap((suite) => {
      const top = suiteTimeOn(GPU, suite, { format: 'fp16', kernels: ['lstm.fused', 'gemm'] });
      const bottom = suiteTimeOn(TPU, suite, { format: sixteenBit(TPU) });
      const pair = { subject: TPU, base: GPU, top, bottom };
      return [
        { ...pair, what: `raw speed, ${suite.name} suite`, judge: slower },
        {
          ...pair,
          what: `speed per watt of TDP, ${suite.name} suite`,
          factor: watts,
          judge: (range: readonly [number, number]) => verdictOf(range, 1),
        },
      ];
    });
    const claim = answer(head, comparisons, options, {
      base: 'v100 under cuDNN 7.0 in fp16; tpu-v2 in bf16 with its fastest kernel',
      reason: (f) => {
        const all = f.map(({ what, value }) => `${value.toPrecision(3)}x ${what}`).join(', ');
        return `TPU v1 refuses training; TPU v2 against a V100: ${all}`;
      },
    });
    return { ...claim, findings: [inferenceOnly(), ...claim.findings] };
  },
};
