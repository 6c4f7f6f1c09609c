/** @file Leave-one-device-out: fit without a device, predict it.
 *
 * `parameters`: all parameters come from the other devices (shared ones from all, the math efficiency from devices of the
 * same architecture or the mean of the others, the runtime's times from the other runtimes); the library's choice rules
 * are kept, as the data they are: another cuBLAS cannot tell which kernel this one takes.
 * `rules too`: for an architecture with two devices the rules also come from the other device only. */
import { fitParameters, learnRules } from './calibrateFit.js';
import { groupFits } from './calibrateGroups.js';
import { type CalibrationState, type CalibrationTable, copyState, libraryKey, startRuntime } from './calibrateState.js';
import type { FitSummary } from './fitSummary.js';

export interface LeftOut extends FitSummary {
  readonly device: string;
  readonly runtime: string;
  readonly group: string;
  readonly mode: 'parameters' | 'rules too';
}

const ROUNDS = 8;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Times of a runtime that no table shows: the mean of the others of the same maker, or the start values. */
function strangerRuntime(state: CalibrationState, keys: readonly string[]) {
  const others = keys.map((key) => state.runtimes.get(key)!);
  if (others.length === 0) return startRuntime;
  return {
    ...startRuntime,
    gapSeconds: mean(others.map((p) => p.gapSeconds)),
    callSeconds: mean(others.map((p) => p.callSeconds)),
    setupSeconds: mean(others.map((p) => p.setupSeconds)),
    queueFillSeconds: mean(others.map((p) => p.queueFillSeconds)),
  };
}

function forget(state: CalibrationState, device: CalibrationTable, rest: readonly CalibrationTable[]): void {
  const { architecture } = device.gpu;
  if (!rest.some((t) => t.gpu.architecture === architecture)) {
    const others = [...state.mathEfficiency].filter(([name]) => name !== architecture).map(([, value]) => value);
    state.mathEfficiency.set(architecture, mean(others));
  }
  const key = libraryKey(device);
  if (rest.some((t) => libraryKey(t) === key)) return;
  const keys = [...new Set(rest.map(libraryKey))].filter((k) => k.includes('cudnn') === key.includes('cudnn'));
  state.runtimes.set(key, strangerRuntime(state, keys));
}

function sibling(table: CalibrationTable, rest: readonly CalibrationTable[]): CalibrationTable | undefined {
  return rest.find((t) => t.gpu.architecture === table.gpu.architecture && t.device !== table.device);
}

/** Errors per left-out device, runtime and group of rows. Tables of one device are left out together, but tables of the
 * V100 under its two runtimes one at a time: nothing else shows a Volta. */
export function leaveOneOut(
  fitted: CalibrationState,
  tables: readonly CalibrationTable[],
  progress: (message: string) => void,
): readonly LeftOut[] {
  const results: LeftOut[] = [];
  for (const table of tables) {
    progress(`leave out ${table.device} ${table.runtime}`);
    const alone = !tables.some((t) => t.gpu.architecture === table.gpu.architecture && t.device !== table.device);
    const rest = tables.filter((t) => (alone ? t !== table : t.device !== table.device));
    const state = copyState(fitted);
    fitParameters(state, rest, ROUNDS);
    forget(state, table, rest);
    for (const fit of groupFits(state, table)) results.push({ ...fit, mode: 'parameters' });
    const other = sibling(table, rest);
    if (other === undefined) continue;
    learnRules(state, rest);
    const own = libraryKey(table);
    state.rules.set(own, { ...state.rules.get(own), ...state.rules.get(libraryKey(other)) });
    for (const fit of groupFits(state, table)) results.push({ ...fit, mode: 'rules too' });
  }
  return results;
}
