/** @file A chip with the user's changes, held to the same rules as a chip file. */
import { InputError } from '../../src/numerics/errors.js';
import { checkChip } from '../../src/sim/chipChecks.js';
import { chipFigures, withFigure } from '../../src/sim/chipFigures.js';
import { type ChipSpec, chipSchema } from '../../src/sim/chipSchema.js';
import { chip } from '../../src/sim/chips/index.js';
import type { Figure } from '../../src/sim/figure.js';
import type { Changes } from '../state/choices.js';

/** Path of the one figure that a chip may lack and a user may give it. */
export const PRICE = 'price.usd';

/** Where a slider begins when nobody has published a price. */
export const unknownPrice: Figure = { value: 3000, unit: 'USD', source: 'yours to choose', status: 'assumed' };

const withPrice = (spec: ChipSpec): ChipSpec =>
  spec.price === undefined ? { ...spec, price: { usd: unknownPrice, date: 'chosen' } } : spec;

/** Throws InputError for an unknown chip or figure, and for values that no chip can have. */
export function changedChip(name: string, changes: Changes = {}): ChipSpec {
  const entries = Object.entries(changes);
  if (entries.length === 0) return chip(name);
  const original = PRICE in changes ? withPrice(chip(name)) : chip(name);
  let spec = original;
  const known = new Set(chipFigures(spec).map(({ path }) => path));
  for (const [path, value] of entries) {
    const where = `${path} of ${name}`;
    if (!known.has(path)) throw new InputError({ where, expected: 'a figure of the chip', found: 'none of that name' });
    if (!(value >= 0)) throw new InputError({ where, expected: 'a number of 0 or more', found: String(value) });
    spec = withFigure(spec, path, value);
  }
  const parsed = chipSchema.safeParse(spec);
  if (parsed.success) return checkChip(parsed.data, name);
  const path = badPath();
  throw new InputError({
    where: `${path} of ${name}`,
    expected: 'a value that a chip can have',
    found: String(changes[path] ?? 'another'),
  });

  function badPath(): string {
    const [first] = entries;
    const alone = entries.find(([p, v]) => !chipSchema.safeParse(withFigure(original, p, v)).success);
    return (alone ?? first)[0];
  }
}
