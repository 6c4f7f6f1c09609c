/** @file Does it fit? Places what a kernel pins, and the staging buffers of what it streams, without simulating; what it
 * keeps off the units has to fit in the chip's DRAM. */
import type { Target } from '../../sim/target.js';
import { type KernelGraph, type Statement, tilesOf } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import type { Kernel } from '../kernel.js';
import type { Fixed } from './choices.js';
import { lifetimesOf } from './lifetime.js';
import { cutKernel, fewestUnits, type Partition, widestExtent } from './partition.js';
import { bytesOf, machineOf, type PlacementResult, placeTensors } from './placement.js';
import { reliefsOf } from './reliefs.js';
import { stageKey, stageSlots } from './staging.js';

/** True when some plan of the mapping space fits with these parameters: with the choices that need least in the units. */
export function fits(kernel: Kernel, params: Readonly<Record<string, number>>, target: Target): boolean {
  const graph = kernel.graph(params, machineOf(target));
  const units = largestCut(graph, target);
  return reliefsOf(graph, target).some((relief) => place(graph, target, { ...relief, units }).fits);
}

/** As many units as have something to own. */
export function largestCut(graph: KernelGraph, target: Target): number {
  const all = target.chip.units.count.value;
  if (graph.stages.length > 0) return cutKernel(graph, all)?.units ?? all;
  return Math.min(all, widestExtent(graph.tensors));
}

/** Place what is pinned and what streamed tensors need for staging; what is left must fit off chip. */
export function place(graph: KernelGraph, target: Target, fixed: Fixed, overflow = false): PlacementResult {
  const cut = cutKernel(graph, fixed.units);
  if (cut === null) {
    return { fits: false, rejection: { level: 'units', needBytes: fewestUnits(graph), haveBytes: fixed.units } };
  }
  const inside = placeInUnits(graph, target, cut, fixed, overflow);
  if (!inside.fits) return inside;
  const needBytes = graph.tensors.reduce((sum, t) => sum + (isInside(t, fixed) ? 0 : bytesOf(target, t)), 0);
  const haveBytes = target.chip.dram.capacityBytes.value;
  return overflow || needBytes <= haveBytes
    ? inside
    : { fits: false, rejection: { level: 'dram', needBytes, haveBytes } };
}

/** What only one launch uses shares its room with what only another one uses. */
function placeInUnits(
  graph: KernelGraph,
  target: Target,
  cut: Partition,
  fixed: Fixed,
  overflow: boolean,
): PlacementResult {
  const lifetimes = lifetimesOf(graph);
  const uses = fixed.order === 'busiest' ? usesOf(graph) : new Map<number, number>();
  const groups = new Map<number | null, KernelTensor[]>([[null, []]]);
  for (const t of graph.tensors) {
    const launch = lifetimes.get(t.id) ?? null;
    const local = inUnits(t, fixed);
    if (local !== null) groups.set(launch, [...(groups.get(launch) ?? []), local]);
  }
  const always = placeTensors(target, groups.get(null) ?? [], cut, { fixed, uses, overflow });
  if (!always.fits) return always;
  const placed = new Map(always.placed);
  for (const [launch, tensors] of groups) {
    if (launch === null) continue;
    const result = placeTensors(target, tensors, cut, { fixed, uses, beside: always, overflow });
    if (!result.fits) return result;
    for (const [id, places] of result.placed) placed.set(id, places);
  }
  return { ...always, placed };
}

/** True for what is pinned, unless the plan leaves it in the chip's cache. */
function isInside({ residency, name }: KernelTensor, { exchanged }: Fixed): boolean {
  return residency === 'pinned' && exchanged?.[name] !== 'cache';
}

/** What the units hold of a tensor: itself when it is pinned, staging buffers when it is streamed in. */
function inUnits(t: KernelTensor, fixed: Fixed): KernelTensor | null {
  if (t.residency === 'pinned') return isInside(t, fixed) ? t : null;
  if (t.residency !== 'streamed' || t.role !== 'input') return null;
  const slots = stageSlots(t, fixed);
  return slots === 0 ? null : { ...t, id: stageKey(t), slots, shard: 'replicated' };
}

/** Tensor → operations of the whole run that name it, loops counted out. */
function usesOf(graph: KernelGraph): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const visit = (statements: readonly Statement[], times: number): void => {
    for (const s of statements) {
      if (s.kind === 'repeat') visit(s.body, times * s.count);
      else if (s.kind === 'launch') visit(s.body, times);
      else for (const { tensor } of tilesOf(s)) uses.set(tensor.id, (uses.get(tensor.id) ?? 0) + times);
    }
  };
  visit(graph.body, 1);
  return uses;
}
