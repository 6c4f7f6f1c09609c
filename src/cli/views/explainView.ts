/** @file Definitions, assumptions and plans as a person reads them. */
import type { Metric } from '../../report/metrics.js';
import { formatAmount, formatBytes, formatCount, formatSeconds, significant } from '../../report/numbers.js';
import { OFF_UNIT } from '../../report/planLines.js';
import { wrap } from '../../report/textTable.js';
import { refusedIn } from '../../study/row.js';
import type { ChipAssumptions, ExplainedPlan, FittingPlan } from '../actions/explain.js';
import { colors, outputWidth } from '../output.js';
import { wideTable } from './table.js';

export function metricList(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ id, label, unit }) => [id, label, unit]);
  return `${wideTable(['metric', 'in reports', 'unit'], rows)}\n\nonchip explain METRIC defines one; onchip explain plan, onchip explain assumptions.`;
}

export function metricSheet({ id, label, unit, definition }: Metric): string {
  return [`${colors.bold(id)}   ${label}, in ${unit}`, ...wrap(definition, outputWidth())].join('\n');
}

/** Counts of all chips, or with `each` every assumed figure. */
export function assumptionsView(chips: readonly ChipAssumptions[], { definition }: Metric, each: boolean): string {
  const words = wrap(
    `${definition} Claims are ranges over them: each varied alone over its range, and all together.`,
    outputWidth(),
  );
  if (!each) {
    const rows = chips.map(({ chip, figures, assumed }) => [chip, String(assumed.length), String(figures)]);
    const table = wideTable(['chip', '>assumed', '>of figures'], rows);
    return [...words, '', table, '', 'onchip explain assumptions --chip NAME lists them.'].join('\n');
  }
  const rows = chips.flatMap(({ chip, assumed }) =>
    assumed.map(({ path, value, unit, range: [low, high], source }) => [
      chip,
      path,
      significant(value),
      unit,
      low === high ? '' : `${significant(low)} … ${significant(high)}`,
      source,
    ]),
  );
  return [...words, '', wideTable(['chip', 'figure', '>value', 'unit', 'range', 'why this value'], rows)].join('\n');
}

export function planView({ chip, runtime, format, kernel, params, plan }: ExplainedPlan): string {
  const named = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const head = `${colors.bold(`${kernel} on ${chip}`)} (${runtime}, ${format})   ${named.join(' ')}`;
  if ('rejected' in plan) {
    const { level, needBytes, haveBytes, suggestion } = plan.rejected;
    return `${head}\ndoes not fit: needs ${formatAmount(level, needBytes)} ${refusedIn(level)}, ${level === 'units' ? 'the chip' : level} has ${formatAmount(level, haveBytes)}; ${suggestion}`;
  }
  const { mapping, cycles, seconds, boundBy } = plan;
  const units = `${mapping.unitsUsed} of ${mapping.unitsOnChip} ${mapping.unitKind}`;
  const summary = `${units}; ${formatCount(cycles)} cycles, ${formatSeconds(seconds)}, bound by ${boundBy}`;
  return [
    head,
    summary,
    '',
    nestTable(plan),
    '',
    ...heldText(plan),
    '',
    placementTable(plan),
    '',
    enginesTable(plan),
  ].join('\n');
}

/** Each line of the nest with the bytes of the tensors that it touches. */
function nestTable({ lines }: FittingPlan): string {
  const levels = levelsOf(lines.map(({ bytes }) => bytes));
  const heads = levels.map((level) => (level === OFF_UNIT ? '>off the units' : `>${level} of a unit`));
  const rows = lines.map(({ text, bytes }) => [
    text,
    ...levels.map((level) => (bytes[level] === undefined ? '' : formatBytes(bytes[level]))),
  ]);
  return wideTable(['loops and operations', ...heads], rows);
}

/** Levels of the units in the order of their first use, then what lies off them. */
function levelsOf(bytes: readonly Readonly<Record<string, number>>[]): readonly string[] {
  const names = [...new Set(bytes.flatMap(Object.keys))];
  return [...names.filter((name) => name !== OFF_UNIT), ...names.filter((name) => name === OFF_UNIT)];
}

function heldText({ resident }: FittingPlan): readonly string[] {
  const parts = Object.entries(resident).map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`);
  const held = parts.length === 0 ? 'nothing' : parts.join(', ');
  return [`bytes beside a line: all that it touches, in the unit that holds most; held at once by all units: ${held}`];
}

function placementTable({ mapping }: FittingPlan): string {
  const rows = mapping.placement.map((p) => [
    p.tensor,
    p.level,
    formatBytes(p.bytesPerUnit),
    formatBytes(p.bytesOnChip),
  ]);
  return wideTable(['tensor', 'level', '>most in a unit', '>in all'], rows);
}

function enginesTable({ mapping }: FittingPlan): string {
  return wideTable(
    ['matrix product', 'how'],
    Object.entries(mapping.engines).map(([product, how]) => [product, how]),
  );
}
