/** @file C4: small in-cache models train on terabytes of data. One training step of W200 (forward, back propagation through
 * time, optimiser) with weights, gradients, optimiser state and the activations of the unroll on chip: how long a terabyte
 * of one-byte tokens takes, what it costs, what a step moves from DRAM, and how long an unroll fits. */

import type { Params } from '../../kernels/kernel.js';
import { parseFormat } from '../../numerics/format.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { nnpThresholds, running, usdPerHour } from '../../sim/prices.js';
import { runtimeFor } from '../../sim/runtimes.js';
import type { Quantity } from '../sensitivity/quantity.js';
import { answer, type Comparison, fixed, spanText } from './answer.js';
import { libraryTime } from './chipTimes.js';
import { type ClaimStudy, type Finding, readings } from './claim.js';
import { largestThatFits } from './largestThatFits.js';
import type { Suite } from './problems.js';
import { mappingOf, sixteenBit, timed, warm } from './timing.js';
import { streamedLstmTraining } from './trainingWays.js';
import { atMost } from './verdicts.js';

const head = {
  id: 'C4',
  statement: 'small in-cache models, such as a multi-layer LSTM of 200 units, train on terabytes of data',
};
const TERABYTE = 1e12;
/** A terabyte in a month on one chip counts as practical. */
const PRACTICAL_HOURS = 30 * 24;
/** neon's word model: 20 sequences, unrolled over 20 steps. */
const params = { hidden: 200, layers: 2, batch: 20, steps: 20 };
const KERNEL = 'lstm.train';
const MOST_STEPS = 4096;
const gpus = ['titan-v', 'v100', 'gtx-1080-ti', 'vega-fe'] as const;

/** Where it does not fit: a shorter unroll, then plain gradient descent, which keeps no second moment, then fewer
 * sequences. */
const smaller: readonly Params[] = [
  ...[20, 10, 5, 2, 1].map((steps) => ({ ...params, steps })),
  { ...params, steps: 5, optimiser: 0 },
  { ...params, steps: 1, optimiser: 0, batch: 4 },
];

const hours = (secondsPerStep: number, { batch, steps }: Params): number =>
  (TERABYTE * secondsPerStep) / (batch * steps) / 3600;

/** Variants of a chip keep the plan that suits it as it is. */
function residentHours(spec: ChipSpec, name: string, format: string): number {
  for (const given of smaller) {
    const work = { kernel: KERNEL, params: given, format };
    const time = timed(warm(spec), work, timed(warm(chip(name)), work)?.choices);
    if (time !== null) return hours(time.seconds, given);
  }
  return Number.MAX_VALUE;
}

function residentOn(name: string): Quantity {
  const format = sixteenBit(name);
  const work = { kernel: KERNEL, params, format };
  return {
    label: `training of W200 on ${name}`,
    chip: chip(name),
    of: (variant) => residentHours(variant, name, format),
    mappings: () => mappingOf(warm(chip(name)), 'W200, training step', work),
  };
}

const streamed: Suite = {
  name: 'W200 training, streamed',
  problems: [{ name: 'W200, training step', ways: [streamedLstmTraining(params)] }],
};

export const c4: ClaimStudy = {
  ...head,
  run(options) {
    const own = readings.map(
      (name): Comparison => ({
        subject: name,
        base: 'everything resident, one byte a token',
        what: 'hours per terabyte of tokens',
        unit: 'hours',
        quantities: [residentOn(name)],
        value: ([h]) => h,
        judge: atMost(PRACTICAL_HOURS),
      }),
    );
    const others = gpus.map(
      (name): Comparison => ({
        subject: name,
        base: 'the library as it was, weights and activations in DRAM',
        what: 'hours per terabyte of tokens',
        unit: 'hours',
        quantities: [libraryTime(name, streamed)],
        value: ([seconds]) => hours(seconds, params),
        judge: () => 'cannot be tested',
      }),
    );
    const more = [
      ...readings.flatMap((name) => [unrollOf(name), bytesOf(name)]),
      ...gpus.map((name) => ({ ...unrollOf(name), verdict: 'cannot be tested' as const })),
    ];
    return answer(
      head,
      [...own, ...others, ...own.flatMap(dollars)],
      options,
      {
        base: `a month on one chip; training step with batch ${params.batch} and ${params.steps} steps, everything resident`,
        about: (f) => f.unit === 'hours' && isReading(f.subject),
        parts: [
          { name: 'a terabyte within a month', of: (f) => f.unit === 'hours' && isReading(f.subject) },
          { name: 'the unroll stays resident', of: (f) => f.unit === 'steps' && isReading(f.subject) },
          { name: 'a step moves tokens and losses alone', of: (f) => f.unit === 'bytes' },
        ],
        reason: reasonOf,
      },
      more,
    );
  },
};

const isReading = (name: string): boolean => readings.some((reading) => reading === name);

/** Dollars of those hours at the prices that the essay named: the card over its life, and electricity. */
function dollars({ subject, quantities }: Comparison): Comparison[] {
  const watts = chip(subject).tdpWatts?.value;
  if (watts === undefined) return [];
  return [nnpThresholds[0], nnpThresholds[nnpThresholds.length - 1]].map(
    ({ usd }): Comparison => ({
      subject,
      base: `a card at $${usd} over ${running.lifeHours.value} hours, ${watts} W at $${running.usdPerKilowattHour.value} a kWh`,
      what: 'dollars per terabyte of tokens',
      unit: 'USD',
      quantities,
      value: ([h]) => h * usdPerHour(usd, watts),
      judge: () => 'cannot be tested',
    }),
  );
}

function unrollOf(name: string): Finding {
  const spec = chip(name);
  const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat(sixteenBit(name)) };
  const value = largestThatFits({ kernel: KERNEL, params, name: 'steps', most: MOST_STEPS }, target);
  const verdict = value >= params.steps ? 'reached' : 'not reached';
  return fixed({
    subject: name,
    base: 'on-chip memory',
    what: 'longest unroll that stays resident',
    unit: 'steps',
    value,
    verdict,
  });
}

/** Traffic of a step in the middle of a run: the weights were loaded once, long ago. */
function bytesOf(name: string): Finding {
  const format = sixteenBit(name);
  const at = (steps: number): number =>
    timed(warm(chip(name)), { kernel: KERNEL, params: { ...params, steps }, format })?.dramBytes ?? Number.NaN;
  const value = (at(20) - at(10)) / 10;
  // For each sequence a token in, once forward and once back for the gradient of its embedding, its target and its
  // weight, and a loss out; all in fp32.
  const tokens = 4 * 5 * params.batch;
  const verdict = value <= tokens ? 'reached' : 'not reached';
  return fixed({
    subject: name,
    base: 'tokens in, loss out',
    what: 'DRAM bytes a time step',
    unit: 'bytes',
    value,
    verdict,
  });
}

function reasonOf(findings: readonly Finding[]): string {
  const of = (subject: string, what: string): Finding =>
    findings.find((f) => f.subject === subject && f.what.startsWith(what))!;
  const each = (what: string, unit: string): string =>
    readings.map((name) => `${of(name, what).value.toFixed(0)}${unit} on ${name}`).join(', ');
  return (
    `a terabyte of tokens takes ${each('hours', ' hours')}, where the GPUs with their libraries take ` +
    `${spanText(findings, (f) => f.unit === 'hours' && !isReading(f.subject), '')} hours; it costs ` +
    `$${spanText(findings, (f) => f.unit === 'USD', '').replace(' to ', ' to $')} at prices from $1,000 to $8,000; the longest ` +
    `resident unroll is ${each('longest', '')} steps; a step moves ${each('DRAM', ' bytes')}: tokens and losses alone`
  );
}
