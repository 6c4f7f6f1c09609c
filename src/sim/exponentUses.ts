/** @file Which exponent a write uses. Flexpoint tracks exponents "per usage" of a tensor (Koster et al. 2017, 3.3). For a
 * loop over time that can mean one exponent that all steps share, or one for each step, as a graph has that is unrolled
 * over time (ngraph's recurrent layers): then the exponent of a step learns from that step of earlier passes alone. */
import type { Node, Op, Program } from './program.js';

export type ExponentSharing = 'shared' | 'per-step';

export const exponentSharings: readonly ExponentSharing[] = ['shared', 'per-step'];

/** What each way means, for reports. */
export const sharingText: Readonly<Record<ExponentSharing, string>> = {
  shared: 'one exponent a tensor, shared over its time steps',
  'per-step': 'one exponent for each time step of a tensor',
};

/** Uses of each tensor under `per-step`. A tensor with a slot for each step has as many uses as slots; one that is
 * written again in each step (few slots in turn, or one) has a use for each iteration, and one for writes outside loops. */
export class ExponentUses {
  /** Number of uses by tensor: at most its slots, or the iterations of the loops that write it and one. */
  readonly counts: readonly number[];
  readonly #bySlot: readonly boolean[];
  /** Outermost loop around an operation, by its id. */
  readonly #loops = new Map<number, number>();

  constructor(program: Program) {
    const iterations = new Uint32Array(program.tensors.length);
    const inTurn = new Set<number>();
    const visit = (nodes: readonly Node[], outer: { readonly loop: number; readonly count: number } | null): void => {
      for (const node of nodes) {
        if (node.kind === 'repeat') {
          visit(node.body, outer ?? node);
          continue;
        }
        if (outer !== null) this.#loops.set(node.id, outer.loop);
        for (const { tensor, slot } of node.writes) {
          if (outer !== null) iterations[tensor] = Math.max(iterations[tensor], outer.count);
          if (slot !== null && slot.modulo > 0) inTurn.add(tensor);
        }
      }
    };
    visit(program.body, null);
    this.#bySlot = program.tensors.map(({ id, slots }) => slots > 1 && !inTurn.has(id));
    this.counts = program.tensors.map(({ id, slots }) => (this.#bySlot[id] ? slots : iterations[id] + 1));
  }

  /** The use that a write of `tensor` belongs to; null: each slot is its own. `op` null: a write from outside. */
  of(op: Op | null, tensor: number, counters: ArrayLike<number>): number | null {
    if (this.#bySlot[tensor]) return null;
    const outside = this.counts[tensor] - 1;
    const loop = op === null ? undefined : this.#loops.get(op.id);
    return loop === undefined ? outside : counters[loop];
  }
}
