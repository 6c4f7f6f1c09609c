/** @file Evaluation: the forward pass alone, predictions and losses of every step. */
import { defineKernel, type Kernel } from '../kernel.js';
import {
  type CellName,
  cellStep,
  declareCell,
  declareHead,
  declareNetwork,
  inputStep,
  networkParams,
  projectionStep,
  startStates,
} from './network.js';

/** `logits` [T,C,B] and `loss` [T,1,B] (nats, or squared error) of T steps. */
function evaluationKernel(cell: CellName): Kernel {
  return defineKernel({
    name: `${cell}.evaluate`,
    title: `${cell.toUpperCase()} with embedding, projection and loss, forward only`,
    params: networkParams,
    build(k) {
      const { batch: B, steps: T, classes: C, layers: L, regression } = k.params;
      const net = declareNetwork(k, cell);
      const cells = net.layers.map(({ index }) => declareCell(k, cell, index, false));
      const head = declareHead(k);
      const logits = k.output('logits', [T, C, B], { residency: 'pinned', precision: 'accumulator' });
      const loss = k.output('loss', [T, 1, B], { residency: 'pinned', precision: 'fp32' });
      startStates(k, net, cells);
      k.repeat('step', T, (t) => {
        let below = inputStep(k, net, t);
        for (let l = 0; l < L; l++) {
          cellStep(k, net, cells[l], l, below, t);
          below = k.at(net.layers[l].h, t.plus(1).mod(2));
        }
        projectionStep(k, net, head, below, k.at(logits, t));
        const fn = regression === 1 ? 'squaredError' : 'crossEntropy';
        k.pointwise(fn, [k.at(loss, t)], [k.at(logits, t), k.at(net.targets, t)]);
      });
    },
  });
}

export const evaluationKernels: Readonly<Record<CellName, Kernel>> = {
  lstm: evaluationKernel('lstm'),
  gru: evaluationKernel('gru'),
  rnn: evaluationKernel('rnn'),
};
