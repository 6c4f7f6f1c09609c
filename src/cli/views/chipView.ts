/** @file Chips as text: the list, and the sheet of one chip. */
import { chipFigures } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { type Figure, figureRange } from '../../sim/figure.js';
import { type ChipSummary, summariseChip } from '../chipSummary.js';
import { colors } from '../output.js';
import { bytesText, decimalText, three, wholeText } from './quantity.js';
import { table } from './table.js';

export interface RigLine {
  readonly name: string;
  readonly links: string;
}

/** One line a chip. */
export function chipList(chips: readonly ChipSummary[], rigs: readonly RigLine[]): string {
  const columns = [
    { name: 'name' },
    { name: 'title' },
    { name: 'units', align: 'right' },
    { name: 'clock', align: 'right' },
    { name: 'on chip', align: 'right' },
    { name: 'DRAM', align: 'right' },
    { name: 'DRAM rate', align: 'right' },
    { name: 'peak', align: 'right' },
    { name: 'at' },
    { name: 'assumed', align: 'right' },
  ] as const;
  const lines = chips.map((c) => [
    c.name,
    c.title,
    `${wholeText(c.units)} ${c.unitKind}`,
    decimalText(c.clockHz, 'Hz'),
    bytesText(c.onChipBytes),
    bytesText(c.dramBytes),
    decimalText(c.dramBytesPerSecond, 'B/s'),
    decimalText(c.peakOpsPerSecond, 'op/s'),
    c.defaultFormat,
    `${c.assumedFigures} of ${c.figures}`,
  ]);
  const words = [
    'assumed: figures that nobody has published. onchip chips NAME lists every figure with its source.',
    `rigs: ${rigs.map(({ name, links }) => `${name} (${links})`).join(', ')}`,
  ];
  return `${table(columns, lines)}\n\n${words.join('\n')}`;
}

/** Every figure of one chip. */
export function chipSheet(chip: ChipSpec): string {
  const summary = summariseChip(chip);
  const head = [
    `${colors.bold(chip.name)}   ${chip.title}, ${chip.year}`,
    `formats: ${summary.formats.join(', ')} (default ${summary.defaultFormat}, peak ${decimalText(summary.peakOpsPerSecond, 'op/s')})`,
    `runtimes: ${summary.runtimes.join(', ')}   trains: ${summary.trains ? 'yes' : 'no, inference only'}`,
    ...(chip.notes === undefined ? [] : [`note: ${chip.notes}`]),
  ];
  const columns = [
    { name: 'figure' },
    { name: 'value', align: 'right' },
    { name: 'unit' },
    { name: 'status' },
    { name: 'range' },
    { name: 'source' },
  ] as const;
  const lines = chipFigures(chip).map(({ path, figure }) => [
    path,
    numberText(figure.value),
    figure.unit,
    figure.status === 'assumed' ? colors.yellow(figure.status) : figure.status,
    rangeText(figure),
    figure.source,
  ]);
  const count = `${summary.assumedFigures} of ${summary.figures} figures are assumed.`;
  return `${head.join('\n')}\n\n${table(columns, lines)}\n\n${count}`;
}

/** Figures are shown as they are, not rounded to three digits. */
function numberText(value: number): string {
  return Number.isInteger(value) ? wholeText(value) : Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

function rangeText(figure: Figure): string {
  const [low, high] = figureRange(figure);
  return low === high ? '' : `${short(low)} … ${short(high)}`;
}

const short = (value: number): string =>
  Number.isInteger(value) || value >= 1e-3 ? three(value) : value.toExponential(2);
