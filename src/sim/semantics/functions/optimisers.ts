/** @file Optimisers, fp32 inside. All read the gradient as stored, put the clip factor on it, cut it to the clip value, and
 * leave everything alone when the factor says SKIP. Weight and state are updated in place. */
import type { TileAccess } from '../../tensors.js';
import type { PointwiseFunction } from './function.js';
import { SKIP } from './gradients.js';
import { scheduleRow } from './schedule.js';

const f = Math.fround;

interface Operands {
  readonly w: Float32Array;
  readonly g: Float32Array;
  readonly states: readonly Float32Array[];
  readonly factor: number;
  readonly limit: number;
  readonly schedule: Float32Array;
  readonly rate: number;
}

/** Reads: w, g, factor, schedule, states…; writes: w, states…. Null when this update is skipped. */
function operandsOf(tiles: TileAccess, stateCount: number): Operands | null {
  const part = (position: number): Float32Array => {
    const { data, offset, slots, rows, columns } = tiles.read(position);
    return data.subarray(offset, offset + slots * rows * columns);
  };
  const schedule = part(3);
  const factor = part(2)[0];
  if (factor === SKIP) return null;
  return {
    w: part(0),
    g: part(1),
    states: Array.from({ length: stateCount }, (_, i) => part(4 + i)),
    factor,
    limit: schedule[scheduleRow.clipValue],
    schedule,
    rate: schedule[scheduleRow.learningRate],
  };
}

/** Gradient with the clip factor on it; NaN stays NaN. */
function clipped(g: number, factor: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, f(g * factor)));
}

const shared = ['w', 'g', 'factor', 'schedule'];

/** Momentum: m ← momentum · m - rate · g; w ← w + m. Constant: momentum. */
export const sgd: PointwiseFunction = {
  name: 'sgd',
  inputs: [...shared, 'm'],
  outputs: ['w', 'm'],
  simple: 6,
  special: 0,
  apply: (tiles, { momentum }) => {
    const operands = operandsOf(tiles, 1);
    if (operands === null) return;
    const { w, g, factor, limit, rate } = operands;
    const [m] = operands.states;
    const mu = f(momentum);
    for (let e = 0; e < w.length; e++) {
      const next = f(f(mu * m[e]) - f(rate * clipped(g[e], factor, limit)));
      m[e] = next;
      w[e] = w[e] + next;
    }
    tiles.commit(0);
    tiles.commit(1);
  },
};

/** RMSProp: v ← decay · v + (1 - decay) g²; w ← w - rate · g / (√(v + epsilon) + epsilon). */
export const rmsProp: PointwiseFunction = {
  name: 'rmsProp',
  inputs: [...shared, 'v'],
  outputs: ['w', 'v'],
  simple: 9,
  special: 2,
  apply: (tiles, { decay, epsilon }) => {
    const operands = operandsOf(tiles, 1);
    if (operands === null) return;
    const { w, g, factor, limit, rate } = operands;
    const [v] = operands.states;
    const [keep, take, tiny] = [f(decay), f(1 - f(decay)), f(epsilon)];
    for (let e = 0; e < w.length; e++) {
      const d = clipped(g[e], factor, limit);
      const next = f(f(keep * v[e]) + f(take * f(d * d)));
      v[e] = next;
      w[e] = w[e] - f(f(rate * d) / f(f(Math.sqrt(f(next + tiny))) + tiny));
    }
    tiles.commit(0);
    tiles.commit(1);
  },
};

/** Adam (Kingma and Ba 2015, Alg. 1): the schedule holds the bias corrections. Constants: beta1, beta2, epsilon. */
export const adam: PointwiseFunction = {
  name: 'adam',
  inputs: [...shared, 'm', 'v'],
  outputs: ['w', 'm', 'v'],
  simple: 13,
  special: 2,
  apply: (tiles, { beta1, beta2, epsilon }) => {
    const operands = operandsOf(tiles, 2);
    if (operands === null) return;
    const { w, g, factor, limit, schedule, rate } = operands;
    const [m, v] = operands.states;
    const [keepM, takeM, keepV, takeV] = [f(beta1), f(1 - f(beta1)), f(beta2), f(1 - f(beta2))];
    const moment = f(rate * schedule[scheduleRow.momentCorrection]);
    const variance = schedule[scheduleRow.varianceCorrection];
    const tiny = f(epsilon);
    for (let e = 0; e < w.length; e++) {
      const d = clipped(g[e], factor, limit);
      const nextM = f(f(keepM * m[e]) + f(takeM * d));
      const nextV = f(f(keepV * v[e]) + f(takeV * f(d * d)));
      m[e] = nextM;
      v[e] = nextV;
      w[e] = w[e] - f(f(moment * nextM) / f(f(Math.sqrt(f(nextV * variance))) + tiny));
    }
    for (let i = 0; i < 3; i++) tiles.commit(i);
  },
};
