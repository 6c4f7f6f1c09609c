/** @file A comparison as a person reads it: the largest effect first, each with its reasons. */
import { type Comparison, type RowChange, rowLabel } from '../../report/compare.js';
import { formatCount, formatPercent, formatSeconds } from '../../report/numbers.js';
import { plainText, wrap } from '../../report/textTable.js';
import { colors, outputWidth } from '../output.js';

export interface Limit {
  readonly limit: number;
  readonly failed: number;
}

/** Reasons of a change that are shown; --json has all. */
const MOST_CAUSES = 4;

export function compareView(comparison: Comparison, limit: Limit | null): string {
  const { same, changes, onlyBefore, onlyAfter } = comparison;
  const sections = changes.map(changeText);
  for (const [labels, where] of [
    [onlyBefore, 'only before'],
    [onlyAfter, 'only after'],
  ] as const) {
    if (labels.length > 0) sections.push([colors.yellow(where), ...labels.map((l) => `  ${plainText(l)}`)].join('\n'));
  }
  const count = (what: RowChange['what']): number => changes.filter((c) => c.what === what).length;
  const words = [`${same} same`];
  for (const what of [
    'slower',
    'faster',
    'same time, other plan',
    'no longer fits',
    'fits now',
    'other shortage',
  ] as const) {
    if (count(what) > 0) words.push(`${count(what)} ${what}`);
  }
  sections.push(colors.bold(`${words.join(', ')}`));
  if (limit !== null) sections.push(limitText(limit));
  return sections.join('\n\n');
}

function changeText(change: RowChange): string {
  const { causes, cycles } = change;
  const shown = causes.slice(0, MOST_CAUSES);
  const more = causes.length > shown.length ? ` and ${causes.length - shown.length} more` : '';
  const parts = cycles
    .slice(0, 3)
    .map(({ reason, by }) => `${reason} ${by > 0 ? '+' : '-'}${formatCount(Math.abs(by))}`);
  return [
    `${effectText(change)}  ${plainText(rowLabel(change))}`,
    ...(parts.length === 0 ? [] : [`    cycles: ${plainText(parts.join(', '))}`]),
    ...wrap(`because: ${shown.join('; ')}${more}`, outputWidth(), '    '),
  ].join('\n');
}

function effectText({ what, change, secondsBefore, secondsAfter }: RowChange): string {
  const paint = what === 'slower' || what === 'no longer fits' ? colors.red : colors.green;
  if (change === null || change === 0) return paint(what);
  const times = `${formatSeconds(secondsBefore)} → ${formatSeconds(secondsAfter)}`;
  return `${paint(`${formatPercent(Math.abs(change))} ${what}`)}  ${times}`;
}

function limitText({ limit, failed }: Limit): string {
  if (failed === 0) return colors.green(`no row is slower by more than ${formatPercent(limit)}`);
  const rows = failed === 1 ? '1 row is' : `${failed} rows are`;
  return colors.red(`${rows} slower by more than ${formatPercent(limit)}, or no longer fit`);
}
