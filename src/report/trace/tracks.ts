/** @file The tracks of one target's trace: for each class of units a track of its time (work and waits) and one for each of
 * its resources, then those of the chip: shared levels, exchange, DRAM, exponent controller, barriers, host. */
import { Machine } from '../../sim/machine.js';
import type { Program } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';

export interface Tracks {
  /** Names of all resources; index = resource number of the engine. */
  readonly resources: readonly string[];
  /** Thread of a resource. */
  readonly ofResource: readonly number[];
  /** Thread that shows where a class's time went. */
  readonly ofTime: readonly number[];
  /** Thread of what all units do together without a resource: barriers, beginnings of kernels. */
  readonly together: number;
  readonly threads: readonly (readonly [tid: number, name: string])[];
}

/** Threads in the order in which a viewer should show them. */
export function tracksOf(program: Program, target: Target): Tracks {
  const { names } = new Machine(target, program);
  const threads: (readonly [number, string])[] = [];
  const add = (name: string): number => {
    threads.push([threads.length + 1, name]);
    return threads.length;
  };
  const ofResource = new Array<number>(names.length);
  const ofTime = program.classes.map(({ firstUnit, count }, cls) => {
    const units = unitsText(firstUnit, count);
    const own = add(`${units}: time`);
    names.forEach((name, r) => {
      if (name.endsWith(`[${cls}]`)) ofResource[r] = add(`${units}: ${name.slice(0, name.lastIndexOf('['))}`);
    });
    return own;
  });
  const together = add('chip: barriers and kernel begins');
  names.forEach((name, r) => {
    if (!name.endsWith(']')) ofResource[r] = add(name === 'host' ? 'host: launches' : `chip: ${name}`);
  });
  return { resources: names, ofResource, ofTime, together, threads };
}

/** `units 0-17 (18 alike)`: one of them is simulated for all. */
function unitsText(first: number, count: number): string {
  return count === 1 ? `unit ${first}` : `units ${first}-${first + count - 1} (${count} alike, one shown)`;
}
