/** @file The report of a run as data: rows as the schema has them, and the figures of their chips. */
import { chipFigures } from '../sim/chipFigures.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { isRejected, type RunRow } from '../study/row.js';
import { hashJson } from './hash.js';
import { rowEntry } from './rowEntry.js';
import { RUN_SCHEMA, type RunReport, type RunReportRow } from './schemas/run.js';
import { ONCHIP_VERSION } from './version.js';

export interface RunInput extends Pick<RunReport, 'kernel' | 'source' | 'seed' | 'values' | 'valuesCheckedAt'> {
  /** Chips of the rows; of a rig the chip that it is made of. */
  readonly chips: readonly ChipSpec[];
  readonly rows: readonly RunRow[];
}

export function buildRunReport({ chips, rows, ...head }: RunInput): RunReport {
  const { kernel, source, seed, values, valuesCheckedAt } = head;
  return {
    ...{ schema: RUN_SCHEMA, version: ONCHIP_VERSION, kernel, source, seed, values, valuesCheckedAt },
    chips: Object.fromEntries(chips.map((chip) => [chip.name, chipValues(chip)])),
    rows: rows.map(runRowEntry),
  };
}

const runRowEntry = (row: RunRow): RunReportRow =>
  isRejected(row) ? row : ({ ...rowEntry(row), assumed: row.assumed } as RunReportRow);

function chipValues(chip: ChipSpec) {
  return { hash: hashJson(chip), values: figureValues(chip) };
}

/** Every figure of a chip by its path. */
export function figureValues(chip: ChipSpec): Readonly<Record<string, number>> {
  return Object.fromEntries(chipFigures(chip).map(({ path, figure }) => [path, figure.value]));
}
