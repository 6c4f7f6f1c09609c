/** @file Cycles of a small matrix product on lanes of multiply-add (GPU cores, CPU vectors) whose operands are in the
 * unit's own memory. Outputs go to lanes; when there are fewer outputs than lanes, the sum over k is split and reduced. */
import type { MatmulShape } from '../program.js';

export interface LanePlan {
  readonly cycles: number;
  /** Lanes that share one output's sum; 1 when there are enough outputs. */
  readonly kSplit: number;
}

/** A lane keeps this many independent sums going to hide the multiply-add latency. */
const SUMS_IN_FLIGHT = 4;

/**
 * `lanes` multiply-adds a cycle, each `latencyCycles` long. The split is a power of two; each halving of the
 * reduction tree costs one latency; without `fixedSplit` it grows until all lanes are busy. Lane quantisation included:
 * ceil(outputs / lane groups) rounds of ceil(k / split).
 */
export function lanePlan(lanes: number, latencyCycles: number, shape: MatmulShape, fixedSplit?: number): LanePlan {
  const outputs = shape.m * shape.n;
  let kSplit = fixedSplit ?? 1;
  while (fixedSplit === undefined && outputs * kSplit * 2 <= lanes * SUMS_IN_FLIGHT && kSplit * 2 <= shape.k)
    kSplit *= 2;
  const rounds = Math.ceil((outputs * kSplit) / lanes);
  const perRound = Math.ceil(shape.k / kSplit);
  const tree = Math.log2(kSplit) * latencyCycles;
  // A lane waits for its own multiply-adds when its sums in flight do not cover their latency.
  const throughput = rounds * perRound;
  const chain = Math.ceil(perRound / SUMS_IN_FLIGHT) * latencyCycles;
  return { cycles: Math.ceil(Math.max(throughput, chain) + tree + latencyCycles), kSplit };
}
