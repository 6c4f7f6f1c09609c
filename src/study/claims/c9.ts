/** @file C9: below $2,000 the NNP wins, above $2,500 it fails. The break-even price against each GPU: the price at which
 * both give the same work per dollar. */
import { chip } from '../../sim/chips/index.js';
import { answer, type ClaimStudy, type Finding, readings, type Verdict } from './claim.js';
import { gemmSuite, lstmSuite, suiteTimeOn } from './suites.js';
import { sixteenBit } from './timing.js';

const WINS_BELOW = 2000;
const FAILS_ABOVE = 2500;
const gpus = ['titan-v', 'titan-xp', 'gtx-1080-ti', 'vega-fe'] as const;
const head = {
  id: 'C9',
  statement: 'a price below $1,000, $1,500 or $2,000 wins; above $2,500, $3,000 or $4,000 it fails',
};

/** Both halves hold when the break-even price lies between the two thresholds. */
function judge([low, high]: readonly [number, number]): Verdict {
  if (low >= WINS_BELOW && high <= FAILS_ABOVE) return 'reached';
  return high < WINS_BELOW || low > FAILS_ABOVE ? 'not reached' : 'partly';
}

export const c9: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = [lstmSuite, gemmSuite].flatMap((suite) =>
      gpus.flatMap((gpu) =>
        readings.map((reading) => ({
          subject: reading,
          base: `${gpu} at $${chip(gpu).price!.usd.value}`,
          what: `break-even price in dollars, ${suite.name} suite`,
          top: suiteTimeOn(gpu, suite, { format: sixteenBit(gpu), kernels: ['lstm.fused', 'gemm'] }),
          bottom: suiteTimeOn(reading, suite, { format: sixteenBit(reading) }),
          factor: chip(gpu).price!.usd.value,
          judge,
        })),
      ),
    );
    return answer(head, comparisons, options, {
      base: 'work per dollar of titan-v, titan-xp, gtx-1080-ti and vega-fe at launch prices, library of the day',
      reason: (findings) =>
        `for LSTMs it may cost ${dollars(findings, 'LSTM')}, for matrix products ${dollars(findings, 'GEMM')}, to give as ` +
        `much work per dollar as the GPUs: ${survive(findings)}`,
    });
  },
};

/** Which of the essay's thresholds lie on the right side of the break-even price, in how many comparisons. */
function survive(findings: readonly Finding[]): string {
  const wins = findings.filter((f) => f.value >= WINS_BELOW).length;
  const fails = findings.filter((f) => f.value <= FAILS_ABOVE).length;
  return `below $${WINS_BELOW} it wins in ${wins} of ${findings.length}, above $${FAILS_ABOVE} it fails in ${fails}`;
}

function dollars(findings: readonly Finding[], suite: string): string {
  const values = findings.filter((f) => f.what.includes(suite)).map((f) => f.value);
  return `$${Math.min(...values).toFixed(0)} to $${Math.max(...values).toFixed(0)}`;
}
