/** @file From names on the command line to targets: chips (shipped or in files) x runtimes x formats. */
import { InputError } from '../numerics/errors.js';
import { parseChipFile } from '../sim/chipFile.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { chip } from '../sim/chips/index.js';
import { target } from '../sim/namedTarget.js';
import { isRigName, type RigSpec, rig } from '../sim/rigs.js';
import { type Parallelism, parallelisms, type Target } from '../sim/target.js';
import { readTextFile } from './files.js';
import { listItems } from './lists.js';

/** A name with a folder in it, or that ends like a chip file, is a file. */
const isFileName = (name: string): boolean => /[/\\]|\.(ya?ml|json)$/i.test(name);

/** A shipped chip, or the one in a file. Throws InputError. */
export function findChip(name: string): ChipSpec {
  if (isRigName(name)) {
    throw new InputError({ where: 'chip', expected: 'one chip', found: `the rig "${name}"` });
  }
  if (isFileName(name)) return parseChipFile(readTextFile(name, { what: 'a chip file' }), name);
  return chip(name);
}

export interface TargetLists {
  readonly chip: readonly string[];
  readonly format?: readonly string[] | undefined;
  readonly runtime?: readonly string[] | undefined;
  readonly parallel?: readonly string[] | undefined;
}

/** One chip, or several of them as a rig. */
export interface Machine {
  readonly name: string;
  readonly chip: ChipSpec;
  readonly rig?: RigSpec;
}

/** A chip or rig by name, or the chip in a file. Throws InputError. */
export function findMachine(name: string): Machine {
  if (isRigName(name)) {
    const found = rig(name, findChip);
    return { name: found.name, chip: found.chip, rig: found };
  }
  const spec = findChip(name);
  return { name: spec.name, chip: spec };
}

/** Every chip or rig under every runtime in every format, a rig in every way of sharing the work; in the order given, a
 * chip's own default where none is given. */
export function targetsOf(lists: TargetLists): readonly Target[] {
  const machines = distinctMachines(listItems('--chip', lists.chip));
  const formats = lists.format ? listItems('--format', lists.format) : [undefined];
  const runtimes = lists.runtime ? listItems('--runtime', lists.runtime) : [undefined];
  const ways = waysToShare(machines, lists.parallel);
  return machines.flatMap(({ chip: spec, rig: of }) =>
    runtimes.flatMap((runtime) =>
      formats.flatMap((format): Target[] => {
        const one = target(spec, { runtime, format });
        return of === undefined ? [one] : ways.map((parallel) => ({ ...one, rig: of, parallel }));
      }),
    ),
  );
}

/** Throws InputError for an unknown way, or for one without a rig that it could be meant for. */
function waysToShare(machines: readonly Machine[], lists: readonly string[] | undefined): readonly Parallelism[] {
  if (lists === undefined) return ['data'];
  const where = '--parallel';
  const ways = listItems(where, lists).map((word) => {
    const known = parallelisms.find((way) => way === word);
    if (known !== undefined) return known;
    throw new InputError({ where, expected: `one of ${parallelisms.join(', ')}`, found: word });
  });
  if (machines.some((machine) => machine.rig !== undefined)) return ways;
  const found = machines.map(({ name }) => name).join(', ');
  throw new InputError({ where, expected: 'a rig, e.g. --chip "2x titan-xp"', found });
}

/** Rows are told apart by the machine's name, so an edited copy needs a name of its own. */
function distinctMachines(names: readonly string[]): readonly Machine[] {
  const sourceOf = new Map<string, string>();
  return names.map((source) => {
    const machine = findMachine(source);
    const first = sourceOf.get(machine.name);
    if (first !== undefined) {
      const found = `"${machine.name}" from ${first} and from ${source}`;
      const hint = 'change `name:` in the chip file';
      throw new InputError({ where: '--chip', expected: 'chips with names of their own', found, hint });
    }
    sourceOf.set(machine.name, source);
    return machine;
  });
}
