/** @file Runs a program and writes down when each operation started and ended. */
import { simulate } from '../../src/sim/engine.js';
import type { Program } from '../../src/sim/program.js';
import type { SimulationResult } from '../../src/sim/stats.js';
import type { Target } from '../../src/sim/target.js';

export interface Traced {
  readonly result: SimulationResult;
  /** `label` or `label/class` → [start, end] of each run, in order of end. */
  readonly spans: Readonly<Record<string, readonly (readonly [start: number, end: number])[]>>;
}

export function trace(program: Program, target: Target): Traced {
  const spans: Record<string, [number, number][]> = {};
  const several = program.classes.length > 1;
  const result = simulate(program, target, {
    onSpan: ({ op, cls, startCycle, endCycle }) => {
      const name = several && cls >= 0 ? `${op.label}/${cls}` : op.label;
      spans[name] ??= [];
      spans[name].push([startCycle, endCycle]);
    },
  });
  return { result, spans };
}

/** The waits that are not zero. */
export function waitsOf(time: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(time).filter(([, cycles]) => cycles !== 0));
}
