/** @file The Mackey-Glass series (Mackey and Glass 1977), chaotic at a delay of 17: x' = 0.2 x(t-17) / (1 + x(t-17)^10) -
 * 0.1 x. Given the past, predict six time units ahead. Only + - * / are used, so every machine makes the same series. */
import { uniformAt } from '../../numerics/random.js';
import type { Batch } from '../batch.js';
import { HELD_OUT, normalisedError, type Task, type TaskSizes } from './task.js';

const DELAY = 17;
const STEPS_A_UNIT = 10;
const SETTLING_UNITS = 500;
const HORIZON = 6;
const SERIES_UNITS = 6000;

/** Values at whole time units after the transient, by Euler steps of a tenth. */
export function mackeyGlass(units: number): Float64Array {
  const lag = DELAY * STEPS_A_UNIT;
  const total = (SETTLING_UNITS + units) * STEPS_A_UNIT;
  const x = new Float64Array(lag + total + 1).fill(1.2);
  for (let i = lag; i < lag + total; i++) {
    const late = x[i - lag];
    const square = late * late;
    const fourth = square * square;
    x[i + 1] = x[i] + ((0.2 * late) / (1 + fourth * fourth * square) - 0.1 * x[i]) / STEPS_A_UNIT;
  }
  return Float64Array.from({ length: units }, (_, i) => x[lag + (SETTLING_UNITS + i) * STEPS_A_UNIT]);
}

/** Windows of the first four fifths train, of the last fifth evaluate; mean 0 and variance 1 by the training part. */
export function mackeyGlassTask({ batch: B, steps: T, seed }: TaskSizes): Task {
  const series = mackeyGlass(SERIES_UNITS);
  const cut = Math.floor(0.8 * SERIES_UNITS);
  const mean = series.subarray(0, cut).reduce((sum, x) => sum + x, 0) / cut;
  const variance = series.subarray(0, cut).reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / cut;
  const deviation = Math.sqrt(variance);
  const make = (index: number, from: number, to: number): Batch => {
    const x = new Float32Array(T * B);
    const targets = new Float32Array(T * B);
    const room = to - from - T - HORIZON;
    for (let j = 0; j < B; j++) {
      const start = from + Math.floor(room * uniformAt({ seed, stream: 7100, step: index }, j));
      for (let t = 0; t < T; t++) {
        x[t * B + j] = (series[start + t] - mean) / deviation;
        targets[t * B + j] = (series[start + t + HORIZON] - mean) / deviation;
      }
    }
    return { x, targets, weights: new Float32Array(T * B).fill(1 / (T * B)), fresh: true };
  };
  return {
    name: 'mackey-glass',
    title: `Mackey-Glass series, ${HORIZON} time units ahead`,
    shape: { classes: 1, vocabulary: 0, regression: true, realInputs: 1 },
    training: { batch: (index) => make(index, 0, cut) },
    heldOut: { batch: (index) => make(HELD_OUT + index, cut, SERIES_UNITS) },
    heldOutBatches: 8,
    metric: normalisedError,
    baseline: 1,
    best: 0,
  };
}
