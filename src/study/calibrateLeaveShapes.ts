/** @file Leave-shapes-out: rules learned without a fifth of the shapes predict that fifth. It says how far to trust the
 * model at sizes that nobody measured, where the library may take a kernel that no row near by shows. */
import { learnRules } from './calibrateFit.js';
import { groupOf } from './calibrateGroups.js';
import { type MeasuredRow, predictRow } from './calibrateModel.js';
import { type CalibrationState, type CalibrationTable, copyState, stateModel } from './calibrateState.js';
import { type FitSummary, fitSummary, type Pair } from './fitSummary.js';

const FOLDS = 5;
/** Spreads neighbours in the table over the folds. */
const STRIDE = 7919;

export interface LeftShapes extends FitSummary {
  readonly device: string;
  readonly runtime: string;
  readonly group: string;
}

/** Rows that differ in the number of steps, direction or format only are one shape: they leave together. */
function shapeName(row: MeasuredRow): string {
  if (row.kind === 'rnn') return `${row.shape.op} ${row.shape.hidden} ${row.shape.batch}`;
  const { m, n, k, transA, transB } = row.shape;
  return `${m} ${n} ${k} ${transA} ${transB}`;
}

/** Agreement on the left-out shapes, per device, runtime and group. */
export function leaveShapesOut(fitted: CalibrationState, tables: readonly CalibrationTable[]): readonly LeftShapes[] {
  const names = [...new Set(tables.flatMap((t) => t.rows.map(shapeName)))].sort();
  const foldOf = new Map(names.map((name, i) => [name, (i * STRIDE) % FOLDS]));
  const pairs = new Map<string, Pair[]>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const state = copyState(fitted);
    const inside = (row: MeasuredRow): boolean => foldOf.get(shapeName(row)) === fold;
    learnRules(
      state,
      tables.map((t) => ({ ...t, rows: t.rows.filter((row) => !inside(row)) })),
    );
    for (const table of tables) {
      const model = stateModel(state, table);
      for (const row of table.rows.filter(inside)) {
        const key = `${table.device}|${table.runtime}|${groupOf(row)}`;
        const pair = { predicted: predictRow(model, row), measured: row.seconds };
        pairs.set(key, [...(pairs.get(key) ?? []), pair]);
      }
    }
  }
  return [...pairs].map(([key, list]) => {
    const [device, runtime, group] = key.split('|') as [string, string, string];
    return { device, runtime, group, ...fitSummary(list) };
  });
}
