/** @file The levels of a plan, each with what it holds: the head of its loop nest. A level is as full as it is in the unit
 * that holds most; what is held for one launch shares its room with what is held for another. */
import { pinnableLevels } from '../kernels/planner/placement.js';
import type { Program, TensorDecl } from '../sim/program.js';
import type { Target } from '../sim/target.js';
import { OFF_UNIT } from './planLines.js';

export interface HeldTensor {
  readonly tensor: string;
  /** In the unit that holds most; off the units, in all. */
  readonly bytes: number;
  /** pinned, staged x2, streamed, written, off the units */
  readonly how: string;
}

export interface PlanLevel {
  readonly level: string;
  /** What the bytes are of: the kind of unit, or `chip`. */
  readonly of: string;
  /** Bytes that a plan may use. */
  readonly capacityBytes: number;
  readonly usedBytes: number;
  /** Bytes too many; 0 where it fits. */
  readonly overBytes: number;
  readonly tensors: readonly HeldTensor[];
}

/** Off the units first, then the units' levels from the farthest to the nearest. */
export function planLevels(program: Program, target: Target): PlanLevel[] {
  const { chip } = target;
  const off = program.tensors.filter(({ shard }) => shard === 'chip');
  const units = pinnableLevels(chip).map(({ level, bytes }) => ({ name: level.name, bytes, of: chip.units.kind }));
  return [
    level(OFF_UNIT, 'chip', chip.dram.capacityBytes.value, off, program),
    ...units.reverse().map(({ name, bytes, of }) =>
      level(
        name,
        of,
        bytes,
        program.tensors.filter((t) => t.shard !== 'chip'),
        program,
      ),
    ),
  ];
}

function level(
  name: string,
  of: string,
  capacityBytes: number,
  tensors: readonly TensorDecl[],
  program: Program,
): PlanLevel {
  const here = tensors.filter(({ placement }) => placement.some((p) => p.level === name));
  const usedBytes = fullest(here, name, of === 'chip' ? 1 : program.classes.length);
  const held = here.map((t) => ({ tensor: t.name, bytes: Math.max(...bytesAt(t, name)), how: howOf(t, program) }));
  return {
    level: name,
    of,
    capacityBytes,
    usedBytes,
    overBytes: Math.max(0, usedBytes - capacityBytes),
    tensors: held,
  };
}

/** Bytes in the fullest class: what stays for the whole run and the launch that holds most. */
function fullest(tensors: readonly TensorDecl[], name: string, classes: number): number {
  let most = 0;
  for (let cls = 0; cls < classes; cls++) {
    const perLaunch = new Map<number | null, number>();
    for (const t of tensors) {
      const launch = t.launch ?? null;
      perLaunch.set(launch, (perLaunch.get(launch) ?? 0) + (bytesAt(t, name)[cls] ?? 0));
    }
    const always = perLaunch.get(null) ?? 0;
    perLaunch.delete(null);
    most = Math.max(most, always + Math.max(0, ...perLaunch.values()));
  }
  return most;
}

const bytesAt = ({ placement }: TensorDecl, name: string): readonly number[] =>
  placement.find(({ level: at }) => at === name)?.bytesPerClass ?? [0];

function howOf(t: TensorDecl, program: Program): string {
  const isStage = (other: TensorDecl): boolean => other.name === `${t.name}.stage`;
  if (t.shard !== 'chip') return t.name.endsWith('.stage') ? `staged x${t.slots}` : 'pinned';
  if (t.role === 'output') return 'written';
  if (t.role === 'input') return program.tensors.some(isStage) ? 'streamed' : 'read where it lies';
  return 'shared by all';
}
