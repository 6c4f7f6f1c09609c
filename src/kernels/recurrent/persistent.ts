/** @file Persistent rungs: one layer at a time, its recurrent weights held in the units while all steps run in one launch
 * (Diamos et al. 2016, "Persistent RNNs"). The input products of all steps are one library product before it, in a
 * launch of its own; their rows come in one step ahead of their use. */
import type { KernelTensor } from '../handles.js';
import type { RecurrentCell } from './cell.js';
import { declareState, declareWeights, type RecurrentBuilder } from './layer.js';

const shared = { residency: 'cached', shard: 'rows' } as const;

export function buildPersistent(k: RecurrentBuilder, cell: RecurrentCell): void {
  const { layers: L, batch: B, steps: T, input: I } = k.params;
  let below: KernelTensor = k.input('x', [T, I, B], { residency: 'cached' });
  for (let l = 0; l < L; l++) below = persistentLayer(k, cell, l, below);
}

/** One layer in two launches; returns its h of all steps. */
function persistentLayer(k: RecurrentBuilder, cell: RecurrentCell, l: number, below: KernelTensor): KernelTensor {
  const { hidden: H, layers: L, batch: B, steps: T } = k.params;
  const { W, U, b } = declareWeights(k, cell, l, 'pinned', 'cached');
  const products = k.buffer(`products${l}`, [T, cell.gates * H, B], { ...shared, groups: cell.gates });
  const { gates, recurrent, c, own, h } = declareState(k, cell, l, 2);
  const all = l === L - 1 ? k.output('y', [T, H, B], shared) : k.buffer(`y${l}`, [T, H, B], shared);
  k.launch(`layer ${l} inputs`, () => k.matmul(products, W, below));
  k.launch(`layer ${l} steps`, () => {
    k.repeat(`step of layer ${l}`, T, (t) => {
      const sums = k.at(gates, t.mod(2));
      k.copy(sums, k.at(products, t));
      k.matmul(recurrent ?? sums, U, k.at(h, t.mod(2)), { accumulate: recurrent === null });
      cell.fused(k, { gates: sums, recurrent, b, c, previous: own, h: own });
      k.copy(k.at(all, t), own);
      k.exchange('all-gather', own, k.at(h, t.plus(1).mod(2)));
      k.barrier();
    });
  });
  return all;
}
