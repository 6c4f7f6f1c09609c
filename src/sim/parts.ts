/** @file Parts of a network (layers) that the operations of a program say they belong to, and the cycles booked for each. */
import { type Program, staticOps } from './program.js';

/** Cycles by part: [class][part], flat; a view into the engine's statistics like the times by reason. */
export interface PartTimes {
  readonly names: readonly string[];
  readonly time: Float64Array;
}

/** In program order, after '' for what belongs to none; empty when no operation says one. */
export function partsOf(program: Program): readonly string[] {
  const named = new Set<string>();
  for (const { part } of staticOps(program.body)) if (part !== undefined) named.add(part);
  return named.size === 0 ? [] : ['', ...named];
}
