/** @file The two halves of a calibration: search of the physical parameters, and learning of the choice rules. */
import type { GpuFormat, LibraryRules, RuleKind } from '../sim/gpu/library.js';
import { learnKind } from './calibrateModel.js';
import { sharedRnnArchitectures } from './calibratePlan.js';
import type { RuleLimits } from './calibrateRule.js';
import { coordinateDescent, type SearchVariable } from './calibrateSearch.js';
import {
  type CalibrationState,
  type CalibrationTable,
  libraryKey,
  QUEUE_STEPS,
  startRuntime,
  stateError,
  stateModel,
} from './calibrateState.js';

/** Leaves a rule may have: enough for the paths that the tables show, far fewer than shapes. */
const ruleLimits: Readonly<Record<RuleKind, RuleLimits>> = {
  gemm: { maxLeaves: 18, minRows: 2, minGain: 0.15 },
  forward: { maxLeaves: 12, minRows: 2, minGain: 0.15 },
  backwardData: { maxLeaves: 12, minRows: 2, minGain: 0.15 },
  backwardWeights: { maxLeaves: 3, minRows: 2, minGain: 0.15 },
};
/** Backward-weights first: a sheet's `bwd` time needs it before backward-data can be learned. */
const ruleOrder: readonly RuleKind[] = ['backwardWeights', 'gemm', 'forward', 'backwardData'];

/** For a kind that no table of the library shows. */
function defaultRule(format: GpuFormat, tensor: boolean): string {
  return tensor && format !== 'fp32' ? '128x128x32/256 deep split fill 2' : '128x128x8/256 deep split fill 2';
}

function learnLibrary(state: CalibrationState, key: string, tables: readonly CalibrationTable[]): void {
  const own = tables.filter((t) => libraryKey(t) === key);
  const architecture = key.split(' ')[0]!;
  const family = sharedRnnArchitectures.includes(architecture)
    ? tables.filter((t) => t.gpu.architecture === architecture)
    : own;
  const formats = [...new Set(own.flatMap((t) => t.rows.map((row) => row.shape.format)))];
  for (const format of formats) {
    const found: Partial<Record<RuleKind, LibraryRules[RuleKind]>> = {};
    for (const kind of ruleOrder) {
      const used = (kind === 'gemm' ? own : family).map((t) => ({ model: stateModel(state, t), rows: t.rows }));
      const tensor = own[0]!.gpu.tensorMacsPerCycle > 0;
      found[kind] = learnKind(used, kind, format, ruleLimits[kind]) ?? defaultRule(format, tensor);
      const rules = { ...state.rules.get(key), [format]: { ...found } as LibraryRules };
      state.rules.set(key, rules);
    }
  }
}

/** Learns every library's rules that the tables show; libraries without a table keep theirs. */
export function learnRules(state: CalibrationState, tables: readonly CalibrationTable[]): void {
  for (const key of new Set(tables.map(libraryKey))) learnLibrary(state, key, tables);
}

function searchShared(state: CalibrationState, tables: readonly CalibrationTable[], rounds: number): void {
  const { stallCycles: stall, waveCycles, l2ReuseFraction, rowChangeBytes } = state.shared;
  const architectures = [...new Set(tables.map((t) => t.gpu.architecture))];
  const variables: readonly SearchVariable[] = [
    { name: 'deep stall', start: stall.deep, low: 10, high: 400 },
    { name: 'shallow stall', start: stall.shallow, low: 100, high: 1500 },
    { name: 'unpipelined stall', start: stall.none, low: 400, high: 4000 },
    { name: 'wave', start: waveCycles, low: 100, high: 8000 },
    { name: 'L2 reuse', start: l2ReuseFraction, low: 0.2, high: 1 },
    { name: 'row change', start: rowChangeBytes, low: 20, high: 1000 },
    { name: 'tensor efficiency', start: state.tensorEfficiency, low: 0.4, high: 1.1 },
    ...architectures.map((a) => ({ name: `math ${a}`, start: state.mathEfficiency.get(a)!, low: 0.85, high: 1.05 })),
  ];
  const apply = (v: readonly number[]): void => {
    state.shared = {
      stallCycles: { deep: v[0]!, shallow: v[1]!, none: v[2]! },
      waveCycles: v[3]!,
      l2ReuseFraction: v[4]!,
      rowChangeBytes: v[5]!,
    };
    state.tensorEfficiency = v[6]!;
    architectures.forEach((a, i) => {
      state.mathEfficiency.set(a, v[7 + i]!);
    });
  };
  const cost = (v: readonly number[]): number => {
    apply(v);
    return stateError(state, tables);
  };
  apply(coordinateDescent(variables, cost, rounds).values);
}

/** Queue cost a step, straight from rows that differ only in the number of steps: their times a step differ by
 * fill * (share of slow steps in one - share in the other). Median over all pairs; no model of the kernels enters. */
function measureQueueFill(state: CalibrationState, key: string, tables: readonly CalibrationTable[]): void {
  const byShape = new Map<string, { steps: number; perStep: number }[]>();
  for (const { device, rows } of tables.filter((t) => libraryKey(t) === key)) {
    for (const row of rows) {
      if (row.kind !== 'rnn' || row.shape.direction === 'bwd_weights') continue;
      const { steps, ...rest } = row.shape;
      const name = `${device} ${JSON.stringify(rest)}`;
      byShape.set(name, [...(byShape.get(name) ?? []), { steps, perStep: row.seconds / steps }]);
    }
  }
  const slowShare = (steps: number): number => Math.min(1, QUEUE_STEPS / steps);
  const found: number[] = [];
  for (const rows of byShape.values()) {
    const sorted = [...rows].sort((a, b) => a.steps - b.steps);
    const [short, long] = [sorted[0]!, sorted.at(-1)!];
    const difference = slowShare(short.steps) - slowShare(long.steps);
    if (difference > 0) found.push((short.perStep - long.perStep) / difference);
  }
  if (found.length === 0) return;
  const middle = found.sort((a, b) => a - b)[found.length >> 1]!;
  state.runtimes.set(key, { ...(state.runtimes.get(key) ?? startRuntime), queueFillSeconds: Math.max(0, middle) });
}

function searchRuntime(
  state: CalibrationState,
  key: string,
  tables: readonly CalibrationTable[],
  rounds: number,
): void {
  const p = state.runtimes.get(key) ?? startRuntime;
  const variables: readonly SearchVariable[] = [
    { name: 'gap', start: p.gapSeconds, low: 1e-6, high: 3e-5 },
    { name: 'call', start: p.callSeconds, low: 1e-6, high: 3e-5 },
    { name: 'set-up', start: p.setupSeconds, low: 1e-6, high: 3e-3 },
  ];
  const apply = (v: readonly number[]): void => {
    state.runtimes.set(key, {
      gapSeconds: v[0]!,
      callSeconds: v[1]!,
      setupSeconds: v[2]!,
      queueFillSeconds: p.queueFillSeconds,
      queueSteps: QUEUE_STEPS,
    });
  };
  const own = tables.filter((t) => libraryKey(t) === key);
  const cost = (v: readonly number[]): number => {
    apply(v);
    return stateError(state, own);
  };
  apply(coordinateDescent(variables, cost, rounds).values);
}

/** Fits the physical parameters to the tables with the rules as they are. */
export function fitParameters(state: CalibrationState, tables: readonly CalibrationTable[], rounds: number): void {
  const keys = new Set(tables.map(libraryKey));
  for (const key of keys) measureQueueFill(state, key, tables);
  searchShared(state, tables, rounds);
  for (const key of keys) searchRuntime(state, key, tables, rounds);
}
