/** @file Rigs: n equal chips and the links between them, named `4x vega-fe`. */
import { InputError } from '../numerics/errors.js';
import type { ChipSpec } from './chipSchema.js';
import { chip as shippedChip } from './chips/index.js';

export interface RigSpec {
  readonly name: string;
  readonly count: number;
  readonly chip: ChipSpec;
  readonly links: NonNullable<ChipSpec['links']>;
  /** Price of the chips alone. Missing when the chip has none. */
  readonly usd?: number;
  readonly tdpWatts?: number;
}

/** Rigs that the studies ask about. */
export const rigNames: readonly string[] = ['2x titan-xp', '2x vega-fe', '4x vega-fe', '8x nnp-t1000'];

const RIG = /^(\d{1,6})x\s+(\S+)$/;
const MAX_CHIPS = 1024;

/** Whether the name has the form of a rig, `<n>x <chip>`. */
export function isRigName(name: string): boolean {
  return RIG.test(name.trim());
}

/** n equal chips. Throws `InputError` for a bad count, an unknown chip, or a chip without links. `find` looks up chips. */
export function rig(name: string, find: (chipName: string) => ChipSpec = shippedChip): RigSpec {
  const match = RIG.exec(name.trim());
  if (match === null)
    throw new InputError({ where: 'rig', expected: '<n>x <chip>, e.g. 2x titan-xp', found: `"${name}"` });
  const count = Number(match[1]);
  if (count < 2 || count > MAX_CHIPS) {
    throw new InputError({ where: `rig "${name}"`, expected: `2 to ${MAX_CHIPS} chips`, found: match[1] });
  }
  const chip = find(match[2]);
  if (chip.links === undefined) {
    throw new InputError({ where: `rig "${name}"`, expected: 'a chip with links', found: `${chip.name} without` });
  }
  return {
    name: `${count}x ${chip.name}`,
    count,
    chip,
    links: chip.links,
    ...(chip.price && { usd: count * chip.price.usd.value }),
    ...(chip.tdpWatts && { tdpWatts: count * chip.tdpWatts.value }),
  };
}
