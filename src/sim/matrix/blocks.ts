/** @file Cycles of a unit that multiplies small dense blocks (tensor cores, the AMP unit of a Graphcore tile).
 * Edges are padded to whole blocks: that is what makes small recurrent products slow on them. */
import type { MatmulShape } from '../program.js';

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Cycles for A[m,k] · B[k,n] at `macsPerCycle` with every edge padded to `block`, plus one pipeline latency. */
export function blockCycles(
  macsPerCycle: number,
  latencyCycles: number,
  block: MatmulShape,
  shape: MatmulShape,
): number {
  const padded = roundUp(shape.m, block.m) * roundUp(shape.n, block.n) * roundUp(shape.k, block.k);
  return Math.ceil(padded / macsPerCycle + latencyCycles);
}
