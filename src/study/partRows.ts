/** @file A row's cycles layer by layer, for kernels that say what part of a network each operation belongs to. */
import type { Planned } from '../kernels/planner/plan.js';
import type { Node, TensorDecl } from '../sim/program.js';

/** One part of a network. */
export interface PartRow {
  /** Its name; '' for what belongs to none: launches, loads of weights at the start. */
  readonly part: string;
  /** Cycles of the unit that works most: at work for the part, or waiting to begin with it. They sum to the row's. */
  readonly cycles: number;
  readonly macs: number;
  /** Bytes of its tensors that the units hold, all units together. */
  readonly residentBytes: number;
  /** Bytes of its tensors that lie off the units. */
  readonly offUnitBytes: number;
}

/** In program order; undefined when the kernel names no parts. */
export function partRows({ program, result }: Planned): readonly PartRow[] | undefined {
  const names = Object.keys(result.parts);
  if (names.length === 0) return undefined;
  const macs = new Map<string, number>();
  countMacs(program.body, 1, macs);
  const bytes = (part: string, offUnit: boolean): number => {
    const own = program.tensors.filter((t) => (t.shard === 'chip') === offUnit && belongs(t.name, part, names));
    return own.reduce((sum, t) => sum + bytesOf(t, program.classes), 0);
  };
  return names.map((part) => ({
    part,
    cycles: result.parts[part],
    macs: macs.get(part) ?? 0,
    residentBytes: bytes(part, false),
    offUnitBytes: bytes(part, true),
  }));
}

function countMacs(nodes: readonly Node[], times: number, macs: Map<string, number>): void {
  for (const node of nodes) {
    if (node.kind === 'repeat') countMacs(node.body, times * node.count, macs);
    else if (node.kind === 'matmul' && !node.dry) {
      const { m, n, k } = node.whole;
      const part = node.part ?? '';
      macs.set(part, (macs.get(part) ?? 0) + times * m * n * k);
    }
  }
}

/** Tensors are named `layer.what`; a layer's name may have a dot in it, so the longest name counts. */
function belongs(tensor: string, part: string, parts: readonly string[]): boolean {
  const owner = parts
    .filter((name) => name !== '' && tensor.startsWith(`${name}.`))
    .reduce((longest, name) => (name.length > longest.length ? name : longest), '');
  return owner === part;
}

function bytesOf({ shard, placement }: TensorDecl, classes: readonly { readonly count: number }[]): number {
  return placement.reduce((sum, { bytesPerClass }) => {
    if (shard === 'chip') return sum + bytesPerClass[0];
    return sum + bytesPerClass.reduce((all, bytes, cls) => all + bytes * classes[cls].count, 0);
  }, 0);
}
