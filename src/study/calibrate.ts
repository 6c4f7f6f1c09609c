/** @file `onchip calibrate`: fits the declared parameters and the libraries' rules on the measured tables, judges them on
 * devices left out, and writes them as source files with their provenance. Deterministic. */
import { InputError } from '../numerics/errors.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { gpuFigures } from '../sim/gpu/figures.js';
import { fitParameters, learnRules } from './calibrateFit.js';
import { type GroupFit, groupFits } from './calibrateGroups.js';
import { type LeftOut, leaveOneOut } from './calibrateLeaveOut.js';
import { type LeftShapes, leaveShapesOut } from './calibrateLeaveShapes.js';
import type { MeasuredRow } from './calibrateModel.js';
import { calibrationPlan, type PlannedTable } from './calibratePlan.js';
import { type CalibrationState, type CalibrationTable, startState } from './calibrateState.js';
import { type CalibratedFile, calibratedFiles } from './calibrateWrite.js';
import { parseMeasuredCsv } from './measuredCsv.js';
import { readMeasuredRow } from './measuredRow.js';

export interface CalibrateOptions {
  /** Text of a file of data/measured. */
  readonly readTable: (file: string) => string;
  readonly chip: (name: string) => ChipSpec;
  /** Skip all leave-out runs, which take more time than the fit. */
  readonly skipLeaveOut?: boolean;
  /** Skip only the runs that leave shapes out. */
  readonly skipLeaveShapes?: boolean;
  readonly onProgress?: (message: string) => void;
}

export interface CalibrateResult {
  readonly fitted: readonly GroupFit[];
  readonly leftOut: readonly LeftOut[];
  readonly leftShapes: readonly LeftShapes[];
  readonly files: readonly CalibratedFile[];
}

function readRows(planned: PlannedTable, text: string): readonly MeasuredRow[] {
  const table = parseMeasuredCsv(text, planned.file);
  if (table.broken[0] !== undefined) throw table.broken[0].error;
  return table.rows.map((raw) => readMeasuredRow(raw, table.kind, planned.file));
}

/** All tables of the plan, files of one chip and runtime together. Errors: InputError of a bad table. */
export function calibrationTables(options: CalibrateOptions): readonly CalibrationTable[] {
  const grouped = new Map<string, { device: string; runtime: string; rows: MeasuredRow[] }>();
  for (const planned of calibrationPlan) {
    const key = `${planned.chip} ${planned.runtime}`;
    const group = grouped.get(key) ?? { device: planned.chip, runtime: planned.runtime, rows: [] };
    group.rows.push(...readRows(planned, options.readTable(planned.file)));
    grouped.set(key, group);
  }
  if (grouped.size === 0) throw new InputError({ where: 'calibrate', expected: 'measured tables', found: 'none' });
  return [...grouped.values()].map((group) => ({ ...group, gpu: gpuFigures(options.chip(group.device)) }));
}

const ALTERNATIONS = 3;
const SEARCH_ROUNDS = 10;

/** Rules for the present parameters, parameters for those rules, in turn; rules last. */
export function fitState(tables: readonly CalibrationTable[], progress: (message: string) => void): CalibrationState {
  const state = startState(tables);
  for (let i = 1; i <= ALTERNATIONS; i++) {
    progress(`fit ${i} of ${ALTERNATIONS}`);
    learnRules(state, tables);
    fitParameters(state, tables, SEARCH_ROUNDS);
  }
  learnRules(state, tables);
  return state;
}

/** Runs the whole calibration. Errors: InputError for a bad table or chip. */
export function runCalibrate(options: CalibrateOptions): CalibrateResult {
  const progress = options.onProgress ?? (() => {});
  const tables = calibrationTables(options);
  const state = fitState(tables, progress);
  const skip = options.skipLeaveOut === true;
  const leftOut = skip ? [] : leaveOneOut(state, tables, progress);
  const leftShapes = skip || options.skipLeaveShapes === true ? [] : leaveShapesOut(state, tables);
  const fitted = tables.flatMap((table) => groupFits(state, table));
  return { fitted, leftOut, leftShapes, files: calibratedFiles(state, tables) };
}
