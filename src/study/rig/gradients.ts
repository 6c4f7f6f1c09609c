/** @file Which of a training program's tensors are gradients that equal copies of a model must add up: one for each
 * trained weight. Known from the program alone, so that it holds for an author's kernel, too. */
import { type Program, staticOps } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';

/** Elements of the weights that the program trains: inputs that it writes and that something else than an update reads.
 * (An optimiser's state and an fp32 master are written, too, but only updates read them: those write inputs alone.) */
export function trainedElements(program: Program): number {
  const isInput = (tensor: number): boolean => program.tensors[tensor].role === 'input';
  const [written, used] = [new Set<number>(), new Set<number>()];
  for (const { kind, reads, writes } of staticOps(program.body)) {
    // A load brings an input in; that trains nothing.
    if (kind === 'move') continue;
    for (const { tensor } of writes) if (isInput(tensor)) written.add(tensor);
    if (writes.some(({ tensor }) => !isInput(tensor))) for (const { tensor } of reads) used.add(tensor);
  }
  return program.tensors
    .filter(({ id }) => written.has(id) && used.has(id))
    .reduce((sum, t) => sum + t.slots * t.rows * t.columns, 0);
}

/** Bytes of all gradients as the target's format stores them. */
export function gradientBytes(program: Program, { format }: Target): number {
  return trainedElements(program) * format.storageBytes;
}
