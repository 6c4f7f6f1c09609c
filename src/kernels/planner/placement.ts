/** @file Puts pinned tensors into the levels of one unit, or refuses: nothing is ever spilled silently. */
import type { ChipSpec, MemoryLevel } from '../../sim/chipSchema.js';
import type { Placement } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import type { KernelTensor } from '../handles.js';
import type { KernelMachine } from '../machine.js';
import type { Partition } from './partition.js';

/** Why a kernel is refused on a target: bytes of a unit, or of the chip for level `dram`. */
export interface Rejection {
  readonly level: string;
  readonly needBytes: number;
  readonly haveBytes: number;
  readonly suggestion: string;
}

/** Tensor → where it lies, and what is left: bytes of each class in each pinnable level. */
export interface Placed {
  readonly fits: true;
  readonly placed: ReadonlyMap<number, readonly Placement[]>;
  readonly tensors: readonly KernelTensor[];
  readonly freeBytes: readonly (readonly number[])[];
}

export type PlacementResult = Placed | { readonly fits: false; readonly rejection: Omit<Rejection, 'suggestion'> };

/** Bytes of one element of a tensor on this target. */
export function elementBytes(target: Target, precision: KernelTensor['precision']): number {
  if (precision === 'fp32') return 4;
  if (precision === 'accumulator') return target.format.accumulate === 'fp16' ? 2 : 4;
  return target.format.storageBytes;
}

/** Bytes of the whole tensor. */
export function bytesOf(target: Target, { slots, rows, columns, precision }: KernelTensor): number {
  return Math.ceil(slots * rows * columns * elementBytes(target, precision));
}

/** Bytes of the tensor that one unit of class `cls` holds. */
export function bytesInUnit(target: Target, tensor: KernelTensor, cut: Partition, cls: number): number {
  const rows = cut.rowsOf(tensor, cls);
  return Math.ceil(tensor.slots * rows * tensor.columns * elementBytes(target, tensor.precision));
}

/** Levels of a unit that a kernel may pin data in, nearest first, with the bytes it may use there. */
export function pinnableLevels(chip: ChipSpec): readonly { readonly level: MemoryLevel; readonly bytes: number }[] {
  return chip.levels
    .filter((level) => level.scope === 'unit' && level.pinnableFraction.value > 0)
    .map((level) => ({ level, bytes: Math.floor(level.capacityBytes.value * level.pinnableFraction.value) }));
}

/** What a kernel may ask about its chip. */
export function machineOf({ chip }: Target): KernelMachine {
  const pinnableBytesPerUnit = pinnableLevels(chip).reduce((sum, l) => sum + l.bytes, 0);
  return { name: chip.name, units: chip.units.count.value, pinnableBytesPerUnit };
}

/** Only private data can live in registers: a lane cannot index another lane's. */
const isPrivate = (tensor: KernelTensor): boolean => tensor.shard === 'rows' && tensor.slots === 1;

const isAddressable = (level: MemoryLevel, levels: number): boolean => level.name !== 'register' || levels === 1;

/**
 * Greedy, deterministic: data that all lanes of a unit read (activations) goes to the nearest addressable level, then
 * weights and sums fill the levels from the nearest on, split where a level ends. `beside`: what lies there already.
 */
export function placeTensors(
  target: Target,
  tensors: readonly KernelTensor[],
  cut: Partition,
  beside: Placed | null = null,
): PlacementResult {
  const levels = pinnableLevels(target.chip);
  const free = cut.classes.map((_, cls) => beside?.freeBytes[cls].slice() ?? levels.map((l) => l.bytes));
  const all = [...(beside?.tensors ?? []), ...tensors];
  const placed = new Map<number, Placement[]>();
  const ordered = [...tensors].sort((a, b) => Number(isPrivate(a)) - Number(isPrivate(b)));
  for (const tensor of ordered) {
    const rest = cut.classes.map((_, cls) => bytesInUnit(target, tensor, cut, cls));
    const places: Placement[] = [];
    for (let l = 0; l < levels.length; l++) {
      if (!isPrivate(tensor) && !isAddressable(levels[l].level, levels.length)) continue;
      const bytesPerClass = rest.map((bytes, cls) => Math.min(bytes, free[cls][l]));
      if (bytesPerClass.every((bytes) => bytes === 0)) continue;
      bytesPerClass.forEach((bytes, cls) => {
        free[cls][l] -= bytes;
        rest[cls] -= bytes;
      });
      places.push({ level: levels[l].level.name, bytesPerClass });
    }
    if (rest.some((bytes) => bytes > 0)) {
      // What is not private competes for the addressable levels alone: naming registers, too, would show need < have.
      const open = isPrivate(tensor) ? levels : levels.filter(({ level }) => isAddressable(level, levels.length));
      const rivals = open.length === levels.length ? all : all.filter((t) => !isPrivate(t));
      return { fits: false, rejection: shortage(target, rivals, cut, open) };
    }
    placed.set(tensor.id, places);
  }
  return { fits: true, placed, tensors: all, freeBytes: free };
}

function shortage(
  target: Target,
  tensors: readonly KernelTensor[],
  cut: Partition,
  levels: ReturnType<typeof pinnableLevels>,
): Omit<Rejection, 'suggestion'> {
  const need = cut.classes.map((_, cls) => tensors.reduce((sum, t) => sum + bytesInUnit(target, t, cut, cls), 0));
  return {
    level: levels.map((l) => l.level.name).join(' + ') || 'no pinnable level',
    needBytes: Math.max(...need),
    haveBytes: levels.reduce((sum, l) => sum + l.bytes, 0),
  };
}
