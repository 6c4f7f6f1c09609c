/** @file Chips as text: the list, and the sheet of one chip. */
import { formatBytes, groupThousands, significant } from '../../report/numbers.js';
import { plainText } from '../../report/textTable.js';
import { chipFigures } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { type Figure, figureRange } from '../../sim/figure.js';
import { type ChipSummary, summariseChip } from '../chipSummary.js';
import { colors } from '../output.js';
import { formatRate } from './quantity.js';
import { wideTable } from './table.js';

export interface RigLine {
  readonly name: string;
  readonly links: string;
}

/** One line a chip. */
export function chipList(chips: readonly ChipSummary[], rigs: readonly RigLine[]): string {
  const heads = ['name', 'title', '>units', '>clock', '>on chip', '>DRAM', '>DRAM rate', '>peak', 'at', '>assumed'];
  const lines = chips.map((c) => [
    c.name,
    c.title,
    `${groupThousands(c.units)} ${c.unitKind}`,
    formatRate(c.clockHz, 'Hz'),
    formatBytes(c.onChipBytes),
    formatBytes(c.dramBytes),
    formatRate(c.dramBytesPerSecond, 'B/s'),
    formatRate(c.peakOpsPerSecond, 'op/s'),
    c.defaultFormat,
    `${c.assumedFigures} of ${c.figures}`,
  ]);
  const words = [
    'assumed: figures that nobody has published. onchip chips NAME lists every figure with its source.',
    `rigs: ${rigs.map(({ name, links }) => `${name} (${links})`).join(', ')}`,
  ];
  return `${wideTable(heads, lines)}\n\n${words.join('\n')}`;
}

/** Every figure of one chip. */
export function chipSheet(chip: ChipSpec): string {
  const summary = summariseChip(chip);
  const head = [
    `${colors.bold(chip.name)}   ${plainText(chip.title)}, ${chip.year}`,
    `formats: ${summary.formats.join(', ')} (default ${summary.defaultFormat}, peak ${formatRate(summary.peakOpsPerSecond, 'op/s')})`,
    `runtimes: ${summary.runtimes.join(', ')}   trains: ${summary.trains ? 'yes' : 'no, inference only'}`,
    ...(chip.notes === undefined ? [] : [`note: ${plainText(chip.notes)}`]),
  ];
  const heads = ['figure', '>value', 'unit', 'status', 'range', 'source'];
  const lines = chipFigures(chip).map(({ path, figure }) => [
    path,
    numberText(figure.value),
    figure.unit,
    { text: figure.status, ...(figure.status === 'assumed' ? { paint: colors.yellow } : {}) },
    rangeText(figure),
    figure.source,
  ]);
  const count = `${summary.assumedFigures} of ${summary.figures} figures are assumed.`;
  return `${head.join('\n')}\n\n${wideTable(heads, lines)}\n\n${count}`;
}

/** Figures are shown as they are, not rounded to three digits. */
function numberText(value: number): string {
  return Number.isInteger(value)
    ? groupThousands(value)
    : Math.abs(value) < 1e-3
      ? value.toExponential()
      : String(value);
}

function rangeText(figure: Figure): string {
  const [low, high] = figureRange(figure);
  return low === high ? '' : `${short(low)} … ${short(high)}`;
}

const short = (value: number): string =>
  Number.isInteger(value) || value >= 1e-3 ? significant(value) : value.toExponential(2);
