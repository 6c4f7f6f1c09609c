/** @file The rungs whose weights are read from memory each step: naive (a launch for each operation) and fused (what
 * libraries do: the input products of all steps at once, then per step one product and one cell). */
import type { KernelTensor, TileLike } from '../handles.js';
import type { CellTiles, RecurrentCell } from './cell.js';
import { declareWeights, type RecurrentBuilder } from './layer.js';

const shared = { residency: 'cached', shard: 'rows' } as const;

export function buildStreamed(k: RecurrentBuilder, cell: RecurrentCell, fused: boolean): void {
  const { hidden: H, layers: L, batch: B, steps: T, input: I } = k.params;
  let below: KernelTensor = k.input('x', [T, I, B], { residency: 'cached' });
  const start = cell.readsPrevious ? k.buffer('start', [H, B], { ...shared, zeroed: true }) : null;
  for (let l = 0; l < L; l++) below = streamedLayer(k, cell, l, below, start, fused);
}

/** One layer over all steps; returns its h of all steps. */
function streamedLayer(
  k: RecurrentBuilder,
  cell: RecurrentCell,
  l: number,
  input: KernelTensor,
  start: KernelTensor | null,
  fused: boolean,
): KernelTensor {
  const { hidden: H, layers: L, batch: B, steps: T } = k.params;
  const { W, U, b } = declareWeights(k, cell, l, 'cached');
  const sums = { ...shared, groups: cell.gates };
  const gates = k.buffer(`gates${l}`, [fused ? T : 1, cell.gates * H, B], sums);
  const recurrent = cell.splitSums ? k.buffer(`recurrent${l}`, [cell.gates * H, B], { ...sums, zeroed: true }) : null;
  const active = fused ? null : k.buffer(`active${l}`, [cell.gates * H, B], sums);
  const c = cell.hasState ? k.buffer(`c${l}`, [H, B], { ...shared, zeroed: true }) : null;
  const h = l === L - 1 ? k.output('y', [T, H, B], shared) : k.buffer(`h${l}`, [T, H, B], shared);
  if (fused) k.launch(`layer ${l} inputs`, () => k.matmul(gates, W, input));
  const step = (at: (t: KernelTensor) => TileLike, previous: TileLike | null): void => {
    const g = fused ? at(gates) : gates;
    if (!fused) k.launch('W·x', () => k.matmul(g, W, at(input)));
    if (previous !== null) {
      k.launch('U·h', () => k.matmul(recurrent ?? g, U, previous, { accumulate: recurrent === null }));
    }
    const tiles: CellTiles = { gates: g, recurrent, b, c, previous: previous ?? start, h: at(h) };
    if (active === null) k.launch('cell', () => cell.fused(k, tiles));
    else {
      k.launch('activate', () => cell.activate(k, tiles, active));
      k.launch('state', () => cell.update(k, tiles, active));
    }
  };
  // The state before the first step is zero, so that step has no recurrent product.
  step((t) => k.at(t, 0), null);
  k.repeat(`step of layer ${l}`, T - 1, (t) => step((x) => k.at(x, t.plus(1)), k.at(h, t)));
  return h;
}
