/** @file Rigs: n equal chips and the links between them, named `4x vega-fe`, or `2x v100 over nvlink-2` for links that
 * another form of the chip has. */
import { InputError } from '../numerics/errors.js';
import { nearestHint } from '../numerics/nearestNames.js';
import type { ChipSpec } from './chipSchema.js';
import { chip as shippedChip } from './chips/index.js';
import { formsOf, linksOver } from './linkForms.js';

export interface RigSpec {
  readonly name: string;
  readonly count: number;
  readonly chip: ChipSpec;
  readonly links: NonNullable<ChipSpec['links']>;
  /** Price of the chips alone. Missing when the chip has none. */
  readonly usd?: number;
  readonly tdpWatts?: number;
}

/** Rigs that the studies ask about. Any `<n>x <chip>` with links works alike. */
export const rigNames: readonly string[] = [
  '2x titan-xp',
  '4x titan-xp',
  '2x titan-v',
  '2x vega-fe',
  '4x vega-fe',
  '8x nnp-t1000',
  '8x lake-crest',
  '2x graphcore-gc2',
  '2x p100',
  '2x v100 over nvlink-2',
];

const RIG = /^(\d+)x\s+(\S+)(?:\s+over\s+(\S+))?$/;
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
  const [, digits, chipName, form] = match;
  const count = Number(digits);
  if (count < 2 || count > MAX_CHIPS) {
    const hint = count === 1 ? { hint: `one chip is no rig: ${chipName}` } : {};
    throw new InputError({ where: `rig "${name}"`, expected: `2 to ${MAX_CHIPS} chips`, found: digits, ...hint });
  }
  return rigOf(find(chipName), count, form);
}

/** The same of a chip at hand, e.g. a variant of one. */
export function rigOf(chip: ChipSpec, count: number, form?: string): RigSpec {
  const name = `${count}x ${chip.name}${form === undefined ? '' : ` over ${form}`}`;
  const links = form === undefined ? chip.links : linksOver(chip, form);
  if (links === undefined) return refuseLinks(name, chip, form);
  return {
    name,
    count,
    chip,
    links,
    ...(chip.price && { usd: count * chip.price.usd.value }),
    ...(chip.tdpWatts && { tdpWatts: count * chip.tdpWatts.value }),
  };
}

function refuseLinks(name: string, chip: ChipSpec, form: string | undefined): never {
  const where = `rig "${name}"`;
  if (form === undefined) {
    const found = `${chip.name}, whose chip file has no \`links\``;
    throw new InputError({ where, expected: 'a chip with figures for its links', found });
  }
  const able = formsOf(chip);
  const expected =
    able.length === 0 ? `no "over": ${chip.name} has its own links only` : `links that ${chip.name} was sold with`;
  throw new InputError({
    where,
    expected,
    found: `over ${form}`,
    ...(able.length > 0 && { hint: nearestHint(form, able) }),
  });
}

/** Bytes a second that a chip sends over all its links, one direction. In a ring half of the links lead each way, and two
 * rings in opposite directions use all of them at once. */
export function allLinksBytesPerSecond({ links }: RigSpec): number {
  return links.count.value * links.bytesPerSecond.value;
}

/** Bytes a second from a chip to the next one of a chain: all links of a pair, half of them with a neighbour on either
 * side; a single link leads to a switch and serves whoever is asked. */
export function neighbourBytesPerSecond({ count, links }: RigSpec): number {
  const lanes = count === 2 ? links.count.value : Math.max(1, Math.floor(links.count.value / 2));
  return lanes * links.bytesPerSecond.value;
}
