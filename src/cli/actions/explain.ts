/** @file What `onchip explain` does. */
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import { type Metric, metricOfColumn, metrics } from '../../report/metrics.js';
import { assumedFigures, chipFigures } from '../../sim/chipFigures.js';
import { chip, chipNames } from '../../sim/chips/index.js';
import { figureRange } from '../../sim/figure.js';
import type { PlanFlags } from '../explainedPlans.js';
import { listItems } from '../lists.js';
import { jsonText, print } from '../output.js';
import { findChip } from '../targets.js';
import { version } from '../version.js';
import { assumptionsView, type ChipAssumptions, metricList, metricSheet } from '../views/explainView.js';
import { explainPlan } from './explainPlan.js';

export type ExplainFlags = PlanFlags;

/** Throws InputError. */
export async function explainAction(
  topic: string | undefined,
  kernel: string | undefined,
  flags: ExplainFlags,
): Promise<void> {
  if (kernel !== undefined && topic !== 'plan') {
    throw new InputError({ where: 'explain', expected: 'one topic', found: `${topic} and ${kernel}` });
  }
  if (topic === 'plan' && kernel !== undefined) await explainPlan(kernel, flags);
  else if (topic === 'plan' && (flags.chip !== undefined || flags.param !== undefined)) {
    const hint = 'e.g. onchip explain plan lstm.in-cache --chip nnp-t1000';
    throw new InputError({ where: 'explain plan', expected: 'a kernel', found: 'none', hint });
  } else if (topic === 'assumptions') explainAssumptions(flags);
  else explainMetrics(topic === 'plan' ? 'mapping' : topic, flags);
}

function explainMetrics(topic: string | undefined, flags: ExplainFlags): void {
  const other = (['chip', 'format', 'runtime', 'param', 'search', 'save', 'limit'] as const).find(
    (flag) => flags[flag] !== undefined,
  );
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
