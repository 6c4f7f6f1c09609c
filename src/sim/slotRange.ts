/** @file Slots that an access touches while loops run, without running them: first, last and the step between them. */
import { InputError } from '../numerics/errors.js';
import { type Node, type Op, type Program, type Repeat, type SlotIndex, sitePrefix, type TileRef } from './program.js';

/** Iterations of a loop: first to last. */
export type Span = readonly [first: number, last: number];

export interface SlotRange {
  readonly from: number;
  readonly to: number;
  /** Slots of the range are `from` plus a multiple of this; 0: a single slot. */
  readonly step: number;
}

/** Range of a slot index without modulo; loops outside `spans` stand at `counters`. */
export function slotRange(slot: SlotIndex, spans: ReadonlyMap<number, Span>, counters: ArrayLike<number>): SlotRange {
  let [from, to, step] = [slot.offset, slot.offset, 0];
  for (const { loop, scale } of slot.terms) {
    const [first, last] = spans.get(loop) ?? [counters[loop], counters[loop]];
    from += Math.min(scale * first, scale * last);
    to += Math.max(scale * first, scale * last);
    if (first !== last) step = gcd(step, Math.abs(scale));
  }
  return { from, to, step };
}

export function contains({ from, to, step }: SlotRange, slot: number): boolean {
  if (slot < from || slot > to) return false;
  return step === 0 ? slot === from : (slot - from) % step === 0;
}

/** Iterations of a loop (some of them) and of the loops inside it (all of them). */
export function spansOf(repeat: Repeat, span: Span, spans = new Map<number, Span>()): Map<number, Span> {
  spans.set(repeat.loop, span);
  for (const node of repeat.body) if (node.kind === 'repeat') spansOf(node, [0, Math.max(0, node.count - 1)], spans);
  return spans;
}

/** Throws InputError for an operation that names a slot outside its tensor in some iteration. */
export function checkSlots(program: Program): void {
  const spans = new Map<number, Span>();
  const visit = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.kind === 'repeat') {
        if (node.count === 0) continue;
        spans.set(node.loop, [0, node.count - 1]);
        visit(node.body);
      } else if (!node.dry) for (const ref of [...node.reads, ...node.writes]) checkRef(program, node, ref, spans);
    }
  };
  visit(program.body);
}

function checkRef(program: Program, op: Op, ref: TileRef, spans: ReadonlyMap<number, Span>): void {
  const { name, slots } = program.tensors[ref.tensor];
  if (ref.slot === null || slots === 1) return;
  const { modulo } = ref.slot;
  const { from, to } = modulo > 0 ? { from: 0, to: modulo - 1 } : slotRange(ref.slot, spans, []);
  if (from >= 0 && to < slots) return;
  throw new InputError({
    where: `${sitePrefix(op)}kernel ${program.kernel}: '${op.label}'`,
    expected: `a slot of ${name} from 0 to ${slots - 1}`,
    found: String(from < 0 ? from : to),
  });
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
