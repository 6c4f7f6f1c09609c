/** @file Pipelined rungs: everything pinned, each layer on a group of units of its own. Layer l does step w - l in wave w, as
 * in the wavefront, but beside the other layers instead of after them: fewer units share a layer's rows, so its exchange
 * is among fewer and its barrier among two neighbouring layers. No barrier is for all units. */
import type { KernelTensor, LoopIndex, Stage, TileLike } from '../handles.js';
import type { RecurrentCell } from './cell.js';
import { residentSums } from './inCache.js';
import { declareState, declareWeights, type RecurrentBuilder, type ResidentLayer } from './layer.js';
import { wavesOf } from './wavefront.js';

interface StagedLayer extends ResidentLayer {
  readonly stage: Stage;
  /** What the layer below has sent, twice: it sends step t + 1 while step t is read. */
  readonly below: KernelTensor | null;
}

export function buildPipelined(k: RecurrentBuilder, cell: RecurrentCell): void {
  const { hidden: H, layers: L, batch: B, steps: T, input: I } = k.params;
  const layers = Array.from({ length: L }, (_, l): StagedLayer => {
    const stage = k.stage(`layer ${l}`);
    const below = l === 0 ? null : k.buffer(`below${l}`, [2, H, B], { stage });
    const weights = declareWeights(k, cell, l, 'pinned', 'pinned', stage);
    return { ...weights, ...declareState(k, cell, l, 1, stage), stage, below };
  });
  const x = k.input('x', [T, I, B], { residency: 'streamed', stage: layers[0].stage });
  const y = k.output('y', [T, H, B], { shard: 'rows', stage: layers[L - 1].stage });
  const layerStep = (l: number, t: LoopIndex, isRead: boolean): void => {
    const { below, own, h } = layers[l];
    const input: TileLike = below === null ? k.at(x, t) : k.at(below, t.mod(2));
    residentSums(k, layers[l], k.at(h, t.mod(2)), input);
    cell.fused(k, { ...layers[l], previous: own, h: own });
    if (isRead) k.exchange('all-gather', own, k.at(h, t.plus(1).mod(2)));
    const above = layers[l + 1]?.below;
    if (above) k.exchange('all-gather', own, k.at(above, t.mod(2)));
    if (l === L - 1) k.copy(k.at(y, t), own);
  };
  for (const { firstWave, waves, lowest, highest } of wavesOf(L, T)) {
    // What the last wave of all makes is read by nobody.
    const isRead = waves > 1 || firstWave < L + T - 2;
    k.repeat(`wave from ${firstWave}, layers ${lowest} to ${highest}`, waves, (w) => {
      for (let l = lowest; l <= highest; l++) {
        k.on(layers[l].stage, () => layerStep(l, w.plus(firstWave - l), isRead));
      }
      if (isRead) meet(k, layers, lowest, highest);
    });
  }
}

/** Each layer meets the next one, which reads what it has sent. The last layer alone has nobody but itself to meet. */
function meet(k: RecurrentBuilder, layers: readonly StagedLayer[], lowest: number, highest: number): void {
  for (let l = lowest; l <= highest; l++) {
    const above = layers[l + 1];
    if (above === undefined && l > lowest) continue;
    const other = above === undefined ? {} : { with: above.stage };
    k.on(layers[l].stage, () => k.barrier({ label: `barrier of layer ${l}`, scope: 'local', ...other }));
  }
}
