/** @file Seeded Latin hypercube (McKay, Beckman, Conover, Technometrics 21, 1979): on each axis every one of `samples` equal
 * strata is used once, in a seeded order. A column depends on (seed, stream, axis) alone, not on the other axes. */
import { uniformAt } from '../numerics/random.js';

export interface HypercubeOptions {
  readonly samples: number;
  readonly seed: number;
}

/** Positions in [0, 1) of all samples on one axis. */
export function hypercubeColumn(axis: number, { samples, seed }: HypercubeOptions, stream: number): Float64Array {
  const key = { seed, stream: 1 + stream, step: axis };
  const draws = Float64Array.from({ length: samples }, (_, i) => uniformAt(key, i));
  const order = Array.from({ length: samples }, (_, i) => i).sort((a, b) => draws[a] - draws[b]);
  return Float64Array.from(order, (stratum, i) => (stratum + uniformAt(key, samples + i)) / samples);
}
