/** @file Agreement of a calibration with its tables, per group of rows. */
import { type MeasuredRow, predictRow } from './calibrateModel.js';
import { type CalibrationState, type CalibrationTable, stateModel } from './calibrateState.js';
import { type FitSummary, fitSummary } from './fitSummary.js';

/** Agreement of one group of rows (`fp32 fwd`, `fp16 gemm` …) of one device and runtime. */
export interface GroupFit extends FitSummary {
  readonly device: string;
  readonly runtime: string;
  readonly group: string;
}

export const groupOf = (row: MeasuredRow): string =>
  `${row.shape.format} ${row.kind === 'gemm' ? 'gemm' : row.shape.direction}`;

/** Agreement of a state with a table, per group of rows. */
export function groupFits(state: CalibrationState, table: CalibrationTable, key?: string): readonly GroupFit[] {
  const model = stateModel(state, table, key);
  const groups = new Map<string, { predicted: number; measured: number }[]>();
  for (const row of table.rows) {
    const pairs = groups.get(groupOf(row)) ?? [];
    pairs.push({ predicted: predictRow(model, row), measured: row.seconds });
    groups.set(groupOf(row), pairs);
  }
  return [...groups].map(([group, pairs]) => ({
    device: table.device,
    runtime: table.runtime,
    group,
    ...fitSummary(pairs),
  }));
}
