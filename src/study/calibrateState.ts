/** @file The state of a calibration: parameters and rules of every architecture and library, and models made of them. */
import type { GpuFigures } from '../sim/gpu/figures.js';
import type { GpuModel } from '../sim/gpu/gemm.js';
import type { GpuFormat, LibraryRules } from '../sim/gpu/library.js';
import { libraryFacts } from '../sim/gpu/libraryFacts.js';
import type { ArchitectureParameters, RuntimeParameters } from '../sim/gpu/parameters.js';
import { type MeasuredRow, predictRow } from './calibrateModel.js';

/** All rows of one chip under one runtime. */
export interface CalibrationTable {
  readonly device: string;
  readonly runtime: string;
  readonly gpu: GpuFigures;
  readonly rows: readonly MeasuredRow[];
}

/** Shared by all architectures but the two efficiencies. */
export interface CalibrationState {
  shared: Omit<ArchitectureParameters, 'mathEfficiency' | 'tensorEfficiency'>;
  tensorEfficiency: number;
  readonly mathEfficiency: Map<string, number>;
  /** Key: `architecture runtime`. */
  readonly runtimes: Map<string, RuntimeParameters>;
  readonly rules: Map<string, Partial<Record<GpuFormat, LibraryRules>>>;
}

export const libraryKey = (t: CalibrationTable): string => `${t.gpu.architecture} ${t.runtime}`;

const DEFAULT_EFFICIENCY = 0.92;
/** Steps whose launches fit the host queue (1024 entries at about five a step). */
export const QUEUE_STEPS = 200;

/** Where every search starts; the same for all architectures. */
export const startRuntime: RuntimeParameters = {
  gapSeconds: 4e-6,
  callSeconds: 5e-6,
  setupSeconds: 3e-5,
  queueFillSeconds: 2e-5,
  queueSteps: QUEUE_STEPS,
};

export function startState(tables: readonly CalibrationTable[]): CalibrationState {
  const keys = [...new Set(tables.map(libraryKey))];
  return {
    shared: {
      stallCycles: { deep: 100, shallow: 500, none: 1300 },
      waveCycles: 2000,
      l2ReuseFraction: 0.6,
      rowChangeBytes: 200,
    },
    tensorEfficiency: 0.85,
    mathEfficiency: new Map(tables.map((t) => [t.gpu.architecture, DEFAULT_EFFICIENCY])),
    runtimes: new Map(keys.map((key) => [key, startRuntime])),
    rules: new Map(),
  };
}

export function copyState(s: CalibrationState): CalibrationState {
  return {
    ...s,
    mathEfficiency: new Map(s.mathEfficiency),
    runtimes: new Map(s.runtimes),
    rules: new Map(s.rules),
  };
}

/** The model of one table under the present state. */
export function stateModel(state: CalibrationState, t: CalibrationTable, key = libraryKey(t)): GpuModel {
  const [architecture, runtime] = key.split(' ') as [string, string];
  return {
    gpu: t.gpu,
    parameters: {
      ...state.shared,
      mathEfficiency: state.mathEfficiency.get(t.gpu.architecture) ?? DEFAULT_EFFICIENCY,
      tensorEfficiency: state.tensorEfficiency,
    },
    library: {
      runtime,
      architecture,
      evidence: '',
      facts: libraryFacts[runtime]!,
      parameters: state.runtimes.get(key) ?? startRuntime,
      rules: state.rules.get(key) ?? {},
    },
  };
}

/** Mean |ln(predicted / measured)| over all rows of the tables. */
export function stateError(state: CalibrationState, tables: readonly CalibrationTable[]): number {
  let sum = 0;
  let count = 0;
  for (const table of tables) {
    const model = stateModel(state, table);
    for (const row of table.rows) sum += Math.abs(Math.log(predictRow(model, row) / row.seconds));
    count += table.rows.length;
  }
  return sum / Math.max(1, count);
}
