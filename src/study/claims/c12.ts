/** @file C12: 2 Titan Xp equal 1 Titan V on LSTMs; 4 Titan Xp for $5,500 beat 2 Titan V for $7,500. Inference with a batch
 * on each card, and data-parallel training over PCIe. */
import { quotes } from '../../sim/prices.js';
import { answer, type Comparison, ratio } from './answer.js';
import { runtimes } from './chipTimes.js';
import type { ClaimStudy, Finding } from './claim.js';
import { type Rig, rigName, throughput, trainingTime } from './rigTime.js';
import { lstmSuite } from './suites.js';
import { atLeast, near } from './verdicts.js';

const head = {
  id: 'C12',
  statement: '2 Titan Xp equal 1 Titan V on LSTMs; 4 Titan Xp for $5,500 beat 2 Titan V for $7,500',
};
const pairs: readonly { readonly own: Rig; readonly base: Rig }[] = [
  { own: { card: 'titan-xp', count: 2 }, base: { card: 'titan-v', count: 1 } },
  { own: { card: 'titan-xp', count: 4 }, base: { card: 'titan-v', count: 2 } },
];
/** The essay's prices of the two rigs. */
const DOLLARS = quotes['2x titan-v'].usd.value / quotes['4x titan-xp'].usd.value;

export const c12: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = pairs.flatMap(({ own, base }) =>
      runtimes.flatMap(({ name, runtime }): Comparison[] => {
        const pair = { subject: rigName(own), base: rigName(base) };
        const inference = throughput(lstmSuite, own, base, runtime);
        const training = ratio(trainingTime(base, runtime), trainingTime(own, runtime));
        if (base.count === 1) {
          return [
            { ...pair, what: `throughput, LSTM suite, ${name}`, ...inference, judge: near(1) },
            { ...pair, what: `speed, LSTM training, ${name}`, ...training, judge: near(1) },
          ];
        }
        const perDollar = throughput(lstmSuite, own, base, runtime, DOLLARS);
        const trainingPerDollar = ratio(trainingTime(base, runtime), trainingTime(own, runtime), DOLLARS);
        return [
          { ...pair, what: `throughput, LSTM suite, ${name}`, ...inference, judge: atLeast(1) },
          { ...pair, what: `throughput per dollar, LSTM suite, ${name}`, ...perDollar, judge: atLeast(1) },
          { ...pair, what: `speed, LSTM training, ${name}`, ...training, judge: atLeast(1) },
          { ...pair, what: `speed per dollar, LSTM training, ${name}`, ...trainingPerDollar, judge: atLeast(1) },
        ];
      }),
    );
    return answer(head, comparisons, options, {
      base: 'Titan V in fp16, each card with its library of the day and with an ideal runtime; gradients over PCIe 3',
      parts: [
        { name: '2 Titan Xp equal 1 Titan V', of: (f) => f.subject === '2x titan-xp' },
        { name: '4 Titan Xp beat 2 Titan V per dollar', of: (f) => f.what.includes('per dollar') },
        {
          name: '4 Titan Xp beat 2 Titan V',
          of: (f) => f.subject === '4x titan-xp' && !f.what.includes('per dollar'),
          context: true,
        },
      ],
      reason: (findings) => runtimes.map(({ name }) => reasonOf(findings, name)).join('; '),
    });
  },
};

function reasonOf(findings: readonly Finding[], runtime: string): string {
  const of = (subject: string, what: string): string =>
    findings.find((f) => f.subject === subject && f.what === `${what}, ${runtime}`)!.value.toPrecision(3);
  return (
    `${runtime}: 2 Titan Xp do ${of('2x titan-xp', 'throughput, LSTM suite')}x the inference of one Titan V and train at ` +
    `${of('2x titan-xp', 'speed, LSTM training')}x, 4 do ${of('4x titan-xp', 'throughput per dollar, LSTM suite')}x the ` +
    `inference and ${of('4x titan-xp', 'speed per dollar, LSTM training')}x the training per dollar of 2 Titan V`
  );
}
