/** @file The time of a chip on a suite, as a quantity. Which way suits a problem, and by which plan, is decided with the
 * chip as it is; a variant on which the first way no longer fits takes the next one. */
import type { PlanChoices } from '../../kernels/planner/choices.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { chip } from '../../sim/chips/index.js';
import { runtimeFor } from '../../sim/runtimes.js';
import type { MappingLine, Quantity } from '../sensitivity/quantity.js';
import type { Problem, Suite, Way } from './problems.js';
import { mappingOf, secondsOn, timed, type Workload, warm } from './timing.js';

export interface SuiteTarget {
  readonly format: string;
  /** Without it the chip's own. */
  readonly runtime?: string | undefined;
  /** Only these ways, e.g. the library's; without it, or where a problem has none of them, all. */
  readonly ways?: readonly string[];
}

/** Seconds per problem, geometric mean. `view` is what the chip is seen as, e.g. without one of its engines. */
export function suiteTime(
  spec: ChipSpec,
  suite: Suite,
  target: SuiteTarget,
  view: (chip: ChipSpec) => ChipSpec = warm,
): Quantity {
  const choices = suite.problems.map((problem) => rank(view(spec), problem, target));
  return {
    label: `${suite.name} suite on ${spec.name}`,
    chip: spec,
    of: (variant) => geometricMean(choices.map((ranked) => firstThatFits(view(variant), ranked))),
    mappings: () => choices.flatMap((ranked, i) => mappingLines(view(spec), suite.problems[i], ranked[0], target)),
  };
}

const known = new Map<string, Quantity>();

/** The same for a shipped chip by name; made once, so that claims share what sensitivity found. */
export function suiteTimeOn(name: string, suite: Suite, target: SuiteTarget): Quantity {
  const key = JSON.stringify([name, suite.name, target.format, target.runtime, target.ways]);
  const quantity = known.get(key) ?? suiteTime(chip(name), suite, target);
  known.set(key, quantity);
  return quantity;
}

/** A way with the plan that suits each of its passes. */
interface Ranked {
  readonly passes: readonly {
    readonly work: Workload;
    readonly times: number;
    readonly choices: PlanChoices | undefined;
  }[];
}

/** Ways of a problem on a chip, fastest first. */
function rank(spec: ChipSpec, { ways }: Problem, target: SuiteTarget): Ranked[] {
  const wanted = ways.filter((way) => target.ways?.includes(way.name) ?? true);
  return (wanted.length > 0 ? wanted : ways)
    .map((way): Ranked => ({ passes: passesOf(spec, way, target) }))
    .map((ranked) => ({ ranked, seconds: secondsOf(spec, ranked) }))
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ ranked }) => ranked);
}

function passesOf(spec: ChipSpec, { passes }: Way, { format, runtime }: SuiteTarget): Ranked['passes'] {
  return passes.map(({ kernel, params, times = 1 }) => {
    const work = { kernel, params, format, ...(runtime === undefined ? {} : { runtime }) };
    return { work, times, choices: timed(spec, work)?.choices };
  });
}

const secondsOf = (spec: ChipSpec, { passes }: Ranked): number =>
  passes.reduce((sum, { work, times, choices }) => sum + times * secondsOn(spec, work, choices), 0);

function firstThatFits(spec: ChipSpec, ranked: readonly Ranked[]): number {
  for (const way of ranked) {
    const seconds = secondsOf(spec, way);
    if (Number.isFinite(seconds)) return seconds;
  }
  return Number.POSITIVE_INFINITY;
}

function mappingLines(spec: ChipSpec, { name }: Problem, { passes }: Ranked, target: SuiteTarget): MappingLine[] {
  const lines = passes.flatMap(({ work }) => mappingOf(spec, name, work));
  if (lines.length <= 1) return lines;
  const kernel = passes.map(({ work, times }) => (times === 1 ? work.kernel : `${times}x ${work.kernel}`)).join(' + ');
  const seconds = secondsOf(spec, { passes });
  const runtime = runtimeFor(spec, target.runtime).name;
  return [{ ...lines[0], runtime, kernel, seconds }];
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);
}
