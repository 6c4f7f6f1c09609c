/** @file Measured LSTM layers (DeepBench, forward, fp32) that all devices of the tables have in common. */
import { calibrationPlan } from '../calibratePlan.js';
import { parseMeasuredCsv } from '../measuredCsv.js';
import { geometricMean } from './suiteTime.js';

export interface MeasuredDevice {
  readonly chip: string;
  readonly runtime: string;
  /** Geometric mean over the common rows. */
  readonly seconds: number;
}

export interface MeasuredLstms {
  readonly rows: number;
  readonly devices: readonly MeasuredDevice[];
}

const STEM = /_train_rnn_fp32\.csv$/;

/** One table a device, the oldest library where there are several. */
export function measuredLstms(readTable: (file: string) => string): MeasuredLstms {
  const plans = calibrationPlan.filter(
    ({ file, chip }, i) =>
      STEM.test(file) && calibrationPlan.findIndex((t) => t.chip === chip && STEM.test(t.file)) === i,
  );
  const tables = plans.map(({ file, chip, runtime }) => ({
    chip,
    runtime,
    times: forwardTimes(readTable(file), file),
  }));
  const common = [...tables[0].times.keys()].filter((row) => tables.every(({ times }) => times.has(row)));
  return {
    rows: common.length,
    devices: tables.map(({ chip, runtime, times }) => ({
      chip,
      runtime,
      seconds: geometricMean(common.map((row) => times.get(row)!)),
    })),
  };
}

/** Size of a layer → seconds. */
function forwardTimes(text: string, file: string): ReadonlyMap<string, number> {
  const rows = parseMeasuredCsv(text, file).rows.filter(
    ({ cells }) => cells.op === 'lstm' && cells.direction === 'fwd',
  );
  return new Map(
    rows.map(({ cells }) => [`${cells.hidden} ${cells.batch} ${cells.timesteps}`, Number(cells.time_ms) / 1e3]),
  );
}
