/** @file What is said of trained models only: which of their kernels each row is of and why, and the time of each layer. */
import { formatBytes, formatSeconds } from '../../report/numbers.js';
import type { RunReportRow } from '../../report/schemas/run.js';
import { layerLines } from '../../report/sheets/network.js';
import { colors } from '../output.js';
import { formatShare } from './quantity.js';
import { machineText, pairs } from './rowText.js';
import { wideTable } from './table.js';

type SimulatedRow = Exclude<RunReportRow, { readonly rejected: unknown }>;
type Rung = NonNullable<SimulatedRow['rungs']>[number];

const rowLabel = (row: SimulatedRow): string => `${machineText(row)} ${row.format}`;

/** The chosen kernel of each row beside the others. */
export function rungsText(rows: readonly SimulatedRow[]): readonly string[] {
  const lines = rows.flatMap((row) => {
    if (row.rungs === undefined) return [];
    const others = row.rungs.filter(({ kernel }) => kernel !== row.kernel).map(rungText);
    return [[`  ${rowLabel(row)}`, `${shortName(row.kernel)} ${formatSeconds(row.seconds)}; ${others.join('; ')}`]];
  });
  return lines.length === 0 ? [] : [`${colors.bold('chosen')} (the fastest that fits)\n${pairs(lines)}`];
}

const shortName = (kernel: string): string => kernel.slice(kernel.lastIndexOf('#') + 1);

function rungText(rung: Rung): string {
  if (!('rejected' in rung)) return `${shortName(rung.kernel)} ${formatSeconds(rung.seconds)}`;
  const { level, needBytes, haveBytes, suggestion } = rung.rejected;
  return `${shortName(rung.kernel)} does not fit: needs ${formatBytes(needBytes)} of ${formatBytes(haveBytes)} ${level}, ${suggestion}`;
}

/** A table of layers for each row that has them. */
export function partsText(rows: readonly SimulatedRow[]): readonly string[] {
  return rows.flatMap((row) => {
    if (row.parts === undefined) return [];
    const lines = layerLines(row, formatShare);
    const heads = ['layer', '>cycles', '>of all', '>multiply-adds', '>in the units', '>off the units'];
    return [`${colors.bold(`layers on ${rowLabel(row)}`)} (${row.kernel})\n${wideTable(heads, lines)}`];
  });
}
