/** @file From names on the command line to targets: chips (shipped or in files) x runtimes x formats. */
import { InputError } from '../numerics/errors.js';
import { parseChipFile } from '../sim/chipFile.js';
import type { ChipSpec } from '../sim/chipSchema.js';
import { chip } from '../sim/chips/index.js';
import { target } from '../sim/namedTarget.js';
import { isRigName } from '../sim/rigs.js';
import type { Target } from '../sim/target.js';
import { readTextFile } from './files.js';
import { listItems } from './lists.js';

/** A name with a folder in it, or that ends like a chip file, is a file. */
const isFileName = (name: string): boolean => /[/\\]|\.(ya?ml|json)$/i.test(name);

/** A shipped chip, or the one in a file. Throws InputError. */
export function findChip(name: string): ChipSpec {
  if (isFileName(name)) return parseChipFile(readTextFile(name, { what: 'a chip file' }), name);
  if (isRigName(name)) {
    throw new InputError({ where: 'chip', expected: 'one chip', found: `the rig "${name}"` });
  }
  return chip(name);
}

export interface TargetLists {
  readonly chip: readonly string[];
  readonly format?: readonly string[] | undefined;
  readonly runtime?: readonly string[] | undefined;
}

/** Every chip under every runtime in every format, in the order given; a chip's own default where none is given. */
export function targetsOf(lists: TargetLists): readonly Target[] {
  const chips = distinctChips(listItems('--chip', lists.chip));
  const formats = lists.format ? listItems('--format', lists.format) : [undefined];
  const runtimes = lists.runtime ? listItems('--runtime', lists.runtime) : [undefined];
  return chips.flatMap((spec) =>
    runtimes.flatMap((runtime) => formats.map((format) => target(spec, { runtime, format }))),
  );
}

/** Rows are told apart by the chip's name, so an edited copy needs a name of its own. */
function distinctChips(names: readonly string[]): readonly ChipSpec[] {
  const sourceOf = new Map<string, string>();
  return names.map((source) => {
    const spec = findChip(source);
    const first = sourceOf.get(spec.name);
    if (first !== undefined) {
      const found = `"${spec.name}" from ${first} and from ${source}`;
      const hint = 'change `name:` in the chip file';
      throw new InputError({ where: '--chip', expected: 'chips with names of their own', found, hint });
    }
    sourceOf.set(spec.name, source);
    return spec;
  });
}
