/** @file The same network in float64, forward only, without cleverness: what every format's predictions are compared with,
 * and what gradients are checked against by finite differences. */
import { gateCount } from '../kernels/train/network.js';
import type { Batch } from './batch.js';
import type { NetworkConfig } from './config.js';

export type Values = Readonly<Record<string, ArrayLike<number>>>;

/** h and c of every layer, [H,B] each. */
export interface ReferenceState {
  readonly h: readonly Float64Array[];
  readonly c: readonly Float64Array[];
}

export interface ReferenceResult {
  /** [T,C,B] */
  readonly logits: Float64Array;
  /** [T,1,B]: nats, or squared error. */
  readonly loss: Float64Array;
  readonly state: ReferenceState;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function zeroState(config: NetworkConfig, batch: number): ReferenceState {
  const zeros = () => Array.from({ length: config.layers }, () => new Float64Array(config.hidden * batch));
  return { h: zeros(), c: zeros() };
}

/** Forward pass over the batch's T steps from `state`. `masks` [T,H,B] of each layer scale what goes up from it. */
export function referenceForward(
  config: NetworkConfig,
  weights: Values,
  batch: Batch,
  width: number,
  state: ReferenceState = zeroState(config, width),
  masks: readonly ArrayLike<number>[] | null = null,
): ReferenceResult {
  const { classes: C, layers } = config;
  const T = batch.weights.length / width;
  const logits = new Float64Array(T * C * width);
  const loss = new Float64Array(T * width);
  const h = state.h.map((x) => x.slice());
  const c = state.c.map((x) => x.slice());
  for (let t = 0; t < T; t++) {
    let below = inputAt(config, weights, batch, width, t);
    for (let l = 0; l < layers; l++) {
      cell(config, weights, l, below, h[l], c[l], width);
      below = masks === null ? h[l] : h[l].map((x, e) => x * masks[l][t * h[l].length + e]);
    }
    const y = logits.subarray(t * C * width, (t + 1) * C * width);
    product(weights.Wy, below, y, C, width);
    for (let r = 0; r < C; r++) for (let j = 0; j < width; j++) y[r * width + j] += weights.by[r];
    lossAt(config, batch, y, loss, t, width);
  }
  return { logits, loss, state: { h, c } };
}

function inputAt(config: NetworkConfig, weights: Values, { x }: Batch, B: number, t: number): Float64Array {
  const { input: I, vocabulary } = config;
  const out = new Float64Array(I * B);
  for (let i = 0; i < I; i++) {
    for (let j = 0; j < B; j++)
      out[i * B + j] = vocabulary > 0 ? weights.E[i * vocabulary + x[t * B + j]] : x[(t * I + i) * B + j];
  }
  return out;
}

/** out[r,:] += Σ w[r,i] x[i,:]. */
function product(w: ArrayLike<number>, x: Float64Array, out: Float64Array, rows: number, B: number): void {
  const k = x.length / B;
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < k; i++) {
      const v = w[r * k + i];
      for (let j = 0; j < B; j++) out[r * B + j] += v * x[i * B + j];
    }
  }
}

/** Advances h and c of layer l in place. */
function cell(
  config: NetworkConfig,
  weights: Values,
  l: number,
  below: Float64Array,
  h: Float64Array,
  c: Float64Array,
  B: number,
): void {
  const rows = gateCount[config.cell] * config.hidden;
  const fromX = new Float64Array(rows * B);
  const fromH = new Float64Array(rows * B);
  product(weights[`W${l}`], below, fromX, rows, B);
  product(weights[`U${l}`], h, fromH, rows, B);
  const bias = weights[`b${l}`];
  for (let r = 0; r < rows; r++) for (let j = 0; j < B; j++) fromX[r * B + j] += bias[r];
  const count = config.hidden * B;
  const sum = (gate: number, e: number): number => fromX[gate * count + e] + fromH[gate * count + e];
  for (let e = 0; e < count; e++) {
    if (config.cell === 'lstm') {
      c[e] = sigmoid(sum(1, e)) * c[e] + sigmoid(sum(0, e)) * Math.tanh(sum(2, e));
      h[e] = sigmoid(sum(3, e)) * Math.tanh(c[e]);
    } else if (config.cell === 'gru') {
      const [r, z] = [sigmoid(sum(0, e)), sigmoid(sum(1, e))];
      const n = Math.tanh(fromX[2 * count + e] + r * fromH[2 * count + e]);
      h[e] = (1 - z) * n + z * h[e];
    } else h[e] = Math.tanh(sum(0, e));
  }
}

function lossAt(config: NetworkConfig, batch: Batch, y: Float64Array, loss: Float64Array, t: number, B: number): void {
  const C = config.classes;
  for (let j = 0; j < B; j++) {
    const at = t * B + j;
    if (config.regression) {
      for (let r = 0; r < C; r++) loss[at] += (y[r * B + j] - batch.targets[(t * C + r) * B + j]) ** 2;
      continue;
    }
    const target = batch.targets[at];
    if (target < 0) continue;
    let max = Number.NEGATIVE_INFINITY;
    for (let r = 0; r < C; r++) max = Math.max(max, y[r * B + j]);
    let sum = 0;
    for (let r = 0; r < C; r++) sum += Math.exp(y[r * B + j] - max);
    loss[at] = Math.log(sum) - (y[target * B + j] - max);
  }
}
