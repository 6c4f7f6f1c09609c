/** @file Does it fit? Places what a kernel pins, and the staging buffers of what it streams, without simulating. */
import type { Target } from '../../sim/target.js';
import type { KernelGraph } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import type { Kernel } from '../kernel.js';
import { stageKey, stageSlots } from './lower.js';
import { partition, widestExtent } from './partition.js';
import { type PlacementResult, placeTensors } from './placement.js';

/** True when the kernel's pinned tensors fit with these parameters. */
export function fits(kernel: Kernel, params: Readonly<Record<string, number>>, target: Target): boolean {
  const graph = kernel.graph(params);
  return place(graph, target, largestCut(graph, target)).fits;
}

/** As many units as have a row to own. */
export function largestCut(graph: KernelGraph, target: Target): number {
  return Math.min(target.chip.units.count.value, widestExtent(graph.tensors));
}

/** Place what is pinned and what streamed tensors need for staging. */
export function place(graph: KernelGraph, target: Target, units: number): PlacementResult {
  const local: KernelTensor[] = [];
  for (const t of graph.tensors) {
    if (t.residency === 'pinned') local.push(t);
    else if (t.residency === 'streamed' && t.role === 'input') {
      local.push({ ...t, id: stageKey(t), slots: stageSlots(t), shard: 'replicated' });
    }
  }
  return placeTensors(target, local, partition(graph.tensors, units));
}
