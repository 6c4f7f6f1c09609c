/** @file Two tests of memory over many steps (Hochreiter and Schmidhuber 1997): copying symbols after a delay, and adding
 * two marked numbers. Every sequence starts with a zero state. */
import { uniformAt } from '../../numerics/random.js';
import type { Batch } from '../batch.js';
import { bitsASymbol, countedSource, HELD_OUT, squaredErrorMetric, type Task, type TaskSizes } from './task.js';

const HELD_OUT_BATCHES = 8;
const SYMBOLS = 8;
const BLANK = SYMBOLS;
const RECALL = SYMBOLS + 1;

/** A fifth of the steps (10 at most) is read, the same number written; in between only the delay. */
export function copyTask({ batch: B, steps: T, seed }: TaskSizes): Task {
  const length = Math.max(1, Math.min(10, Math.floor(T / 5)));
  const make = (index: number): Batch => {
    const x = new Float32Array(T * B).fill(BLANK);
    const targets = new Float32Array(T * B).fill(-1);
    const weights = new Float32Array(T * B);
    for (let j = 0; j < B; j++) {
      x[(T - length - 1) * B + j] = RECALL;
      for (let i = 0; i < length; i++) {
        const symbol = Math.floor(SYMBOLS * uniformAt({ seed, stream: 7001, step: index }, j * length + i));
        x[i * B + j] = symbol;
        targets[(T - length + i) * B + j] = symbol;
        weights[(T - length + i) * B + j] = 1 / (length * B);
      }
    }
    return { x, targets, weights, fresh: true };
  };
  return {
    name: 'copy',
    title: `repeat ${length} of ${SYMBOLS} symbols after ${T - 2 * length} steps`,
    shape: { classes: SYMBOLS, vocabulary: SYMBOLS + 2, regression: false, realInputs: 0 },
    training: countedSource(make),
    heldOut: countedSource(make, HELD_OUT),
    heldOutBatches: HELD_OUT_BATCHES,
    metric: bitsASymbol,
    baseline: Math.log2(SYMBOLS),
    best: 0,
  };
}

/** Two of T numbers in [0,1) are marked, one in each half; their sum is wanted after the last step. */
export function addingTask({ batch: B, steps: T, seed }: TaskSizes): Task {
  const make = (index: number): Batch => {
    const x = new Float32Array(T * 2 * B);
    const targets = new Float32Array(T * B);
    const weights = new Float32Array(T * B);
    const half = Math.max(1, Math.floor(T / 2));
    for (let j = 0; j < B; j++) {
      const draw = (i: number): number => uniformAt({ seed, stream: 7002, step: index }, j * (T + 2) + i);
      const marked = [Math.floor(half * draw(T)), half + Math.floor((T - half) * draw(T + 1))];
      for (let t = 0; t < T; t++) {
        x[t * 2 * B + j] = draw(t);
        if (!marked.includes(t)) continue;
        x[(t * 2 + 1) * B + j] = 1;
        targets[(T - 1) * B + j] += draw(t);
      }
      weights[(T - 1) * B + j] = 1 / B;
    }
    return { x, targets, weights, fresh: true };
  };
  return {
    name: 'adding',
    title: `sum of two marked numbers among ${T}`,
    shape: { classes: 1, vocabulary: 0, regression: true, realInputs: 2 },
    training: countedSource(make),
    heldOut: countedSource(make, HELD_OUT),
    heldOutBatches: HELD_OUT_BATCHES,
    metric: squaredErrorMetric,
    // Always answering 1: the variance of a sum of two uniform numbers.
    baseline: 1 / 6,
    best: 0,
  };
}
