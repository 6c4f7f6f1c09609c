/** @file The mapping in words and numbers: no cycle count is ever shown without it. */
import type { Node, Op, Program, TensorDecl } from '../../sim/program.js';
import { elementCost } from '../../sim/semantics/elements/code.js';
import type { Target } from '../../sim/target.js';

export interface Mapping {
  readonly unitKind: string;
  /** Which search found the plan, or `given`: it was read from a plan file. */
  readonly source: string;
  readonly unitsUsed: number;
  readonly unitsOnChip: number;
  readonly classes: readonly { readonly units: number; readonly firstUnit: number }[];
  /** Matrix product → share and engine of the busiest unit. */
  readonly engines: Readonly<Record<string, string>>;
  readonly placement: readonly TensorPlace[];
  /** On a rig: how the work is shared by its chips, and what the links cost. The rest of the mapping is that of one chip:
   * any of them with data parallelism, the one that is busy longest with layer parallelism. */
  readonly rig?: DataParallelMapping | LayerParallelMapping;
  /** The program's loops and operations, a line each. */
  readonly loopNest: readonly string[];
}

interface RigMapping {
  readonly chips: number;
  /** `1x PCIe 3.0 x16` */
  readonly links: string;
  /** Time of the transfers that nothing hides. */
  readonly linkSeconds: number;
}

export interface DataParallelMapping extends RigMapping {
  readonly parallel: 'data';
  readonly batchPerChip: number;
  readonly gradientBytes: number;
}

export interface LayerParallelMapping extends RigMapping {
  readonly parallel: 'layer';
  readonly layersPerChip: readonly number[];
  /** Time steps whose activations go over a link at once, and how often. */
  readonly stepsPerTransfer: number;
  readonly transfers: number;
  readonly bytesPerTransfer: number;
  /** Time of each chip alone with all steps. */
  readonly secondsPerChip: readonly number[];
  /** Share of the chips' time in which they wait for the first or the last chunks, for a slower chip or for a link. */
  readonly bubble: number;
}

export interface TensorPlace {
  readonly tensor: string;
  readonly level: string;
  /** Bytes in the unit that holds most, and on the whole chip. */
  readonly bytesPerUnit: number;
  readonly bytesOnChip: number;
}

export function describeMapping(
  program: Program,
  target: Target,
  engines: ReadonlyMap<string, string>,
): Omit<Mapping, 'source'> {
  const { chip } = target;
  return {
    unitKind: chip.units.kind,
    unitsUsed: program.classes.reduce((sum, c) => sum + c.count, 0),
    unitsOnChip: chip.units.count.value,
    classes: program.classes.map((c) => ({ units: c.count, firstUnit: c.firstUnit })),
    engines: Object.fromEntries(engines),
    placement: program.tensors.flatMap((t) => places(t, program)),
    loopNest: nest(program.body, '', program),
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

function nest(nodes: readonly Node[], indent: string, program: Program): string[] {
  return nodes.flatMap((node) =>
    node.kind === 'repeat'
      ? [`${indent}for ${node.label} in 0..${node.count - 1}:`, ...nest(node.body, `${indent}  `, program)]
      : [`${indent}${node.kind}: ${node.label}${expressionText(node)}${onStages(node, program)}`],
  );
}

/** What an author's expression costs, since no table says it. */
function expressionText(op: Op): string {
  if (op.kind !== 'pointwise' || op.expression === undefined) return '';
  const { simple, special } = elementCost(op.expression);
  return ` (${simple} simple, ${special} special an element)`;
}

/** ` [layer 0, layer 1]` for what some stages alone run. */
function onStages({ stages }: Op, program: Program): string {
  return stages === undefined ? '' : ` [${stages.map((s) => program.stages?.[s].name).join(', ')}]`;
}
