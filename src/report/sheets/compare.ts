/** @file A comparison as a sheet. */
import { rowLabel } from '../compare/rows.js';
import { formatCount, formatNumber, formatPercent, formatRatio, formatSeconds, type Known } from '../numbers.js';
import type { CompareReport } from '../schemas/compare.js';
import { left, right, type Sheet, type SheetSection } from '../sheet.js';

type RowChange = CompareReport['changes'][number];
type ValueChange = CompareReport['values'][number];

export function compareSheet(report: CompareReport): Sheet {
  const { version, schema, before, after, verdict, changes, values, onlyBefore, onlyAfter } = report;
  const lists = [
    ['Only before', onlyBefore],
    ['Only after', onlyAfter],
  ] as const;
  return {
    title: `${before} against ${after}`,
    source: `onchip ${version}, ${schema}.`,
    lead: `${verdict}.${failText(report)}`,
    sections: [
      ...(changes.length === 0 ? [] : [rowSection(changes)]),
      ...(values.length === 0 ? [] : [valueSection(values)]),
      ...lists.flatMap(([title, labels]) =>
        labels.length === 0 ? [] : [{ title, table: { heads: [left('row')], rows: labels.map((label) => [label]) } }],
      ),
    ],
  };
}

function failText({ failOver, failed }: CompareReport): string {
  if (failOver === undefined) return '';
  return ` ${failed === 0 ? 'Nothing is' : `${failed} are`} worse by more than ${formatPercent(failOver)}.`;
}

function rowSection(changes: readonly RowChange[]): SheetSection {
  return {
    title: 'Rows that changed',
    text: ['Largest effect first.'],
    table: {
      heads: [
        left('row'),
        left('what'),
        right('change', 'change'),
        right('before', 'seconds'),
        right('after', 'seconds'),
        left('cycles', 'waits'),
        left('because'),
      ],
      rows: changes.map((row) => [
        rowLabel(row),
        row.what,
        row.change === null ? 'n/a (does not fit)' : changeText(row.change),
        formatSeconds(row.secondsBefore ?? { na: 'does not fit' }),
        formatSeconds(row.secondsAfter ?? { na: 'does not fit' }),
        row.cycles.map(({ reason, by }) => `${reason} ${by > 0 ? '+' : '-'}${formatCount(Math.abs(by))}`).join(', '),
        row.causes.join('; '),
      ]),
    },
  };
}

function valueSection(values: readonly ValueChange[]): SheetSection {
  return {
    title: 'Answers that changed',
    text: ['Largest effect first.'],
    table: {
      heads: [
        left('answer'),
        left('what'),
        right('change', 'change'),
        right('before'),
        right('after'),
        left('because'),
      ],
      rows: values.map((v) => [
        v.label,
        v.what,
        v.change === null ? 'n/a (not two numbers)' : changeText(v.change),
        valueText(v.before, v.unit),
        valueText(v.after, v.unit),
        v.causes.join('; '),
      ]),
    },
  };
}

/** `+12.3 %`. */
export const changeText = (change: number): string => `${change > 0 ? '+' : ''}${formatPercent(change)}`;

/** A value in its unit. */
export function valueText(value: Known | string, unit: string): string {
  if (typeof value === 'string') return value;
  if (unit === 's') return formatSeconds(value);
  if (unit === 'x') return formatRatio(value);
  return unit === '%' ? formatPercent(value) : `${formatNumber(value)} ${typeof value === 'number' ? unit : ''}`.trim();
}
