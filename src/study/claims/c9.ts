/** @file C9: priced below $1,000, $1,500 or $2,000 the NNP wins, above $2,500, $3,000 or $4,000 it fails. No NNP had a list
 * price, so the price is swept: the break-even price against each GPU (equal work per dollar), and at each of the essay's
 * thresholds the work per dollar against the GPU that gives most of it. */
import { chip } from '../../sim/chips/index.js';
import { nnpThresholds } from '../../sim/prices.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison } from './answer.js';
import { bestTime, libraryTime, runtimes } from './chipTimes.js';
import { type ClaimStudy, type Finding, readings } from './claim.js';
import type { Suite } from './problems.js';
import { convSuite, convTrainingSuite, gemmSuite, lstmSuite, lstmTrainingSuite } from './suites.js';
import { atLeast, atMost, within } from './verdicts.js';

const gpus = ['titan-v', 'titan-xp', 'gtx-1080-ti', 'vega-fe'] as const;
const suites = [lstmSuite, gemmSuite, convSuite, lstmTrainingSuite, convTrainingSuite];
const head = {
  id: 'C9',
  statement: 'a price below $1,000, $1,500 or $2,000 wins; above $2,500, $3,000 or $4,000 it fails',
};
const WINS = Math.max(...nnpThresholds.filter((t) => t.says === 'wins').map((t) => t.usd));
const FAILS = Math.min(...nnpThresholds.filter((t) => t.says === 'fails').map((t) => t.usd));

const prices = new Map<string, Quantity>(
  gpus.map((name) => [
    name,
    { label: `price of ${name}`, chip: chip(name), scope: 'price', of: (c) => c.price!.usd.value },
  ]),
);

/** Break-even price against one GPU: its price times the speedup over it. Both halves of the claim hold when it lies
 * between the two thresholds. */
function breakEven(suite: Suite, gpu: string, reading: string, runtime: string | undefined, name: string): Comparison {
  const { usd } = chip(gpu).price!;
  return {
    subject: reading,
    base: `${gpu} at $${usd.value}, its library, ${name}`,
    what: `break-even price, ${suite.name} suite`,
    unit: 'USD',
    quantities: [libraryTime(gpu, suite, runtime), bestTime(reading, suite), prices.get(gpu)!],
    value: ([top, bottom, dollars]) => (dollars * top) / bottom,
    judge: within(WINS, FAILS),
  };
}

/** Work per dollar at a price, over that of the GPU which gives most. */
function atPrice(suite: Suite, reading: string, usd: number, says: 'wins' | 'fails'): Comparison {
  const n = gpus.length;
  return {
    subject: reading,
    base: 'the GPU with most work per dollar, its library, real runtime',
    what: `work per dollar at $${usd}, ${suite.name} suite: ${says}?`,
    quantities: [
      bestTime(reading, suite),
      ...gpus.map((gpu) => libraryTime(gpu, suite)),
      ...gpus.map((gpu) => prices.get(gpu)!),
    ],
    value: ([own, ...v]) => Math.min(...gpus.map((_, i) => v[i] * v[n + i])) / (own * usd),
    judge: says === 'wins' ? atLeast(1) : atMost(1),
  };
}

export const c9: ClaimStudy = {
  ...head,
  run(options) {
    const even = suites.flatMap((suite) =>
      runtimes.flatMap(({ name, runtime }) =>
        gpus.flatMap((gpu) => readings.map((reading) => breakEven(suite, gpu, reading, runtime, name))),
      ),
    );
    const swept = suites.flatMap((suite) =>
      nnpThresholds.flatMap(({ usd, says }) => readings.map((reading) => atPrice(suite, reading, usd, says))),
    );
    return answer(head, [...even, ...swept], options, {
      base: 'work per dollar of titan-v, titan-xp, gtx-1080-ti and vega-fe at launch prices, library of the day',
      about: (f) => f.unit === 'USD',
      reason: reasonOf,
      // The claim is about its thresholds; what a break-even price is, is how they come out.
      parts: nnpThresholds.map(({ usd, says }) => ({
        name: `$${usd} ${says}`,
        of: (f) => isSwept(f) && f.what.includes(`$${usd},`),
      })),
    });
  },
};

const isSwept = (f: Finding): boolean => f.what.startsWith('work per dollar at');

function reasonOf(findings: readonly Finding[]): string {
  const dollars = (suite: Suite): string => {
    const values = findings.filter(
      (f) => f.unit === 'USD' && f.what.endsWith(`${suite.name} suite`) && f.base.endsWith('real runtime'),
    );
    const [low, high] = [Math.min, Math.max].map((pick) => Math.round(pick(...values.map((f) => f.value))));
    return `$${low} to $${high} (${suite.name})`;
  };
  const holds = nnpThresholds.map(({ usd, says }) => {
    const at = findings.filter((f) => isSwept(f) && f.what.includes(`$${usd},`));
    const held = at.filter((f) => (says === 'wins' ? f.value >= 1 : f.value <= 1)).length;
    return `$${usd} ${says} in ${held} of ${at.length}`;
  });
  return `with all figures as they are, ${survivors(findings)}: ${holds.join(', ')} comparisons; break-even prices ${suites.map(dollars).join(', ')}`;
}

/** The thresholds that hold on every suite and in every reading. */
function survivors(findings: readonly Finding[]): string {
  const held = nnpThresholds.filter(({ usd, says }) => {
    const at = findings.filter((f) => isSwept(f) && f.what.includes(`$${usd},`));
    return at.every((f) => (says === 'wins' ? f.value >= 1 : f.value <= 1));
  });
  const list = held.map(({ usd, says }) => `$${usd} ${says}`);
  return list.length === 0
    ? 'no threshold survives everywhere'
    : `only ${list.join(' and ')} survive${list.length === 1 ? 's' : ''} everywhere`;
}
