/** @file Definitions and assumptions as a person reads them. */
import type { Metric } from '../../report/metrics.js';
import { significant } from '../../report/numbers.js';
import { wrap } from '../../report/textTable.js';
import { colors, outputWidth } from '../output.js';
import { wideTable } from './table.js';

/** The figures of a chip that nobody has published. */
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
