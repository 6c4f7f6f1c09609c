/** @file The residency map: which buffer takes how much of a level, and from when until when. Bright while some operation
 * still needs what is in it, pale while its place is only held. */
import * as Plot from '@observablehq/plot';
import { kernelColor } from '../html/colors.js';
import { formatBytes, formatCount, groupThousands } from '../numbers.js';
import { type Chart, type ChartSize, chartOf } from './draw.js';
import type { NamedRow } from './namedRow.js';

export interface ResidencyBlock {
  readonly level: string;
  readonly tensor: string;
  readonly bytes: number;
  readonly fromCycle: number;
  readonly toCycle: number;
  /** Its place in the pile of buffers that the level holds at that time, in bytes. */
  readonly fromByte: number;
  readonly used: readonly [first: number, last: number] | null;
}

/** Buffers piled up in each level; those of different launches use the same room. */
export function residencyBlocks({ row }: NamedRow): ResidencyBlock[] {
  const placed: ResidencyBlock[] = [];
  for (const { level, tensor, bytes, held, used } of row.liveness ?? []) {
    const [fromCycle, toCycle] = held;
    const below = placed.filter((b) => b.level === level && b.fromCycle < toCycle && fromCycle < b.toCycle);
    const fromByte = Math.max(0, ...below.map((b) => b.fromByte + b.bytes));
    placed.push({ level, tensor, bytes, fromCycle, toCycle, fromByte, used });
  }
  return placed;
}

const WIDE_HEIGHT = 150;
const NARROW_HEIGHT = 120;
/** Share of a level's pile below which a buffer's name would not fit into its block. */
const LEGIBLE_SHARE = 0.07;

/** Each level is drawn in its own measure: the most that it holds at a time fills the height. */
function levelsOf(blocks: readonly ResidencyBlock[]) {
  const most = new Map<string, number>();
  for (const b of blocks) most.set(b.level, Math.max(most.get(b.level) ?? 0, b.fromByte + b.bytes));
  return new Map(
    [...most].map(([level, mostBytes]) => [level, { mostBytes, label: `${level} ${formatBytes(mostBytes)}` }]),
  );
}

export function residencyMapChart(named: NamedRow, size: ChartSize): Chart {
  const blocks = residencyBlocks(named);
  const levels = levelsOf(blocks);
  const rects = blocks.map((b, i) => ({
    ...b,
    level: levels.get(b.level)!.label,
    from: b.fromByte / levels.get(b.level)!.mostBytes,
    to: (b.fromByte + b.bytes) / levels.get(b.level)!.mostBytes,
    color: kernelColor(i),
    title: `${b.tensor} in ${b.level}: ${formatBytes(b.bytes)}, held ${groupThousands(b.fromCycle)} to ${groupThousands(b.toCycle)}${usedText(b)}`,
  }));
  const needed = rects.flatMap((b) => (b.used === null ? [] : [{ ...b, first: b.used[0], last: b.used[1] }]));
  const place = { y1: 'from', y2: 'to', fy: 'level', fill: 'color', insetTop: 0.5 };
  const large = rects.filter(({ from, to }) => to - from >= LEGIBLE_SHARE);
  return chartOf(
    {
      height: levels.size * (size === 'wide' ? WIDE_HEIGHT : NARROW_HEIGHT) + 46,
      marginLeft: size === 'wide' ? 120 : 96,
      marginRight: 24,
      marginTop: 6,
      marginBottom: 40,
      x: {
        labelAnchor: 'center',
        label: 'cycle',
        domain: [0, named.row.cycles],
        tickFormat: formatCount,
        ticks: size === 'wide' ? 8 : 4,
      },
      y: { axis: null, domain: [0, 1] },
      fy: { label: null, domain: [...levels.values()].map(({ label }) => label), padding: 0.12 },
      marks: [
        Plot.rect(rects, { x1: 'fromCycle', x2: 'toCycle', ...place, fillOpacity: 0.35, title: 'title' } as never),
        Plot.rect(needed, { x1: 'first', x2: 'last', ...place, title: 'title' } as never),
        Plot.text(large, {
          x: (b: ResidencyBlock) => (b.fromCycle + b.toCycle) / 2,
          y: (b: { readonly from: number; readonly to: number }) => (b.from + b.to) / 2,
          fy: 'level',
          text: 'tensor',
          fill: 'var(--ink-on-color, #fff)',
          stroke: 'rgba(0,0,0,.45)',
          strokeWidth: 2.5,
        } as never),
      ],
    } as never,
    size,
    `Bytes held in each level over time: ${named.label}`,
  );
}

const usedText = ({ used }: ResidencyBlock): string =>
  used === null ? ', never used' : `, needed ${groupThousands(used[0])} to ${groupThousands(used[1])}`;
