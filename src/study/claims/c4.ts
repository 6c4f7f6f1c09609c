/** @file C4: small in-cache models train on terabytes of data. One training step of W200 (forward, back propagation
 * through time, optimiser) with weights, gradients, optimiser state and the activations of the unroll on chip: how long
 * a terabyte of one-byte tokens takes, and how long an unroll fits. */

import type { Params } from '../../kernels/kernel.js';
import type { PlanChoices } from '../../kernels/planner/choices.js';
import { fits } from '../../kernels/planner/fit.js';
import { kernelNamed } from '../../kernels/registry.js';
import { parseFormat } from '../../numerics/format.js';
import { withFigure } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import type { Quantity } from '../sensitivity.js';
import { answer, type ClaimStudy, type Finding, readings, type Verdict } from './claim.js';
import { choicesFor, secondsOn, sixteenBit } from './timing.js';

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

/** Where it does not fit: a shorter unroll, then plain gradient descent, which keeps no optimiser state, then fewer
 * sequences. */
const smaller: readonly Params[] = [
  ...[20, 10, 5, 2, 1].map((steps) => ({ ...params, steps })),
  { ...params, steps: 5, optimiser: 0 },
  { ...params, steps: 1, optimiser: 0, batch: 4 },
];

/** Exponents have been initialised long ago. */
const running = (spec: ChipSpec): ChipSpec => withFigure(spec, 'flexpoint.initReruns', 0);

type PlanOf = (params: Params) => PlanChoices | undefined;

/** What suits the chip as it is, made when it is first asked for: variants of the chip keep it. */
function plansOn(spec: ChipSpec, format: string): PlanOf {
  const known = new Map<Params, PlanChoices | undefined>();
  return (of) => {
    if (!known.has(of)) known.set(of, choicesFor(running(spec), { kernel: KERNEL, params: of, format }));
    return known.get(of);
  };
}

function hoursPerTerabyte(spec: ChipSpec, format: string, planOf: PlanOf): number {
  for (const smallerParams of smaller) {
    const seconds = secondsOn(running(spec), { kernel: KERNEL, params: smallerParams, format }, planOf(smallerParams));
    if (Number.isFinite(seconds)) return (TERABYTE * seconds) / (smallerParams.batch * smallerParams.steps) / 3600;
  }
  return Number.MAX_VALUE;
}

/** Most time steps whose activations stay on chip, by bisection. */
function longestUnroll(name: string): number {
  const spec = chip(name);
  const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat(sixteenBit(name)) };
  let [low, high] = [0, 4096];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(kernelNamed(KERNEL), { ...params, steps: middle }, target)) low = middle;
    else high = middle;
  }
  return low;
}

const judge = ([low, high]: readonly [number, number]): Verdict =>
  high <= PRACTICAL_HOURS ? 'reached' : low > PRACTICAL_HOURS ? 'not reached' : 'partly';

export const c4: ClaimStudy = {
  ...head,
  run(options) {
    const comparisons = readings.map((reading) => {
      const spec = chip(reading);
      const format = sixteenBit(reading);
      const planOf = plansOn(spec, format);
      const top: Quantity = {
        label: 'hours',
        chip: spec,
        of: (variant) => hoursPerTerabyte(variant, format, planOf),
      };
      const bottom: Quantity = { label: 'one hour', chip: spec, of: () => 1 };
      return { subject: reading, base: 'one byte a token', what: 'hours per terabyte of tokens', top, bottom, judge };
    });
    const claim = answer(head, comparisons, options, {
      base: `a month on one chip; training step with batch ${params.batch} and ${params.steps} steps, everything resident`,
      reason: (findings) => findings.map((f) => `${f.subject}: ${f.value.toFixed(0)} hours per terabyte`).join(', '),
    });
    const unrolls = readings.map((reading): Finding => {
      const value = longestUnroll(reading);
      const verdict = value >= params.steps ? 'reached' : 'not reached';
      return {
        subject: reading,
        base: 'on-chip memory',
        what: 'longest unroll that stays resident, steps',
        value,
        range: [value, value],
        verdict,
      };
    });
    const longest = unrolls.map((f) => `${f.value} on ${f.subject}`).join(', ');
    return {
      ...claim,
      reason: `${claim.reason}; longest resident unroll ${longest} steps; by construction nothing but tokens is streamed`,
      findings: [...claim.findings, ...unrolls],
    };
  },
};
