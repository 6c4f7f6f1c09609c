/** @file The mapping in words and numbers: no cycle count is ever shown without it. */
import type { Node, Program, TensorDecl } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';

export interface Mapping {
  readonly unitKind: string;
  readonly unitsUsed: number;
  readonly unitsOnChip: number;
  readonly classes: readonly { readonly units: number; readonly firstUnit: number }[];
  /** Matrix product → share and engine of the busiest unit. */
  readonly engines: Readonly<Record<string, string>>;
  readonly placement: readonly TensorPlace[];
  /** The program's loops and operations, a line each. */
  readonly loopNest: readonly string[];
}

export interface TensorPlace {
  readonly tensor: string;
  readonly level: string;
  /** Bytes in the unit that holds most, and on the whole chip. */
  readonly bytesPerUnit: number;
  readonly bytesOnChip: number;
}

export function describeMapping(program: Program, target: Target, engines: ReadonlyMap<string, string>): Mapping {
  const { chip } = target;
  return {
    unitKind: chip.units.kind,
    unitsUsed: program.classes.reduce((sum, c) => sum + c.count, 0),
    unitsOnChip: chip.units.count.value,
    classes: program.classes.map((c) => ({ units: c.count, firstUnit: c.firstUnit })),
    engines: Object.fromEntries(engines),
    placement: program.tensors.flatMap((t) => places(t, program)),
    loopNest: nest(program.body, ''),
  };
}

/** Bytes that stay on the chip for the whole run, per level: all units together. */
export function residentBytes(program: Program): Readonly<Record<string, number>> {
  const bytes: Record<string, number> = {};
  for (const t of program.tensors) {
    if (t.shard === 'chip') continue;
    for (const place of places(t, program)) bytes[place.level] = (bytes[place.level] ?? 0) + place.bytesOnChip;
  }
  return bytes;
}

function places(t: TensorDecl, program: Program): TensorPlace[] {
  return t.placement.map((p) => ({
    tensor: t.name,
    level: p.level,
    bytesPerUnit: Math.max(...p.bytesPerClass),
    bytesOnChip:
      t.shard === 'chip'
        ? p.bytesPerClass[0]
        : p.bytesPerClass.reduce((sum, bytes, cls) => sum + bytes * program.classes[cls].count, 0),
  }));
}

function nest(nodes: readonly Node[], indent: string): string[] {
  return nodes.flatMap((node) =>
    node.kind === 'repeat'
      ? [`${indent}for ${node.label} in 0..${node.count - 1}:`, ...nest(node.body, `${indent}  `)]
      : [`${indent}${node.kind}: ${node.label}`],
  );
}
