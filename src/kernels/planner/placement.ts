/** @file Puts pinned tensors into the levels of one unit, or refuses: nothing is ever spilled silently. */
import type { ChipSpec, MemoryLevel } from '../../sim/chipSchema.js';
import { isOwned } from '../../sim/cuts.js';
import type { Placement } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import type { KernelTensor } from '../handles.js';
import type { KernelMachine } from '../machine.js';
import { type Fixed, NEAREST } from './choices.js';
import type { Partition } from './partition.js';

/** Why a kernel is refused on a target: bytes of a unit, or of the chip for level `dram`; for level `units`, units that its
 * stages need and that the chip has. */
export interface Rejection {
  readonly level: string;
  readonly needBytes: number;
  readonly haveBytes: number;
  readonly suggestion: string;
  /** Plans that were looked at, and why each was refused. */
  readonly plans: number;
  readonly causes: readonly RejectionCause[];
}

export interface RejectionCause {
  readonly cause: string;
  readonly plans: number;
}

/** What one placement lacks. */
export type Shortage = Pick<Rejection, 'level' | 'needBytes' | 'haveBytes'>;

/** Tensor → where it lies, and what is left: bytes of each class in each pinnable level. */
export interface Placed {
  readonly fits: true;
  readonly placed: ReadonlyMap<number, readonly Placement[]>;
  readonly tensors: readonly KernelTensor[];
  readonly freeBytes: readonly (readonly number[])[];
}

export type PlacementResult = Placed | { readonly fits: false; readonly rejection: Shortage };

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
  return Math.ceil(tensor.slots * cut.elementsOf(tensor, cls) * elementBytes(target, tensor.precision));
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
export const isPrivate = (tensor: KernelTensor): boolean => isOwned(tensor.shard) && tensor.slots === 1;

const isAddressable = (level: MemoryLevel, levels: number): boolean => level.name !== 'register' || levels === 1;

/** What a plan says about placing, and what it must know for it. */
export interface PlaceOptions {
  readonly fixed?: Pick<Fixed, 'units'> & Partial<Pick<Fixed, 'order' | 'levels'>>;
  /** Tensor → operations of the whole run that name it; for the order `busiest`. */
  readonly uses?: ReadonlyMap<number, number>;
  /** What lies there already. */
  readonly beside?: Placed | null;
  /** Put what is left over into the last level all the same: the picture of a plan that does not fit. */
  readonly overflow?: boolean;
}

type Levels = ReturnType<typeof pinnableLevels>;

/**
 * Greedy, deterministic: data that all lanes of a unit read (activations) goes to the nearest addressable level, then
 * weights and sums fill the levels from the nearest on, split where a level ends; in the order in which they are
 * declared, or those first that most operations name.
 */
export function placeTensors(
  target: Target,
  tensors: readonly KernelTensor[],
  cut: Partition,
  { fixed, uses, beside = null, overflow = false }: PlaceOptions = {},
): PlacementResult {
  const levels = pinnableLevels(target.chip);
  const free = cut.classes.map((_, cls) => beside?.freeBytes[cls].slice() ?? levels.map((l) => l.bytes));
  const all = [...(beside?.tensors ?? []), ...tensors];
  const placed = new Map<number, Placement[]>();
  const rank = (t: KernelTensor): number => (fixed?.order === 'busiest' && isPrivate(t) ? (uses?.get(t.id) ?? 0) : 0);
  const ordered = [...tensors].sort((a, b) => Number(isPrivate(a)) - Number(isPrivate(b)) || rank(b) - rank(a));
  for (const tensor of ordered) {
    const rest = cut.classes.map((_, cls) => bytesInUnit(target, tensor, cut, cls));
    const places: Placement[] = [];
    const open = levelsFor(tensor, levels, fixed?.levels?.[tensor.name]);
    for (const l of open) {
      const last = overflow && l === open[open.length - 1];
      const bytesPerClass = rest.map((bytes, cls) => (last ? bytes : Math.min(bytes, Math.max(0, free[cls][l]))));
      if (bytesPerClass.every((bytes) => bytes === 0)) continue;
      bytesPerClass.forEach((bytes, cls) => {
        free[cls][l] -= bytes;
        rest[cls] -= bytes;
      });
      places.push({ level: levels[l].level.name, bytesPerClass });
    }
    if (rest.some((bytes) => bytes > 0)) return { fits: false, rejection: shortageFor(tensor, target, all, cut) };
    placed.set(tensor.id, places);
  }
  return { fits: true, placed, tensors: all, freeBytes: free };
}

/** Levels (indices) that may hold a tensor, in the order in which they are filled. */
function levelsFor(tensor: KernelTensor, levels: Levels, first?: string): readonly number[] {
  const from = first === undefined || first === NEAREST ? 0 : levels.findIndex(({ level }) => level.name === first);
  return levels.flatMap(({ level }, l) =>
    l >= from && (isPrivate(tensor) || isAddressable(level, levels.length)) ? [l] : [],
  );
}

/** Names of the levels that may hold a tensor. */
export function levelNamesFor(tensor: KernelTensor, chip: ChipSpec): readonly string[] {
  const levels = pinnableLevels(chip);
  return levelsFor(tensor, levels).map((l) => levels[l].level.name);
}

/** What is not private competes for the addressable levels alone: naming registers, too, would show need < have. */
function shortageFor(tensor: KernelTensor, target: Target, all: readonly KernelTensor[], cut: Partition): Shortage {
  const levels = pinnableLevels(target.chip);
  const open = levelsFor(tensor, levels).map((l) => levels[l]);
  const rivals = open.length === levels.length ? all : all.filter((t) => !isPrivate(t));
  return shortage(target, rivals, cut, open);
}

function shortage(target: Target, tensors: readonly KernelTensor[], cut: Partition, levels: Levels): Shortage {
  const need = cut.classes.map((_, cls) => tensors.reduce((sum, t) => sum + bytesInUnit(target, t, cut, cls), 0));
  return {
    level: levels.map((l) => l.level.name).join(' + ') || 'no pinnable level',
    needBytes: Math.max(...need),
    haveBytes: levels.reduce((sum, l) => sum + l.bytes, 0),
  };
}
