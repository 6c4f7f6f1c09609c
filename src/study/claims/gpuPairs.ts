/** @file Claims that set one GPU against another, or against itself: C13, C20, C21, C22. */
import { answer, type ClaimStudy, type Comparison, spanText, type Verdict, verdictOf } from './claim.js';
import { allSuites, convSuite, lstmSuite, suiteTimeOn } from './suites.js';
import { sixteenBit } from './timing.js';

const kernels = ['lstm.fused', 'gemm'];

/** Within a quarter of the claimed ratio, all of the range; partly when only some of it. */
function near(target: number): (range: readonly [number, number]) => Verdict {
  const [low, high] = [target / 1.25, target * 1.25];
  return (range) => {
    if (range[0] >= low && range[1] <= high) return 'reached';
    return range[1] < low || range[0] > high ? 'not reached' : 'partly';
  };
}

const head13 = {
  id: 'C13',
  statement: 'in fp16 a Titan V is about 2 times a 1080 Ti on LSTMs and 3.5 to 4 times on CNNs',
};

export const c13: ClaimStudy = {
  ...head13,
  run(options) {
    const claimed = [
      { suite: lstmSuite, times: 2 },
      { suite: convSuite, times: 3.75 },
    ];
    const comparisons = claimed.flatMap(({ suite, times }) =>
      [undefined, 'ideal'].map((runtime): Comparison => {
        const target = { format: 'fp16', kernels, ...(runtime === undefined ? {} : { runtime }) };
        return {
          subject: 'titan-v',
          base: 'gtx-1080-ti',
          what: `speed on the ${suite.name} suite, ${runtime ?? 'real'} runtime`,
          top: suiteTimeOn('gtx-1080-ti', suite, target),
          bottom: suiteTimeOn('titan-v', suite, target),
          judge: near(times),
        };
      }),
    );
    return answer(head13, comparisons, options, {
      base: 'gtx-1080-ti under cuDNN 6, titan-v under cuDNN 7.0, both in fp16',
      reason: (f) =>
        `LSTMs ${f[0].value.toPrecision(3)}x with the libraries of the day and ${f[1].value.toPrecision(3)}x with an ideal ` +
        `runtime, convolutions ${f[2].value.toPrecision(3)}x and ${f[3].value.toPrecision(3)}x`,
    });
  },
};

const head20 = { id: 'C20', statement: 'Graphcore, and AVX-512 CPUs, as alternatives' };

export const c20: ClaimStudy = {
  ...head20,
  run(options) {
    const comparisons = ['graphcore-gc2', 'xeon-8180'].flatMap((name) =>
      allSuites.map((suite) => ({
        subject: name,
        base: 'titan-v',
        what: `speed on the ${suite.name} suite`,
        top: suiteTimeOn('titan-v', suite, { format: 'fp16', kernels }),
        bottom: suiteTimeOn(name, suite, { format: sixteenBit(name) }),
        judge: (range: readonly [number, number]) => verdictOf(range, 1),
      })),
    );
    return answer(head20, comparisons, options, {
      base: 'titan-v with its library of the day; the alternatives with their fastest kernel',
      reason: (f) =>
        f
          .map(({ subject, what, value }) => `${subject} ${value.toPrecision(2)}x in ${what.replace('speed on ', '')}`)
          .join(', '),
    });
  },
};

const head21 = { id: 'C21', statement: 'losing one HBM2 stack hurts the Titan V' };
/** Slower by more than this counts as hurt. */
const HURT = 1.1;

export const c21: ClaimStudy = {
  ...head21,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      [undefined, 'ideal'].map((runtime) => {
        const target = { format: 'fp16', kernels, ...(runtime === undefined ? {} : { runtime }) };
        return {
          subject: 'titan-v',
          base: 'v100',
          what: `time on the ${suite.name} suite, ${runtime ?? 'real'} runtime`,
          top: suiteTimeOn('titan-v', suite, target),
          bottom: suiteTimeOn('v100', suite, target),
          judge: (range: readonly [number, number]) => verdictOf(range, HURT),
        };
      }),
    );
    return answer(head21, comparisons, options, {
      base: 'the V100, which has all four stacks',
      reason: (f) => `a Titan V takes ${spanText(f)} the time of a V100`,
    });
  },
};

const head22 = { id: 'C22', statement: 'AMD’s next gain is simply 16-bit instead of 32-bit floats' };
const GAIN = 1.5;

export const c22: ClaimStudy = {
  ...head22,
  run(options) {
    const comparisons = allSuites.flatMap((suite) =>
      ['fp16', 'fp16-all'].flatMap((format) =>
        [undefined, 'ideal'].map((runtime) => {
          const own = { kernels, ...(runtime === undefined ? {} : { runtime }) };
          return {
            subject: `vega-fe in ${format}`,
            base: 'vega-fe in fp32',
            what: `speed on the ${suite.name} suite, ${runtime ?? 'real'} runtime`,
            top: suiteTimeOn('vega-fe', suite, { ...own, format: 'fp32' }),
            bottom: suiteTimeOn('vega-fe', suite, { ...own, format }),
            judge: (range: readonly [number, number]) => verdictOf(range, GAIN),
          };
        }),
      ),
    );
    return answer(head22, comparisons, options, {
      base: 'the same Vega FE in fp32',
      reason: (f) =>
        `${spanText(f, (x) => x.subject.endsWith('fp16'))} with fp32 sums and ${spanText(f, (x) => x.subject.endsWith('all'))} with all-fp16`,
    });
  },
};
