/** @file Choices that need less room in the units than the rules of thumb do: fewer staging buffers, and exchanged buffers
 * that all units read through the chip's cache. */
import type { ChipSpec } from '../../sim/chipSchema.js';
import type { Target } from '../../sim/target.js';
import type { KernelGraph, Statement } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import type { Fixed } from './choices.js';

export type Relief = Omit<Fixed, 'units'>;

/** From no relief at all to all of it: if any choice fits, the last one does. */
export function reliefsOf(graph: KernelGraph, target: Target): readonly Relief[] {
  const streamed = graph.tensors.filter(isStaged);
  const exchanged = cacheable(graph, target.chip);
  const all = <T>(tensors: readonly KernelTensor[], value: T): Record<string, T> =>
    Object.fromEntries(tensors.map(({ name }) => [name, value]));
  const depths = streamed.length === 0 ? [] : streamed.every(({ slots }) => slots === 1) ? [0] : [1, 0];
  const staging = [{}, ...depths.map((depth) => ({ staging: all(streamed, depth) }))];
  if (exchanged.length === 0) return staging;
  const cached = { exchanged: all(exchanged, 'cache' as const) };
  return [...staging, ...staging.map((relief) => ({ ...relief, ...cached }))];
}

/** True for inputs that are copied into the units as they are used. */
export function isStaged({ residency, role }: KernelTensor): boolean {
  return residency === 'streamed' && role === 'input';
}

/** True when the chip has a cache that all units read through. */
export function hasSharedCache(chip: ChipSpec): boolean {
  return chip.levels.some(({ scope, managed }) => scope === 'chip' && managed === 'hardware');
}

/** Pinned buffers that all-gathers alone write and that are only read otherwise: every unit has the same bytes, so one copy
 * that all of them read will do. */
export function cacheable(graph: KernelGraph, chip: ChipSpec): readonly KernelTensor[] {
  if (!hasSharedCache(chip)) return [];
  const gathered = new Set<number>();
  const other = new Set<number>();
  const visit = (statements: readonly Statement[]): void => {
    for (const s of statements) {
      if (s.kind === 'repeat' || s.kind === 'launch') visit(s.body);
      else if (s.kind === 'exchange') {
        if (s.pattern === 'all-gather') gathered.add(s.to.tensor.id);
        else other.add(s.to.tensor.id);
        other.add(s.from.tensor.id);
      } else if (s.kind === 'matmul') {
        other.add(s.out.tensor.id).add(s.a.tensor.id);
        if (s.window !== undefined) other.add(s.b.tensor.id);
      } else if (s.kind === 'pointwise') for (const { tensor } of s.outs) other.add(tensor.id);
      else if (s.kind === 'copy') other.add(s.to.tensor.id);
      else if (s.kind === 'reduce' || s.kind === 'transpose') other.add(s.out.tensor.id).add(s.x.tensor.id);
      else if (s.kind === 'gather') other.add(s.out.tensor.id).add(s.table.tensor.id);
    }
  };
  visit(graph.body);
  return graph.tensors.filter(
    ({ id, residency, role }) => residency === 'pinned' && role === 'buffer' && gathered.has(id) && !other.has(id),
  );
}
