/** @file Price against performance: work per dollar of a chip whose price is open, over its price, beside chips with a list
 * price. Where the lines cross is the break-even price. */
import * as Plot from '@observablehq/plot';
import { kernelColor } from '../html/colors.js';
import { formatNumber, groupThousands } from '../numbers.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';

export interface PricedChip {
  readonly label: string;
  /** Time of the work, whatever it is: the same for all. */
  readonly seconds: number;
  /** List price, or null for a chip whose price is the question. */
  readonly dollars: number | null;
}

/** Price at which `chip` gives as much work per dollar as `other`. */
export const breakEvenDollars = (chip: PricedChip, other: PricedChip & { readonly dollars: number }): number =>
  (other.dollars * other.seconds) / chip.seconds;

/** Prices that the essay names: below the first three it wins, above the others it fails. */
export const essayPrices = [1000, 1500, 2000, 2500, 3000, 4000, 8000] as const;

const dollarsText = (value: number): string => `$${groupThousands(value)}`;

interface Level {
  readonly label: string;
  readonly y: number;
}

/** Lines closer than letters are high share a label. */
function together(levels: readonly Level[]): Level[] {
  const kept: Level[] = [];
  for (const level of [...levels].sort((a, b) => b.y - a.y)) {
    const last = kept[kept.length - 1];
    if (last === undefined || last.y / level.y > 1.12) kept.push(level);
    else kept[kept.length - 1] = { ...last, label: `${last.label}, ${level.label}` };
  }
  return kept;
}

export function priceChart(chips: readonly PricedChip[], size: ChartSize): Chart {
  const open = chips.filter(({ dollars }) => dollars === null);
  const listed = chips.filter((c): c is PricedChip & { readonly dollars: number } => c.dollars !== null);
  const crossings = open.flatMap((chip) =>
    listed.map((other) => ({
      x: breakEvenDollars(chip, other),
      y: 1 / (other.seconds * other.dollars),
      title: `${chip.label} equals ${other.label} (${dollarsText(other.dollars)}) at ${dollarsText(breakEvenDollars(chip, other))}`,
    })),
  );
  const xs = [...essayPrices, ...crossings.map(({ x }) => x)];
  const [low, high] = [Math.min(...xs) / 1.5, Math.max(...xs) * 1.5];
  const lines = open.flatMap((chip, i) =>
    [low, high].map((x) => ({ label: chip.label, color: kernelColor(i + 2), x, y: 1 / (chip.seconds * x) })),
  );
  const levels = listed.map((c) => ({ label: `${c.label} ${dollarsText(c.dollars)}`, y: 1 / (c.seconds * c.dollars) }));
  return chartOf(
    {
      height: size === 'wide' ? 330 : 270,
      marginLeft: 62,
      marginRight: size === 'wide' ? 210 : 30,
      marginTop: 16,
      marginBottom: 42,
      x: {
        labelAnchor: 'center',
        type: 'log',
        label: 'price of the chip',
        domain: [low, high],
        tickFormat: dollarsText,
        ticks: 4,
      },
      y: { type: 'log', label: '↑ runs a second and dollar', tickFormat: formatNumber, ticks: 4 },
      marks: [
        Plot.ruleX(essayPrices, { stroke: 'var(--grid)' }),
        Plot.ruleY(levels, { y: 'y', stroke: 'var(--muted)', strokeDasharray: '4 3' } as never),
        Plot.line(lines, { x: 'x', y: 'y', z: 'label', stroke: 'color', strokeWidth: 2 } as never),
        Plot.dot(crossings, {
          x: 'x',
          y: 'y',
          r: 4,
          fill: 'currentColor',
          stroke: 'var(--card)',
          title: 'title',
        } as never),
        Plot.text(together(levels), {
          x: () => high,
          y: 'y',
          text: 'label',
          textAnchor: size === 'wide' ? 'start' : 'end',
          dx: size === 'wide' ? 5 : -2,
          dy: size === 'wide' ? 0 : -7,
          fill: 'var(--muted)',
        } as never),
      ],
    } as never,
    size,
    'Work per dollar over the price, and the prices at which chips break even',
  );
}
