/** @file Wavefront rungs: everything pinned, every layer on all units, layers skewed in time. In wave w, layer l does step w - l: it reads what the
 * layer below and itself made one wave before, so one barrier serves all layers: T + L - 2 barriers instead of T·L
 * (Appleyard et al. 2016 streams layers the same way). */
import type { LoopIndex } from '../handles.js';
import type { RecurrentCell } from './cell.js';
import { residentSums } from './inCache.js';
import { declareState, declareWeights, type RecurrentBuilder } from './layer.js';

/** Consecutive waves with the same layers at work. */
interface Span {
  readonly firstWave: number;
  readonly waves: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The ramp up, the steady middle and the ramp down: layer l is at work in waves l to l + T - 1. */
export function wavesOf(layers: number, steps: number): Span[] {
  const last = layers + steps - 1;
  const changes = Array.from({ length: layers }, (_, l) => [l, l + steps]).flat();
  const starts = [...new Set(changes)].filter((w) => w < last).sort((a, b) => a - b);
  return starts.map((firstWave, i) => ({
    firstWave,
    waves: (starts[i + 1] ?? last) - firstWave,
    lowest: Math.max(0, firstWave - steps + 1),
    highest: Math.min(layers - 1, firstWave),
  }));
}

export function buildWavefront(k: RecurrentBuilder, cell: RecurrentCell): void {
  const { hidden: H, layers: L, batch: B, steps: T, input: I } = k.params;
  const x = k.input('x', [T, I, B], { residency: 'streamed' });
  const y = k.output('y', [T, H, B], { shard: 'rows' });
  const layers = Array.from({ length: L }, (_, l) => ({
    ...declareWeights(k, cell, l, 'pinned'),
    ...declareState(k, cell, l),
  }));
  const layerStep = (l: number, t: LoopIndex, isRead: boolean): void => {
    const { own, h } = layers[l];
    // The layer below has done step t in the wave before: its newest h is in slot (t + 1) mod 2.
    const below = l === 0 ? k.at(x, t) : k.at(layers[l - 1].h, t.plus(1).mod(2));
    residentSums(k, layers[l], k.at(h, t.mod(2)), below);
    cell.fused(k, { ...layers[l], previous: own, h: own });
    if (isRead) k.exchange('all-gather', own, k.at(h, t.plus(1).mod(2)));
    if (l === L - 1) k.copy(k.at(y, t), own);
  };
  for (const { firstWave, waves, lowest, highest } of wavesOf(L, T)) {
    // What the last wave of all makes is read by nobody.
    const isRead = waves > 1 || firstWave < L + T - 2;
    k.repeat(`wave from ${firstWave}, layers ${lowest} to ${highest}`, waves, (w) => {
      for (let l = lowest; l <= highest; l++) layerStep(l, w.plus(firstWave - l), isRead);
      if (isRead) k.barrier();
    });
  }
}
