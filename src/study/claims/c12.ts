/** @file C12 and C18: rigs of cheaper cards. Sequences are independent at inference, so n cards do n batches at once;
 * what the claim hangs on is the speed of one card and the dollars and watts of all. */
import { chip } from '../../sim/chips/index.js';
import { answer, type ClaimStudy, type Comparison, spanText, type Verdict, verdictOf } from './claim.js';
import { allSuites, lstmSuite, type Suite, suiteTimeOn } from './suites.js';

const kernels = ['lstm.fused', 'gemm'];

/** Throughput of `count` cards over that of `baseCount` base cards, times `worth` (dollars or watts of base over rig). */
function throughput(
  suite: Suite,
  card: string,
  count: number,
  base: string,
  baseCount: number,
): Omit<Comparison, 'what' | 'judge'> {
  return {
    subject: `${count}x ${card}`,
    base: baseCount === 1 ? base : `${baseCount}x ${base}`,
    top: suiteTimeOn(base, suite, { format: 'fp16', kernels }),
    bottom: suiteTimeOn(card, suite, { format: 'fp16', kernels }),
    factor: count / baseCount,
  };
}

const within =
  (low: number, high: number) =>
  (range: readonly [number, number]): Verdict => {
    if (range[0] >= low && range[1] <= high) return 'reached';
    return range[1] < low || range[0] > high ? 'not reached' : 'partly';
  };

const head12 = {
  id: 'C12',
  statement: '2 Titan Xp equal 1 Titan V on LSTMs; 4 Titan Xp for $5,500 beat 2 Titan V for $7,500',
};
const RIG_PRICES = { 'titan-xp': 5500, 'titan-v': 7500 } as const;

export const c12: ClaimStudy = {
  ...head12,
  run(options) {
    const pair = throughput(lstmSuite, 'titan-xp', 2, 'titan-v', 1);
    const rigs = throughput(lstmSuite, 'titan-xp', 4, 'titan-v', 2);
    const dollars = RIG_PRICES['titan-v'] / RIG_PRICES['titan-xp'];
    const comparisons: Comparison[] = [
      { ...pair, what: 'throughput on the LSTM suite', judge: within(0.8, 1.25) },
      { ...rigs, what: 'throughput on the LSTM suite', judge: (range) => verdictOf(range, 1) },
      {
        ...rigs,
        what: 'throughput per dollar on the LSTM suite',
        factor: rigs.factor! * dollars,
        judge: (range) => verdictOf(range, 1),
      },
    ];
    return answer(head12, comparisons, options, {
      base: 'Titan V with its library of the day in fp16; independent sequences on each card',
      reason: (findings) =>
        `2 Titan Xp do ${findings[0].value.toPrecision(3)}x the work of one Titan V, 4 do ${findings[1].value.toPrecision(3)}x ` +
        `that of two, ${findings[2].value.toPrecision(3)}x per dollar`,
    });
  },
};

const head18 = { id: 'C18', statement: 'one Titan V (250 W) or four Vega FE at $1,000 (300 W each)?' };

export const c18: ClaimStudy = {
  ...head18,
  run(options) {
    const [vega, titan] = [chip('vega-fe'), chip('titan-v')];
    const comparisons = allSuites.flatMap((suite): Comparison[] => {
      const rig = throughput(suite, 'vega-fe', 4, 'titan-v', 1);
      const judge = (range: readonly [number, number]): Verdict => verdictOf(range, 1);
      const dollars = titan.price!.usd.value / (4 * vega.price!.usd.value);
      const watts = titan.tdpWatts!.value / (4 * vega.tdpWatts!.value);
      return [
        { ...rig, what: `throughput, ${suite.name} suite`, judge },
        { ...rig, what: `throughput per dollar, ${suite.name} suite`, factor: 4 * dollars, judge },
        { ...rig, what: `throughput per watt, ${suite.name} suite`, factor: 4 * watts, judge },
      ];
    });
    return answer(head18, comparisons, options, {
      base: 'one titan-v under cuDNN 7.0, four vega-fe under MIOpen 1.3, fp16',
      reason: (findings) =>
        `four Vega FE do ${spanText(findings, (f) => f.what.startsWith('throughput,'))} the work, ` +
        `${spanText(findings, (f) => f.what.includes('dollar'))} per dollar, ${spanText(findings, (f) => f.what.includes('watt'))} per watt`,
    });
  },
};
