/** @file Cuts sharded tensors over the units, or over those of their stage. Units with equal shares form a class, and one
 * unit of each class is simulated: 1,216 tiles with two distinct shares cost as much as 12. */
import { type CutTensor, isOwned, type Part, partOf, widestCut } from '../../sim/cuts.js';
import type { StageDecl, UnitClass } from '../../sim/program.js';
import type { KernelGraph } from '../graph.js';
import type { KernelTensor, Stage } from '../handles.js';

export interface Partition {
  readonly units: number;
  readonly classes: readonly UnitClass[];
  /** None when all units run everything. */
  readonly stages: readonly StageDecl[];
  /** Rows of the tensor that one unit of class `cls` owns; all rows when they are not cut. */
  rowsOf(tensor: KernelTensor, cls: number): number;
  columnsOf(tensor: KernelTensor, cls: number): number;
  /** Elements of one slot that one unit of class `cls` has; none outside the tensor's stage. */
  elementsOf(tensor: KernelTensor, cls: number): number;
  /** Units of the tensor's stage, or all of them. */
  unitsOf(tensor: KernelTensor): number;
}

const cutOf = (t: KernelTensor): CutTensor => ({ cut: t.shard, rows: t.rows, columns: t.columns, groups: t.groups });

/** The largest number of parts that any sharded tensor can be cut into; units beyond it would idle. */
export function widestExtent(tensors: readonly KernelTensor[]): number {
  return Math.max(1, ...tensors.map((t) => widestCut(cutOf(t))));
}

/** Cut every sharded tensor over `units` units (of its stage): the first of them get what is left over. */
export function partition(
  tensors: readonly KernelTensor[],
  units: number,
  stages: readonly StageDecl[] = [],
): Partition {
  const classes = classesOf(tensors, units, stages);
  const home = (tensor: KernelTensor): StageDecl | null =>
    tensor.stage === undefined ? null : stages[tensor.stage.id];
  const nothing: Part = { firstRow: 0, rows: 0, firstColumn: 0, columns: 0 };
  const part = (tensor: KernelTensor, cls: number): Part => {
    const stage = home(tensor);
    const { firstUnit } = classes[cls];
    if (stage === null) return partOf(cutOf(tensor), units, firstUnit);
    if (classes[cls].stage !== tensor.stage?.id) return nothing;
    return partOf(cutOf(tensor), stage.units, firstUnit - stage.firstUnit);
  };
  return {
    units,
    classes,
    stages,
    rowsOf: (tensor, cls) => tensor.groups * part(tensor, cls).rows,
    columnsOf: (tensor, cls) => part(tensor, cls).columns,
    elementsOf(tensor, cls) {
      const { rows, columns } = part(tensor, cls);
      return tensor.groups * rows * columns;
    },
    unitsOf: (tensor) => home(tensor)?.units ?? units,
  };
}

interface StageCut {
  readonly cut: CutTensor;
  readonly stage: number | undefined;
}

/** The ways in which tensors are cut, each once. */
function distinctCuts(tensors: readonly KernelTensor[]): readonly StageCut[] {
  const cuts = new Map<string, StageCut>();
  for (const t of tensors) {
    if (!isOwned(t.shard) && !t.shard.startsWith('block')) continue;
    cuts.set(`${t.shard} ${t.rows / t.groups} ${t.columns} ${t.stage?.id}`, { cut: cutOf(t), stage: t.stage?.id });
  }
  return [...cuts.values()];
}

/** Units with equal parts of everything, in order of the first of each. A search cuts thousands of times over up to a
 * thousand units: neighbours are mostly alike, and only where they differ is a share looked up. */
function classesOf(tensors: readonly KernelTensor[], units: number, stages: readonly StageDecl[]): UnitClass[] {
  const cuts = distinctCuts(tensors);
  const stageOf = (unit: number): number =>
    stages.findIndex((s) => unit >= s.firstUnit && unit < s.firstUnit + s.units);
  const members = new Map<string, number[]>();
  /** Stage, then rows and columns of each cut. */
  const share = new Array<number>(1 + 2 * cuts.length).fill(-1);
  let current: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    if (fillShare(share, stageOf(unit), cuts, unit, units, stages) || unit === 0) {
      const key = share.join(' ');
      const found = members.get(key);
      current = found ?? [];
      if (found === undefined) members.set(key, current);
    }
    current.push(unit);
  }
  return [...members.values()].map((list) => {
    const [firstUnit, count] = [list[0], list.length];
    const neighbours = list[count - 1] - firstUnit === count - 1;
    const stage = stageOf(firstUnit);
    return { firstUnit, count, ...(neighbours ? {} : { units: list }), ...(stage < 0 ? {} : { stage }) };
  });
}

/** Writes what a unit has of each cut into `share`, nothing outside the cut's stage. True when that changed it. */
function fillShare(
  share: number[],
  own: number,
  cuts: readonly StageCut[],
  unit: number,
  units: number,
  stages: readonly StageDecl[],
): boolean {
  let changed = share[0] !== own;
  share[0] = own;
  for (let i = 0; i < cuts.length; i++) {
    const { cut, stage } = cuts[i];
    let [rows, columns] = [-1, -1];
    if (stage === undefined) ({ rows, columns } = partOf(cut, units, unit));
    else if (stage === own) ({ rows, columns } = partOf(cut, stages[stage].units, unit - stages[stage].firstUnit));
    changed ||= share[2 * i + 1] !== rows || share[2 * i + 2] !== columns;
    share[2 * i + 1] = rows;
    share[2 * i + 2] = columns;
  }
  return changed;
}

/** Cut a kernel over at most `units` units; null when its stages need more. */
export function cutKernel({ tensors, stages }: KernelGraph, units: number): Partition | null {
  if (stages.length === 0) return partition(tensors, units);
  const split = splitUnits(stages, tensors, units);
  if (split === null) return null;
  const all = split[split.length - 1];
  return partition(tensors, all.firstUnit + all.units, split);
}

/** Neighbouring units for each stage: what it asks for, its share, or an equal part of the rest. Who did not ask for a
 * number gets no more units than there is work for. Null when there are too few units. */
function splitUnits(stages: readonly Stage[], tensors: readonly KernelTensor[], units: number): StageDecl[] | null {
  const counts = stages.map((s) => s.units ?? (s.share === undefined ? 0 : Math.max(1, Math.floor(s.share * units))));
  const rest = stages.filter((s) => s.units === undefined && s.share === undefined);
  const left = units - counts.reduce((a, b) => a + b, 0);
  if (left < rest.length) return null;
  rest.forEach((s, i) => {
    counts[s.id] = Math.floor(left / rest.length) + (i < left % rest.length ? 1 : 0);
  });
  let firstUnit = 0;
  return stages.map((s) => {
    const widest = widestExtent(tensors.filter((t) => t.stage?.id === s.id));
    const decl = { name: s.name, firstUnit, units: s.units ?? Math.min(counts[s.id], widest) };
    firstUnit += decl.units;
    return decl;
  });
}

/** Fewest units that the stages of a kernel need. */
export function fewestUnits({ stages }: KernelGraph): number {
  return stages.reduce((sum, s) => sum + (s.units ?? 1), 0);
}
