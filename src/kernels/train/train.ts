/** @file Training as a program like any other: forward over T steps with what the backward pass needs kept, loss, back
 * propagation through time, weight gradients, clipping, optimiser. Executed it trains, simulated it says what that costs
 * with everything resident on the chip. */

import { scheduleRows } from '../../sim/semantics/functions/schedule.js';
import type { KernelTensor, TileLike } from '../handles.js';
import { defineKernel, type Kernel, type KernelCheck } from '../kernel.js';
import { gruReference } from '../reference/gru.js';
import { lstmReference } from '../reference/lstm.js';
import { rnnReference } from '../reference/rnn.js';
import { trainingReference } from '../reference/training.js';
import { type Backward, declareBackward, headBackward, layerBackward, startBackward } from './backward.js';
import {
  type CellName,
  cellStep,
  declareHead,
  declareNetwork,
  inputStep,
  type Network,
  projectionStep,
  startStates,
} from './network.js';
import { type Dropped, type TrainBuilder, trainParams } from './trainParams.js';
import { declareUpdate, update } from './update.js';

function trainingKernel(cell: CellName): Kernel {
  return defineKernel({
    name: `${cell}.train`,
    title: `${cell.toUpperCase()} training step: forward, back propagation through time, optimiser; all resident`,
    params: trainParams,
    trains: true,
    check: trainingCheck(cell),
    build(k) {
      const net = declareNetwork(k, cell);
      const schedule = k.input('schedule', [scheduleRows, 1], { residency: 'pinned', precision: 'fp32' });
      const dropped = declareDropout(k, net, schedule);
      const backward = declareBackward(k, net);
      const updates = declareUpdate(k, net, schedule);
      forward(k, net, dropped, backward);
      startBackward(k, backward, updates);
      const { steps: T, layers: L } = k.params;
      k.repeat('step back', T, (s) => {
        const t = s.reversed(T - 1);
        headBackward(k, net, backward, updates, dropped, t);
        for (let l = L - 1; l >= 0; l--) layerBackward(k, { net, backward, updates, dropped, l, t, s });
      });
      update(k, updates);
    },
  });
}

const references = { lstm: lstmReference, gru: gruReference, rnn: rnnReference } as const;

/** Losses and all gradients of a network small enough for finite differences, on real inputs with squared errors; the
 * update that follows has a learning rate of nothing. */
function trainingCheck(cell: CellName): KernelCheck {
  const untouched = /^(schedule|m\.|v\.|master\.)/;
  return {
    reference: trainingReference(references[cell]),
    inputRange: (tensor, { hidden }) =>
      untouched.test(tensor) ? 0 : /^[WUb]/.test(tensor) ? 1 / Math.sqrt(hidden) : 1,
    smaller: (params) => ({
      ...params,
      hidden: Math.min(params.hidden, 6),
      layers: Math.min(params.layers, 2),
      batch: Math.min(params.batch, 3),
      steps: Math.min(params.steps, 4),
      classes: Math.min(params.classes, 3),
      input: Math.min(params.input, 5),
      vocabulary: 0,
      regression: 1,
      master: 0,
      dropout: 0,
    }),
  };
}

function declareDropout(k: TrainBuilder, net: Network, schedule: KernelTensor): readonly Dropped[] | null {
  const { dropout, hidden: H, batch: B, steps: T } = k.params;
  if (dropout === 0) return null;
  return net.layers.map(({ index: l }) => {
    const mask = k.buffer(`mask${l}`, [T, H, B]);
    k.pointwise('dropoutMask', [mask], [schedule], { constants: { percent: dropout, stream: 1000 + l } });
    return { mask, h: k.buffer(`dropped${l}`, [T, H, B]) };
  });
}

function forward(
  k: TrainBuilder,
  net: Network,
  dropped: readonly Dropped[] | null,
  { cells, dLogits }: Backward,
): void {
  const { batch: B, steps: T, classes: C, layers: L, regression } = k.params;
  const head = declareHead(k);
  const logits = k.buffer('logits', [C, B], { precision: 'accumulator' });
  const weights = k.input('weights', [T, 1, B], { precision: 'fp32' });
  const loss = k.output('loss', [T, 1, B], { residency: 'pinned', precision: 'fp32' });
  startStates(k, net, cells);
  k.repeat('step', T, (t) => {
    let below: TileLike = inputStep(k, net, t);
    for (let l = 0; l < L; l++) {
      cellStep(k, net, cells[l], l, below, t);
      below = k.at(net.layers[l].h, t.plus(1).mod(2));
      if (dropped === null) continue;
      k.pointwise('multiply', [k.at(dropped[l].h, t)], [below, k.at(dropped[l].mask, t)]);
      below = k.at(dropped[l].h, t);
    }
    projectionStep(k, net, head, below, logits);
    const fn = regression === 1 ? 'squaredErrorGradient' : 'softmaxCrossEntropy';
    k.pointwise(fn, [k.at(loss, t), k.at(dLogits, t)], [logits, k.at(net.targets, t), k.at(weights, t)]);
  });
}

export const trainingKernels: Readonly<Record<CellName, Kernel>> = {
  lstm: trainingKernel('lstm'),
  gru: trainingKernel('gru'),
  rnn: trainingKernel('rnn'),
};
