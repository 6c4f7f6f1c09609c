/** @file How many iterations of its loops the race check has to follow: until accesses to a tensor have met all others that
 * they will ever meet. */
import { type Op, type Program, type Repeat, type SlotIndex, staticOps } from './program.js';
import type { StageMap } from './stages.js';
import { lcm } from './stride.js';

/** Accesses of one loop (outside all others), or of what is outside of loops, to single slots of a tensor. */
interface Accesses {
  /** How slots follow the counters, in words, for those that do not go round in a ring. */
  readonly paces: Set<string>;
  low: number;
  high: number;
  /** Fixed slots, or slots of a ring, which slots that move on meet only once. */
  fixed: boolean;
}

interface Uses {
  readonly domains: Set<number>;
  readonly by: Map<Repeat | null, Accesses>;
  written: boolean;
}

/** Iterations after which a loop's accesses have met all that they will (ring sizes, and how far slots are apart), and
 * after which all rings are where they were. */
export function roundsOf(program: Program, stages: StageMap): { readonly longest: number; readonly period: number } {
  let [longest, period] = [1, 1];
  const uses = program.tensors.map((): Uses => ({ domains: new Set(), by: new Map(), written: false }));
  for (const node of program.body) {
    const [ops, outer] = node.kind === 'repeat' ? [staticOps(node.body), node] : [[node], null];
    for (const op of ops) {
      for (const { tensor } of op.writes) uses[tensor].written = true;
      for (const { tensor, slot } of [...op.reads, ...op.writes]) {
        for (const d of stages.domainsOf(op)) uses[tensor].domains.add(d);
        if (slot === null || program.tensors[tensor].slots === 1) continue;
        if (slot.terms.length > 0) longest = Math.max(longest, slot.modulo);
        if (slot.modulo > 0) period = lcm(period, slot.modulo);
        note(uses[tensor].by, outer, slot);
      }
    }
  }
  for (const u of uses) if (u.written) longest = Math.max(longest, distanceOf(u, stages));
  return { longest, period };
}

function note(by: Uses['by'], outer: Repeat | null, { terms, offset, modulo }: SlotIndex): void {
  const known = by.get(outer) ?? { paces: new Set<string>(), low: offset, high: offset, fixed: false };
  by.set(outer, known);
  if (terms.length === 0 || modulo > 0) known.fixed = true;
  else {
    if (known.paces.size === 0) [known.low, known.high] = [offset, offset];
    known.paces.add(terms.map(({ loop, scale }) => `${loop} ${scale}`).join());
    known.low = Math.min(known.low, offset);
    known.high = Math.max(known.high, offset);
  }
}

/**
 * How far apart accesses are that may race. Within a loop: their offsets, or all of its iterations when they move on at
 * different paces. Between what is in and outside of a loop: all iterations, unless each has a barrier of all who touch the
 * tensor. Then what came before is over after the first iteration, and all but the last one are over for what follows.
 */
function distanceOf({ domains, by }: Uses, stages: StageMap): number {
  let most = 0;
  for (const [outer, { paces, low, high, fixed }] of by) {
    if (outer === null || paces.size === 0) continue;
    const alone = by.size === 1 || meets(outer, domains, stages);
    most = Math.max(most, alone && paces.size === 1 && !fixed ? high - low : outer.count);
  }
  return most;
}

function meets({ body }: Repeat, domains: ReadonlySet<number>, stages: StageMap): boolean {
  const isMeeting = (op: Op): boolean => {
    if (op.kind !== 'barrier' && op.kind !== 'begin') return false;
    const there = stages.domainsOf(op);
    return [...domains].every((d) => there.includes(d));
  };
  return body.some((node) => node.kind !== 'repeat' && isMeeting(node));
}
