/** @file A map of the chip: a square a unit, the darker the longer it works; units that do nothing are empty. */
import * as Plot from '@observablehq/plot';
import { formatBytes, formatPercent } from '../numbers.js';
import { type Chart, type ChartSize, chartOf, layouts } from './draw.js';
import type { NamedRow } from './namedRow.js';

export interface UnitCell {
  readonly unit: number;
  /** Share of the cycles in which it works. */
  readonly work: number;
  readonly text: string;
}

/** Squares that a map shows at most: above, a square stands for several units. */
const MOST_CELLS = 320;

/** One cell a unit, or for every n-th unit of a large chip. */
export function unitCells({ row }: NamedRow): UnitCell[] {
  const { unitsOnChip } = row.mapping;
  const step = Math.ceil(unitsOnChip / MOST_CELLS);
  return Array.from({ length: Math.ceil(unitsOnChip / step) }, (_, i) => {
    const unit = i * step;
    const share = row.units?.find((u) => u.firstUnit <= unit && unit < u.firstUnit + u.units);
    const name = step === 1 ? `unit ${unit}` : `units ${unit} to ${Math.min(unit + step, unitsOnChip) - 1}`;
    if (share === undefined) return { unit, work: 0, text: `${name}: not used` };
    const held = Object.entries(share.bytes).map(([level, bytes]) => `${formatBytes(bytes)} in ${level}`);
    const work = share.work / row.cycles;
    return { unit, work, text: `${name}: works ${formatPercent(work)}, ${held.join(', ') || 'holds nothing'}` };
  });
}

export function unitMapChart(named: NamedRow, size: ChartSize): Chart {
  const cells = unitCells(named);
  const columns = Math.min(cells.length, size === 'wide' ? 40 : 20);
  const rows = Math.ceil(cells.length / columns);
  const squares = cells.map((c, i) => ({ ...c, x: i % columns, y: Math.floor(i / columns) }));
  const side = (layouts[size].width - 24) / (size === 'wide' ? 40 : 20);
  const most = Math.max(...cells.map(({ work }) => work), Number.MIN_VALUE);
  return chartOf(
    {
      width: Math.max(120, columns * side + 24),
      height: rows * side + 12,
      marginLeft: 12,
      marginRight: 12,
      marginTop: 6,
      marginBottom: 6,
      x: { axis: null, type: 'band', domain: Array.from({ length: columns }, (_, i) => i), padding: 0.12 },
      y: { axis: null, type: 'band', domain: Array.from({ length: rows }, (_, i) => i), padding: 0.12 },
      marks: [
        Plot.cell(squares, { x: 'x', y: 'y', fill: 'var(--track)', rx: 2, title: 'text' } as never),
        Plot.cell(
          squares.filter(({ work }) => work > 0),
          {
            x: 'x',
            y: 'y',
            fill: 'var(--t-work)',
            fillOpacity: (c: UnitCell) => 0.15 + (0.85 * c.work) / most,
            rx: 2,
            title: 'text',
          } as never,
        ),
      ],
    } as never,
    size,
    `Units of ${named.row.chip}: how long each works in ${named.label}`,
  );
}
