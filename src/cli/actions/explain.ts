/** @file What `onchip explain` does. */
import { checkParams, type Kernel, type Params } from '../../kernels/kernel.js';
import { plan } from '../../kernels/planner/plan.js';
import { kernelNamed } from '../../kernels/registry.js';
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import { type Metric, metricOfColumn, metrics } from '../../report/metrics.js';
import { type PlanLine, planLines } from '../../report/planLines.js';
import { assumedFigures, chipFigures } from '../../sim/chipFigures.js';
import { chip, chipNames } from '../../sim/chips/index.js';
import { figureRange } from '../../sim/figure.js';
import type { Target } from '../../sim/target.js';
import { listItems } from '../lists.js';
import { modelFile, readModel } from '../models/modelFile.js';
import { jsonText, print } from '../output.js';
import { parseParams } from '../params.js';
import { findChip, targetsOf } from '../targets.js';
import { version } from '../version.js';
import { assumptionsView, metricList, metricSheet, planView } from '../views/explainView.js';

export interface ExplainFlags {
  readonly chip?: readonly string[];
  readonly format?: readonly string[];
  readonly runtime?: readonly string[];
  readonly param?: readonly string[];
  readonly json?: true;
}

/** One target's plan, or why there is none. */
export interface ExplainedPlan {
  readonly chip: string;
  readonly runtime: string;
  readonly format: string;
  readonly kernel: string;
  readonly params: Readonly<Record<string, number>>;
  readonly plan: FittingPlan | { readonly rejected: Rejected };
}

type Planned = Extract<ReturnType<typeof plan>, { rejected: null }>;
type Rejected = Exclude<ReturnType<typeof plan>['rejected'], null>;

export interface FittingPlan {
  readonly cycles: number;
  readonly seconds: number;
  readonly boundBy: string;
  readonly lines: readonly PlanLine[];
  readonly mapping: Planned['mapping'];
  readonly resident: Planned['resident'];
}

export interface ChipAssumptions {
  readonly chip: string;
  readonly figures: number;
  readonly assumed: readonly {
    readonly path: string;
    readonly value: number;
    readonly unit: string;
    readonly range: readonly [number, number];
    readonly source: string;
  }[];
}

/** Throws InputError. */
export function explainAction(topic: string | undefined, kernel: string | undefined, flags: ExplainFlags): void {
  if (kernel !== undefined && topic !== 'plan') {
    throw new InputError({ where: 'explain', expected: 'one topic', found: `${topic} and ${kernel}` });
  }
  if (topic === 'plan' && kernel !== undefined) explainPlan(kernel, flags);
  else if (topic === 'plan' && (flags.chip !== undefined || flags.param !== undefined)) {
    const hint = 'e.g. onchip explain plan lstm.in-cache --chip nnp-t1000';
    throw new InputError({ where: 'explain plan', expected: 'a kernel', found: 'none', hint });
  } else if (topic === 'assumptions') explainAssumptions(flags);
  else explainMetrics(topic === 'plan' ? 'mapping' : topic, flags);
}

function explainMetrics(topic: string | undefined, flags: ExplainFlags): void {
  const other = (['chip', 'format', 'runtime', 'param'] as const).find((flag) => flags[flag] !== undefined);
  if (other !== undefined) {
    throw new InputError({ where: `--${other}`, expected: 'plan or assumptions', found: topic ?? 'no topic' });
  }
  const found = topic === undefined ? metrics : [metricNamed(topic)];
  if (flags.json) print(jsonText({ schema: 'onchip-metrics/1', version, metrics: found }));
  else print(topic === undefined ? metricList(found) : metricSheet(found[0]));
}

/** By id or by column head, whatever the case, or by the name of a column of CSV and Parquet. */
function metricNamed(name: string): Metric {
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  const found = metrics.find(({ id }) => same(id)) ?? metrics.find(({ label }) => same(label)) ?? metricOfColumn(name);
  if (found !== undefined) return found;
  const known = [...metrics.map(({ id }) => id), 'plan', 'assumptions'];
  const { hint = 'onchip explain lists them' } = didYouMean(name, known);
  throw new InputError({ where: 'explain', expected: 'a metric, plan or assumptions', found: name, hint });
}

function explainAssumptions(flags: ExplainFlags): void {
  const chips = flags.chip === undefined ? chipNames.map(chip) : listItems('--chip', flags.chip).map(findChip);
  const found = chips.map(
    (spec): ChipAssumptions => ({
      chip: spec.name,
      figures: chipFigures(spec).length,
      assumed: assumedFigures(spec).map(({ path, figure }) => {
        const { value, unit, source } = figure;
        return { path, value, unit, range: figureRange(figure), source };
      }),
    }),
  );
  if (flags.json) print(jsonText({ schema: 'onchip-assumptions/1', version, chips: found }));
  else print(assumptionsView(found, metricNamed('assumed'), flags.chip !== undefined));
}

function explainPlan(kernelName: string, flags: ExplainFlags): void {
  const model = modelFile(kernelName);
  const kernels = model === null ? [kernelNamed(kernelName)] : readModel(model).kernels;
  const params = checkParams(kernels[0].name, kernels[0].params, parseParams(flags.param ?? []));
  const { chip: names, format, runtime } = flags;
  if (names === undefined) {
    const hint = 'e.g. --chip nnp-t1000';
    throw new InputError({ where: 'explain plan', expected: 'a chip to plan for', found: 'none', hint });
  }
  const plans = targetsOf({ chip: names, format, runtime }).map(
    (target): ExplainedPlan => ({
      chip: target.chip.name,
      runtime: target.runtime.name,
      format: target.format.name,
      params,
      ...fastestPlan(target, kernels, params),
    }),
  );
  print(flags.json ? jsonText({ schema: 'onchip-plan/1', version, plans }) : plans.map(planView).join('\n\n'));
}

/** Of a model's kernels the fastest that fits; the first one where none does. */
function fastestPlan(
  target: Target,
  kernels: readonly Kernel[],
  params: Params,
): Pick<ExplainedPlan, 'kernel' | 'plan'> {
  const plans = kernels.map((kernel) => ({ kernel: kernel.name, plan: planOn(target, kernel, params) }));
  const cyclesOf = ({ plan: made }: (typeof plans)[number]): number =>
    'cycles' in made ? made.cycles : Number.POSITIVE_INFINITY;
  return plans.reduce((a, b) => (cyclesOf(b) < cyclesOf(a) ? b : a));
}

/** Throws InputError for a rig: it is planned chip by chip. */
function planOn(target: Target, kernel: Kernel, params: Params): ExplainedPlan['plan'] {
  if (target.rig !== undefined) {
    const { name } = target.rig;
    const hint = `give ${target.chip.name} and its share of the batch`;
    throw new InputError({ where: 'chip', expected: 'one chip', found: `the rig "${name}"`, hint });
  }
  const planned = plan(kernel, params, target);
  if (planned.rejected !== null) return planned;
  const { program, mapping, resident, result } = planned;
  const seconds = result.cycles / target.chip.clockHz.value;
  const lines = planLines(program, mapping);
  return { cycles: result.cycles, seconds, boundBy: result.boundBy, lines, mapping, resident };
}
