/** @file All layers' weights and state stay in the units' own memory; one launch for the whole sequence. Each unit owns
 * some hidden units of every layer; after each layer of each step the units exchange h and meet in a barrier. */
import type { LoopIndex, TileLike } from '../handles.js';
import type { RecurrentCell } from './cell.js';
import { declareState, declareWeights, type RecurrentBuilder, type ResidentLayer } from './layer.js';

export function buildInCache(k: RecurrentBuilder, cell: RecurrentCell): void {
  const { hidden: H, layers: L, batch: B, steps: T, input: I } = k.params;
  const x = k.input('x', [T, I, B], { residency: 'streamed' });
  const y = k.output('y', [T, H, B]);
  const layers = Array.from({ length: L }, (_, l) => ({
    ...declareWeights(k, cell, l, 'pinned'),
    ...declareState(k, cell, l),
  }));
  k.repeat('step', T, (t) => {
    const top = layers.reduce<TileLike>((below, layer) => layerStep(k, cell, layer, below, t), k.at(x, t));
    k.copy(k.at(y, t), top);
  });
}

/** One step of one resident layer; returns the tile of its new h. */
function layerStep(
  k: RecurrentBuilder,
  cell: RecurrentCell,
  layer: ResidentLayer,
  below: TileLike,
  t: LoopIndex,
): TileLike {
  const { own, h } = layer;
  const next = k.at(h, t.plus(1).mod(2));
  residentSums(k, layer, k.at(h, t.mod(2)), below);
  cell.fused(k, { ...layer, previous: own, h: own });
  k.exchange('all-gather', own, next);
  k.barrier();
  return next;
}

/** U·h, then W·x: added up, or kept apart for cells that need both. */
export function residentSums(k: RecurrentBuilder, layer: ResidentLayer, before: TileLike, below: TileLike): void {
  const { W, U, gates, recurrent } = layer;
  k.matmul(recurrent ?? gates, U, before);
  k.matmul(gates, W, below, { accumulate: recurrent === null });
}
