/** @file How long each buffer lies on the chip, for the residency map (bytes of a level over time). The planner gives a
 * buffer its place for the whole run or for one launch: that is how long it is held, used or not. */
import { type Node, type Program, staticOps, type TensorDecl } from '../sim/program.js';
import type { SimulationResult } from '../sim/stats.js';

export type CycleSpan = readonly [first: number, last: number];

/** A buffer in one level of on-chip memory. */
export interface BufferLife {
  readonly tensor: string;
  readonly level: string;
  /** All units together; a copy in several units counts as often as it exists. */
  readonly bytes: number;
  /** Cycles from and until which its place is taken. Two launches follow each other, so their buffers may share room. */
  readonly held: CycleSpan;
  /** When the first operation that reads or writes it started and the last one ended; null when none ran. Between the
   * two it holds values that somebody still needs. */
  readonly used: CycleSpan | null;
}

/** Every buffer of the units' memories, in the program's order; what lies in DRAM alone is left out. */
export function livenessOf(program: Program, result: SimulationResult): BufferLife[] {
  const launches = launchSpans(program, result);
  const uses = useSpans(program, result);
  return program.tensors
    .filter(({ shard }) => shard !== 'chip')
    .flatMap((tensor) => {
      const launch = tensor.launch ?? null;
      const whole: CycleSpan = [0, result.cycles];
      const held = launch === null ? whole : (launches[launch] ?? whole);
      const used = uses.get(tensor.id) ?? null;
      return tensor.placement.map(({ level }, place) => ({
        tensor: tensor.name,
        level,
        bytes: bytesIn(tensor, place, program),
        held,
        used,
      }));
    });
}

function bytesIn({ placement }: TensorDecl, place: number, { classes }: Program): number {
  return placement[place].bytesPerClass.reduce((sum, bytes, cls) => sum + bytes * classes[cls].count, 0);
}

function useSpans(program: Program, { operationCycles }: SimulationResult): ReadonlyMap<number, CycleSpan> {
  const spans = new Map<number, CycleSpan>();
  for (const op of staticOps(program.body)) {
    const span = operationCycles[op.id];
    if (span === null) continue;
    for (const { tensor } of [...op.reads, ...op.writes]) spans.set(tensor, union(spans.get(tensor), span));
  }
  return spans;
}

/** From the beginning of each launch to the end of its last operation; launches that repeat are not numbered (see the
 * planner's lifetimes). */
function launchSpans(program: Program, { operationCycles }: SimulationResult): readonly CycleSpan[] {
  const spans: CycleSpan[] = [];
  const visit = (nodes: readonly Node[], repeated: boolean): void => {
    for (const node of nodes) {
      if (node.kind === 'repeat') {
        visit(node.body, repeated || node.count > 1);
        continue;
      }
      const span = operationCycles[node.id];
      if (span === null || node.kind === 'launch') continue;
      if (node.kind === 'begin' && !repeated) spans.push(span);
      else if (spans.length > 0) spans.push(union(spans.pop(), span));
    }
  };
  visit(program.body, false);
  return spans;
}

const union = (a: CycleSpan | undefined, b: CycleSpan): CycleSpan =>
  a === undefined ? b : [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
