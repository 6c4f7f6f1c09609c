/** @file How the slots that a loop touches move from one iteration to the next. Only when all accesses to a tensor move
 * alike can two iterations be equal. */
import { type Repeat, type SlotIndex, staticOps, type TensorDecl } from './program.js';

export interface Stride {
  /** Iterations after which all ring buffers are where they were. */
  readonly period: number;
  /** Tensor → slots that its accesses move on by in one iteration; the others stay or go round. */
  readonly slotsOf: ReadonlyMap<number, number>;
}

/** The loop's stride, or null when accesses to one tensor move differently: x[t] and x[5] meet only once. */
export function strideOf(repeat: Repeat, tensors: readonly TensorDecl[]): Stride | null {
  const slotsOf = new Map<number, number>();
  let period = 1;
  for (const op of staticOps(repeat.body)) {
    const traffic = 'traffic' in op ? op.traffic : [];
    for (const { tensor, slot } of [...op.reads, ...op.writes, ...traffic]) {
      if (tensor === null || slot === null || tensors[tensor].slots === 1) continue;
      const step = stepOf(slot, repeat.loop);
      const moves = slot.modulo > 0 ? 0 : step;
      if (slot.modulo > 0 && step !== 0) period = lcm(period, slot.modulo);
      const known = slotsOf.get(tensor) ?? moves;
      if (known !== moves) return null;
      slotsOf.set(tensor, moves);
    }
  }
  return { period, slotsOf };
}

function stepOf(slot: SlotIndex, loop: number): number {
  let step = 0;
  for (const term of slot.terms) if (term.loop === loop) step += term.scale;
  return step;
}

/** Least common multiple. */
export function lcm(a: number, b: number): number {
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  return (a / gcd(a, b)) * b;
}
