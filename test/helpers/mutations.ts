/** @file Programs with one thing missing: a barrier, a kernel boundary, or one of the buffers of a ring. */
import { type Node, type Op, type Program, type SlotIndex, staticOps, type TileRef } from '../../src/sim/program.js';

export interface Mutation {
  readonly what: string;
  readonly program: Program;
}

/** Every program that lacks one of them. */
export function mutationsOf(program: Program): Mutation[] {
  const syncs = [...staticOps(program.body)].filter((op) => op.kind === 'barrier' || op.kind === 'begin');
  const without = syncs.map(({ id, label, kind }) => ({
    what: kind === 'begin' ? `without '${label}'` : `without barrier ${id} '${label}'`,
    program: { ...program, body: mapOps(program.body, (op) => (op.id === id ? [] : [op])) },
  }));
  return [...without, ...ringsOf(program).map(([tensor, size]) => smallerRing(program, tensor, size))];
}

/** Tensors whose slots are picked by a loop modulo something, and what. */
function ringsOf(program: Program): [tensor: number, size: number][] {
  const sizes = new Map<number, number>();
  for (const op of staticOps(program.body)) {
    for (const { tensor, slot } of [...op.reads, ...op.writes]) {
      if (slot !== null && slot.modulo > 1) sizes.set(tensor, Math.max(slot.modulo, sizes.get(tensor) ?? 0));
    }
  }
  return [...sizes].sort((a, b) => a[0] - b[0]);
}

/** The ring with one buffer less; fixed slots of it are those of the smaller ring. */
function smallerRing(program: Program, tensor: number, size: number): Mutation {
  const less = (slot: SlotIndex): SlotIndex => {
    if (slot.modulo === size) return { ...slot, modulo: size - 1 };
    return slot.terms.length === 0 ? { ...slot, offset: slot.offset % (size - 1) } : slot;
  };
  const refs = (list: readonly TileRef[]): TileRef[] =>
    list.map((r) => (r.tensor === tensor && r.slot !== null ? { ...r, slot: less(r.slot) } : r));
  const body = mapOps(program.body, (op) => [{ ...op, reads: refs(op.reads), writes: refs(op.writes) }]);
  return { what: `${program.tensors[tensor].name} with ${size - 1} of ${size} buffers`, program: { ...program, body } };
}

function mapOps(nodes: readonly Node[], change: (op: Op) => Op[]): Node[] {
  return nodes.flatMap((node): Node[] =>
    node.kind === 'repeat' ? [{ ...node, body: mapOps(node.body, change) }] : change(node),
  );
}
