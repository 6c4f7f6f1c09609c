/** @file A plan as a person reads it: levels with what they hold, below them loops and operations with their bytes, then the
 * space that it was chosen from. */
import type { ProductChoice } from '../../kernels/planner/choices.js';
import { formatBytes, formatCount, formatSeconds, groupThousands } from '../../report/numbers.js';
import { type ExplainedDimension, productValuesText, valueText } from '../../report/planChoices.js';
import type { PlanLevel } from '../../report/planLevels.js';
import { OFF_UNIT } from '../../report/planLines.js';
import { wrap } from '../../report/textTable.js';
import type { ExplainedPlan, FittingPlan, Picture, RejectedPlan } from '../explainedPlans.js';
import { colors, outputWidth } from '../output.js';
import { formatShare } from './quantity.js';
import { refusalText } from './refusal.js';
import { wideTable } from './table.js';

export function planView({ chip, runtime, format, kernel, params, plan }: ExplainedPlan): string {
  const named = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const head = `${colors.bold(`${kernel} on ${chip}`)} (${runtime}, ${format})   ${named.join(' ')}`;
  const parts = 'rejected' in plan ? rejectedParts(plan) : fittingParts(plan);
  return [head, ...parts].join('\n');
}

function rejectedParts({ rejected, picture }: RejectedPlan): string[] {
  const why = `does not fit: ${refusalText(rejected)}`;
  if (picture === null) return [why];
  const head = 'the plan that lacks least, with what is too much in the last level:';
  return [why, '', head, ...levelLines(picture.levels), '', nestTable(picture), '', spaceTable(picture)];
}

function fittingParts(plan: FittingPlan): string[] {
  const { mapping, cycles, seconds, boundBy } = plan;
  const units = `${mapping.unitsUsed} of ${mapping.unitsOnChip} ${mapping.unitKind}`;
  const summary = `${units}; ${formatCount(cycles)} cycles, ${formatSeconds(seconds)}, bound by ${boundBy}`;
  const placement = wideTable(
    ['tensor', 'level', '>most in a unit', '>in all'],
    mapping.placement.map((p) => [p.tensor, p.level, formatBytes(p.bytesPerUnit), formatBytes(p.bytesOnChip)]),
  );
  const engines = wideTable(['matrix product', 'how'], Object.entries(mapping.engines));
  const tables = [nestTable(plan), heldText(plan), placement, engines, spaceTable(plan), searchText(plan)];
  return [summary, '', ...levelLines(plan.levels), '', tables.join('\n\n')];
}

/** `sram  2.38 MiB of a cluster  [W0 29.3 KiB pinned · x.stage 800 B staged x2]  2.4 %`, nearer levels further in. */
function levelLines(levels: readonly PlanLevel[]): string[] {
  return levels.flatMap(({ level, of, capacityBytes, usedBytes, overBytes, tensors }, depth) => {
    const indent = '  '.repeat(depth);
    const share = formatShare(usedBytes / capacityBytes);
    const over = overBytes === 0 ? '' : colors.red(`  <- ${formatBytes(overBytes)} too much`);
    const where = of === 'chip' ? 'of the chip' : `of a ${of}`;
    const head = `${indent}${colors.bold(level)}  ${formatBytes(usedBytes)} of ${formatBytes(capacityBytes)} ${where}  ${share}${over}`;
    const held = tensors.map(({ tensor, bytes, how }) => `${tensor} ${formatBytes(bytes)} ${how}`).join(' · ');
    const lines = wrap(`[${held === '' ? 'nothing' : held}]`, Math.max(40, outputWidth() - indent.length - 2));
    return [head, ...lines.map((line) => `${indent}  ${line}`)];
  });
}

/** Each line of the nest with the bytes of the tensors that it touches. */
function nestTable({ lines }: Picture): string {
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

function heldText({ resident }: FittingPlan): string {
  const parts = Object.entries(resident).map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`);
  const held = parts.length === 0 ? 'nothing' : parts.join(', ');
  return `bytes beside a line: all that it touches, in the unit that holds most; held at once by all units: ${held}`;
}

const MOST_VALUES = 8;

function spaceTable({ space }: Picture): string {
  const rows = space.dimensions.map((d) => [
    d.name === '' ? d.kind : `${d.kind}: ${d.name}`,
    d.chosen === null ? 'n/a (does not fit)' : valueText(d.chosen),
    valuesOf(d),
  ]);
  const kinds = new Map(space.dimensions.map(({ kind, meaning }) => [kind, meaning]));
  const meanings = [...kinds].flatMap(([kind, meaning]) => wrap(`${kind}: ${meaning}`, outputWidth()));
  const count = space.plans < 1e6 ? groupThousands(space.plans) : space.plans.toExponential(1).replace('e+', 'e');
  return [
    `${colors.bold('mapping space')}, ${count} plans`,
    ...meanings,
    wideTable(['dimension', 'chosen', 'values'], rows),
  ].join('\n');
}

function valuesOf({ kind, values }: ExplainedDimension): string {
  if (kind === 'products') return productValuesText(values as readonly ProductChoice[]);
  const shown = values.slice(0, MOST_VALUES).map(valueText).join(', ');
  return values.length > MOST_VALUES ? `${shown}, … (${values.length})` : shown;
}

function searchText({ search, cycles }: FittingPlan): string {
  const { mode, covers, simulated, budget, pruned, rejected, defaultCycles } = search;
  const refused = rejected.map(({ cause, plans }) => `${plans} ${cause}`);
  const byThumb = defaultCycles === null ? 'do not fit' : `${groupThousands(defaultCycles)} cycles`;
  const words = [
    `${mode} search: ${covers}.`,
    'Cost: cycles, then bytes in the units, then the order in which plans were tried.',
    `${simulated} plans simulated (at most ${budget} after the rules of thumb), ${pruned.bound} left out because their roofline is above the best plan, ${pruned.dominated} because they ask no less of anything than another;`,
    `refused: ${refused.length === 0 ? 'none' : refused.join(', ')}.`,
    `Best ${groupThousands(cycles)} cycles; the rules of thumb ${byThumb}.`,
  ];
  return wrap(words.join(' '), outputWidth()).join('\n');
}
