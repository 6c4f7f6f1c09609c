/** @file Workload suites: lists of problems, each with the kernels that can do it. A chip is timed on a suite as a
 * whole: the geometric mean over the problems, each by the kernel that is fastest there. */
import type { Params } from '../../kernels/kernel.js';
import type { PlanChoices } from '../../kernels/planner/choices.js';
import { resnet50 } from '../../models/suites/resnet50.js';
import type { LayerSuite } from '../../models/suites/suite.js';
import { vgg16 } from '../../models/suites/vgg16.js';
import { withFigure } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import type { Quantity } from '../sensitivity.js';
import { choicesFor, secondsOn, type Workload } from './timing.js';

export interface Problem {
  readonly name: string;
  readonly params: Params;
  /** Kernels that can do it, in ladder order. */
  readonly kernels: readonly string[];
}

export interface Suite {
  readonly name: string;
  readonly problems: readonly Problem[];
}

const rungs = ['lstm.naive', 'lstm.fused', 'lstm.persistent', 'lstm.wavefront', 'lstm.in-cache'] as const;

function lstm(hidden: number, batch: number, steps: number): Problem {
  return { name: `LSTM ${hidden}, batch ${batch}`, params: { hidden, layers: 2, batch, steps }, kernels: rungs };
}

/** W200 at three batches, and layers that outgrow what a GPU or an NNP holds. */
export const lstmSuite: Suite = {
  name: 'LSTM',
  problems: [lstm(200, 1, 100), lstm(200, 16, 100), lstm(200, 64, 100), lstm(512, 16, 50), lstm(1024, 64, 25)],
};

function product(m: number, n: number, k: number): Problem {
  return { name: `GEMM ${m}x${n}x${k}`, params: { m, n, k }, kernels: ['gemm'] };
}

/** Shapes of DeepBench's list: skinny recurrent ones and large square ones. */
export const gemmSuite: Suite = {
  name: 'GEMM',
  problems: [
    product(1760, 16, 1760),
    product(2560, 64, 2560),
    product(2048, 128, 2048),
    product(5124, 700, 2048),
    product(4096, 4096, 4096),
  ],
};

/** Convolutions that stand for VGG-16 and ResNet-50: early and wide, late and deep, 3x3 and 1x1. */
const chosenLayers: readonly (readonly [suite: LayerSuite, layer: string])[] = [
  [vgg16, 'conv2_2'],
  [vgg16, 'conv4_2, conv4_3'],
  [resnet50, 'conv2 3x3'],
  [resnet50, 'conv4 3x3'],
  [resnet50, 'conv4 expand'],
];
const IMAGES = 16;

export const convSuite: Suite = {
  name: 'convolution',
  problems: chosenLayers.map(([suite, layer]): Problem => {
    const { params } = suite.problems.find((p) => p.name === layer)!;
    return { name: `${suite.name} ${layer}`, params: { ...params, batch: IMAGES }, kernels: [suite.kernel] };
  }),
};

/** All of them: recurrent layers, products, convolutions. */
export const allSuites: readonly Suite[] = [lstmSuite, gemmSuite, convSuite];

export interface SuiteTarget {
  readonly format: string;
  readonly runtime?: string;
  /** Only these kernels, e.g. the library's; default all of a problem's. */
  readonly kernels?: readonly string[];
}

/** Seconds per problem, geometric mean. The order of kernels and the number of units are those that suit the chip as it
 * is; a variant on which the first kernel no longer fits takes the next one. */
export function suiteTime(spec: ChipSpec, suite: Suite, target: SuiteTarget): Quantity {
  const choices = suite.problems.map((problem) => rank(warm(spec), problem, target));
  return {
    label: `${suite.name} suite on ${spec.name}`,
    chip: spec,
    of: (variant) => geometricMean(choices.map((ranked) => firstThatFits(warm(variant), ranked))),
  };
}

const known = new Map<string, Quantity>();

/** The same for a shipped chip by name; made once, so that claims share what sensitivity found. */
export function suiteTimeOn(name: string, suite: Suite, target: SuiteTarget): Quantity {
  const key = JSON.stringify([name, suite.name, target.format, target.runtime, target.kernels]);
  const quantity = known.get(key) ?? suiteTime(chip(name), suite, target);
  known.set(key, quantity);
  return quantity;
}

/** A suite times a running model: its Flexpoint exponents have been initialised long ago. */
function warm(spec: ChipSpec): ChipSpec {
  return withFigure(spec, 'flexpoint.initReruns', 0);
}

interface Ranked {
  readonly work: Workload;
  readonly choices: PlanChoices | undefined;
}

/** Kernels for a problem on a chip, fastest first, each with the plan that suits it. */
function rank(spec: ChipSpec, { params, kernels }: Problem, target: SuiteTarget): Ranked[] {
  const { format, runtime } = target;
  const allowed = kernels.filter((kernel) => target.kernels?.includes(kernel) ?? true);
  return (allowed.length > 0 ? allowed : kernels)
    .map((kernel): Workload => ({ kernel, params, format, ...(runtime === undefined ? {} : { runtime }) }))
    .map((work) => {
      const choices = choicesFor(spec, work);
      return { work, seconds: secondsOn(spec, work, choices), choices };
    })
    .sort((a, b) => a.seconds - b.seconds);
}

function firstThatFits(spec: ChipSpec, ranked: readonly Ranked[]): number {
  for (const { work, choices } of ranked) {
    const seconds = secondsOn(spec, work, choices);
    if (Number.isFinite(seconds)) return seconds;
  }
  return Number.POSITIVE_INFINITY;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);
}
