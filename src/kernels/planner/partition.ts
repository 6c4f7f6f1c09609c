/** @file Cuts the rows of sharded tensors over the units. Units with equal shares form a class, and one unit of each
 * class is simulated: 1,216 tiles with two distinct shares cost as much as 12. */
import type { UnitClass } from '../../sim/program.js';
import type { KernelTensor } from '../handles.js';

export interface Partition {
  readonly units: number;
  readonly classes: readonly UnitClass[];
  /** Rows of the tensor that one unit of class `cls` owns; all rows when it is not cut. */
  rowsOf(tensor: KernelTensor, cls: number): number;
}

/** Rows that are cut: a tensor of 4H rows in 4 groups has H of them. */
export function extentOf(tensor: KernelTensor): number {
  return tensor.rows / tensor.groups;
}

/** The largest number of rows that any sharded tensor can be cut into; units beyond it would idle. */
export function widestExtent(tensors: readonly KernelTensor[]): number {
  return Math.max(1, ...tensors.filter((t) => t.shard === 'rows').map(extentOf));
}

/** Cut every sharded tensor over `units` units: the first (extent mod units) of them get one row more. */
export function partition(tensors: readonly KernelTensor[], units: number): Partition {
  const cuts = new Set<number>([0]);
  for (const t of tensors) {
    if (t.shard === 'rows') cuts.add(extentOf(t) % units);
  }
  const starts = [...cuts].filter((c) => c < units).sort((a, b) => a - b);
  const classes = starts.map((firstUnit, i) => ({ firstUnit, count: (starts[i + 1] ?? units) - firstUnit }));
  return {
    units,
    classes,
    rowsOf(tensor, cls) {
      if (tensor.shard !== 'rows') return tensor.rows;
      const extent = extentOf(tensor);
      const more = classes[cls].firstUnit < extent % units ? 1 : 0;
      return tensor.groups * (Math.floor(extent / units) + more);
    },
  };
}
