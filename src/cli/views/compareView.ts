/** @file A comparison as a person reads it: the largest effect first, each with its reasons, the verdict last. */
import { rowEffects, rowLabel } from '../../report/compare/rows.js';
import { formatCount, formatPercent, formatSeconds } from '../../report/numbers.js';
import type { CompareReport } from '../../report/schemas/compare.js';
import { changeText, valueText } from '../../report/sheets/compare.js';
import { plainText, wrap } from '../../report/textTable.js';
import { colors, outputWidth } from '../output.js';

type RowChange = CompareReport['changes'][number];
type ValueChange = CompareReport['values'][number];

/** Reasons of a change, and changes, that are shown; --json has all. */
const MOST_CAUSES = 4;
const MOST_SHOWN = 40;

export function compareView(report: CompareReport): string {
  const { changes, values, onlyBefore, onlyAfter } = report;
  const sections = [...first(changes.map(rowText)), ...first(values.map(valueLines))];
  for (const [labels, where] of [
    [onlyBefore, 'only before'],
    [onlyAfter, 'only after'],
  ] as const) {
    const lines = labels.map((label) => `  ${plainText(label)}`);
    if (lines.length > 0) sections.push([colors.yellow(where), ...first(lines)].join('\n'));
  }
  if (changes.length + values.length > 0) sections.push(plainText(report.verdict));
  sections.push(colors.bold(countsText(report)));
  const { failOver, failed } = report;
  if (failOver !== undefined && failed !== undefined) sections.push(limitText(failOver, failed));
  return sections.join('\n\n');
}

function first(texts: readonly string[]): readonly string[] {
  if (texts.length <= MOST_SHOWN) return texts;
  return [...texts.slice(0, MOST_SHOWN), colors.dim(`and ${texts.length - MOST_SHOWN} more (--json has all)`)];
}

function countsText({ same, changes, values }: CompareReport): string {
  const counted = (words: readonly string[], found: readonly { readonly what: string }[]): readonly string[] =>
    words.flatMap((word) => {
      const count = found.filter(({ what }) => what === word).length;
      return count > 0 ? [`${count} ${word}`] : [];
    });
  return [`${same} same`, ...counted(rowEffects, changes), ...counted(['better', 'worse', 'changed'], values)].join(
    ', ',
  );
}

function rowText(change: RowChange): string {
  const parts = change.cycles
    .slice(0, 3)
    .map(({ reason, by }) => `${reason} ${by > 0 ? '+' : '-'}${formatCount(Math.abs(by))}`);
  return [
    `${effectText(change)}  ${plainText(rowLabel(change))}`,
    ...(parts.length === 0 ? [] : [`    cycles: ${plainText(parts.join(', '))}`]),
    ...becauseLines(change.causes),
  ].join('\n');
}

function becauseLines(causes: readonly string[]): readonly string[] {
  const shown = causes.slice(0, MOST_CAUSES);
  const more = causes.length > shown.length ? ` and ${causes.length - shown.length} more` : '';
  return wrap(`because: ${shown.join('; ')}${more}`, outputWidth(), '    ');
}

function effectText({ what, change, secondsBefore, secondsAfter }: RowChange): string {
  const paint = what === 'slower' || what === 'no longer fits' ? colors.red : colors.green;
  if (change === null || change === 0) return paint(what);
  const times = `${formatSeconds(secondsBefore)} → ${formatSeconds(secondsAfter)}`;
  return `${paint(`${formatPercent(Math.abs(change))} ${what}`)}  ${times}`;
}

function valueLines({ label, unit, what, before, after, change, causes }: ValueChange): string {
  const paint = what === 'worse' ? colors.red : what === 'better' ? colors.green : colors.yellow;
  const by = change === null ? '' : `${changeText(change)} `;
  const values = `${valueText(before, unit)} → ${valueText(after, unit)}`;
  return [`${paint(`${by}${what}`)}  ${plainText(values)}  ${plainText(label)}`, ...becauseLines(causes)].join('\n');
}

function limitText(limit: number, failed: number): string {
  if (failed === 0) return colors.green(`nothing is worse by more than ${formatPercent(limit)}`);
  const rows = failed === 1 ? '1 row is' : `${failed} rows are`;
  return colors.red(`${rows} slower or worse by more than ${formatPercent(limit)}, or no longer fit`);
}
