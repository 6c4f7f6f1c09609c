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
  /** On a rig: how the batch is split over its chips, and what the links cost. */
  readonly rig?: {
    readonly chips: number;
    readonly batchPerChip: number;
    readonly gradientBytes: number;
    readonly linkSeconds: number;
  };
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

/** Bytes that the units hold at once, per level, all units together: what stays for the whole run, and of what is held for
 * one launch each, the launch that holds most. */
export function residentBytes(program: Program): Readonly<Record<string, number>> {
  const perLaunch = new Map<number | null, Record<string, number>>();
  for (const t of program.tensors) {
    if (t.shard === 'chip') continue;
    const launch = t.launch ?? null;
    const bytes = perLaunch.get(launch) ?? {};
    perLaunch.set(launch, bytes);
    for (const place of places(t, program)) bytes[place.level] = (bytes[place.level] ?? 0) + place.bytesOnChip;
  }
  const always = perLaunch.get(null) ?? {};
  perLaunch.delete(null);
  const levels = new Set([always, ...perLaunch.values()].flatMap((bytes) => Object.keys(bytes)));
  const most = (level: string): number => Math.max(0, ...[...perLaunch.values()].map((bytes) => bytes[level] ?? 0));
  return Object.fromEntries([...levels].map((level) => [level, (always[level] ?? 0) + most(level)]));
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
