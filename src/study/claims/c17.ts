/** @file C17: TPU v1 is inference only; TPU v2 has better performance per watt but lower raw performance than a GPU. Time
 * and time x TDP against a V100, both with what a library does and with the best kernel that we know how to write. */
import { InputError } from '../../numerics/errors.js';
import { chip } from '../../sim/chips/index.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, fixed, ratio, spanText } from './answer.js';
import { bestTime, libraryTime, runtimes } from './chipTimes.js';
import type { ClaimStudy, Finding } from './claim.js';
import type { Suite } from './problems.js';
import { allSuites } from './suites.js';
import { planned } from './timing.js';
import { atLeast, atMost } from './verdicts.js';

const head = {
  id: 'C17',
  statement: 'TPU v1 is inference only; TPU v2 gives more per watt but less in all than a GPU',
};
const GPU = 'v100';
const TPU = 'tpu-v2';

const watts = (name: string): Quantity => ({
  label: `TDP of ${name}`,
  chip: chip(name),
  scope: 'power',
  of: (c) => c.tdpWatts!.value,
});
const [gpuWatts, tpuWatts] = [watts(GPU), watts(TPU)];

/** What is asked of both chips. */
const ways = [
  ...runtimes.map(({ name, runtime }) => ({
    name: `layer by layer, ${name}`,
    gpu: (suite: Suite) => libraryTime(GPU, suite, runtime),
    tpu: (suite: Suite) => libraryTime(TPU, suite),
  })),
  {
    name: 'fastest kernels of both',
    gpu: (suite: Suite) => bestTime(GPU, suite),
    tpu: (suite: Suite) => bestTime(TPU, suite),
  },
];

function refusesToTrain(): boolean {
  try {
    planned(chip('tpu-v1'), { kernel: 'lstm.train', params: { hidden: 32, steps: 2, batch: 1 }, format: 'fp16' });
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}

function inferenceOnly(): Finding {
  const refuses = refusesToTrain();
  return fixed({
    subject: 'tpu-v1',
    base: 'lstm.train',
    what: 'refuses to train',
    value: refuses ? 1 : 0,
    unit: 'share',
    verdict: refuses ? 'reached' : 'not reached',
  });
}

export const c17: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      ways.flatMap(({ name, gpu, tpu }): Comparison[] => {
        const [top, bottom] = [gpu(suite), tpu(suite)];
        const pair = { subject: TPU, base: `${GPU}, ${name}` };
        return [
          { ...pair, what: `raw speed, ${suite.name} suite`, ...ratio(top, bottom), judge: atMost(1) },
          {
            ...pair,
            what: `speed per watt, ${suite.name} suite`,
            quantities: [top, bottom, gpuWatts, tpuWatts],
            value: ([t, b, own, other]) => (t * own) / (b * other),
            judge: atLeast(1),
          },
        ];
      }),
    );
    return answer(
      head,
      comparisons,
      options,
      {
        base: 'v100 in fp16, tpu-v2 in bf16; watts are TDP',
        parts: [
          { name: 'TPU v1 is inference only', of: (f) => f.subject === 'tpu-v1' },
          { name: 'TPU v2 gives more per watt', of: (f) => f.what.startsWith('speed per watt') },
          { name: 'TPU v2 gives less in all', of: (f) => f.what.startsWith('raw speed') },
        ],
        reason: reasonOf,
      },
      [inferenceOnly()],
    );
  },
};

function reasonOf(findings: readonly Finding[]): string {
  const all = ways.map(({ name }) => {
    const span = (what: string): string => spanText(findings, (f) => f.base.endsWith(name) && f.what.startsWith(what));
    return `${span('raw speed')} its speed and ${span('speed per watt')} its speed per watt (${name})`;
  });
  return `TPU v1 refuses training; TPU v2 reaches over the suites, against a V100, ${all.join(', ')}`;
}
