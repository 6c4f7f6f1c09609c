/** @file The loop nest of a plan with what each line holds: for a loop all tensors that its body touches, for an operation
 * its own. Sums are of distinct tensors, so that a loop's bytes are its working set. */
import type { Mapping } from '../kernels/planner/mapping.js';
import type { Node, Program, TensorDecl } from '../sim/program.js';

/** The level of what lies off the units. */
export const OFF_UNIT = 'dram';

export interface PlanLine {
  /** As in the row's mapping, indented by loops. */
  readonly text: string;
  /** Level → bytes of the tensors that the line touches: in the unit that holds most, or off the units in all. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** One line a node of the program, in its order. */
export function planLines(program: Program, mapping: Mapping): PlanLine[] {
  const lines: PlanLine[] = [];
  const visit = (node: Node): ReadonlySet<number> => {
    const at = lines.length;
    const text = mapping.loopNest[at];
    lines.push({ text, bytes: {} });
    const touched = new Set<number>();
    if (node.kind === 'repeat') for (const inner of node.body) for (const id of visit(inner)) touched.add(id);
    else for (const { tensor } of [...node.reads, ...node.writes]) touched.add(tensor);
    lines[at] = { text, bytes: bytesOf([...touched].map((id) => program.tensors[id])) };
    return touched;
  };
  program.body.forEach(visit);
  if (lines.length !== mapping.loopNest.length) throw new Error('the loop nest is not of this program');
  return lines;
}

/** Bytes in one unit of the class that holds most, level by level; what lies off the units under `dram`. */
export function bytesOf(tensors: readonly TensorDecl[]): Readonly<Record<string, number>> {
  const perClass = new Map<string, number[]>();
  let off = 0;
  for (const { shard, placement } of tensors) {
    for (const { level, bytesPerClass } of placement) {
      if (shard === 'chip') off += bytesPerClass[0];
      else {
        const sums = perClass.get(level) ?? [];
        perClass.set(
          level,
          bytesPerClass.map((bytes, cls) => bytes + (sums[cls] ?? 0)),
        );
      }
    }
  }
  const units = Object.fromEntries([...perClass].map(([level, sums]) => [level, Math.max(...sums)]));
  return off === 0 ? units : { ...units, [OFF_UNIT]: off };
}
