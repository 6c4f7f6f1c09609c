/** @file Does it fit? Places what a kernel pins, and the staging buffers of what it streams, without simulating; what it
 * keeps off the units has to fit in the chip's DRAM. */
import type { Target } from '../../sim/target.js';
import type { KernelGraph } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import type { Kernel } from '../kernel.js';
import { lifetimesOf } from './lifetime.js';
import { partition, widestExtent } from './partition.js';
import { bytesOf, machineOf, type PlacementResult, placeTensors } from './placement.js';
import { stageKey, stageSlots } from './staging.js';

/** True when the kernel's pinned tensors fit with these parameters. */
export function fits(kernel: Kernel, params: Readonly<Record<string, number>>, target: Target): boolean {
  const graph = kernel.graph(params, machineOf(target));
  return place(graph, target, largestCut(graph, target)).fits;
}

/** As many units as have a row to own. */
export function largestCut(graph: KernelGraph, target: Target): number {
  return Math.min(target.chip.units.count.value, widestExtent(graph.tensors));
}

/** Place what is pinned and what streamed tensors need for staging; what is left must fit off chip. */
export function place(graph: KernelGraph, target: Target, units: number): PlacementResult {
  const inside = placeInUnits(graph, target, units);
  if (!inside.fits) return inside;
  const needBytes = graph.tensors.reduce((sum, t) => sum + (t.residency === 'pinned' ? 0 : bytesOf(target, t)), 0);
  const haveBytes = target.chip.dram.capacityBytes.value;
  return needBytes <= haveBytes ? inside : { fits: false, rejection: { level: 'dram', needBytes, haveBytes } };
}

/** What only one launch uses shares its room with what only another one uses. */
function placeInUnits(graph: KernelGraph, target: Target, units: number): PlacementResult {
  const cut = partition(graph.tensors, units);
  const lifetimes = lifetimesOf(graph);
  const groups = new Map<number | null, KernelTensor[]>([[null, []]]);
  for (const t of graph.tensors) {
    const launch = lifetimes.get(t.id) ?? null;
    const local = inUnits(t);
    if (local !== null) groups.set(launch, [...(groups.get(launch) ?? []), local]);
  }
  const always = placeTensors(target, groups.get(null) ?? [], cut, null);
  if (!always.fits) return always;
  const placed = new Map(always.placed);
  for (const [launch, tensors] of groups) {
    if (launch === null) continue;
    const result = placeTensors(target, tensors, cut, always);
    if (!result.fits) return result;
    for (const [id, places] of result.placed) placed.set(id, places);
  }
  return { ...always, placed };
}

/** What the units hold of a tensor: itself when it is pinned, staging buffers when it is streamed in. */
function inUnits(t: KernelTensor): KernelTensor | null {
  if (t.residency === 'pinned') return t;
  if (t.residency !== 'streamed' || t.role !== 'input') return null;
  return { ...t, id: stageKey(t), slots: stageSlots(t), shard: 'replicated' };
}
