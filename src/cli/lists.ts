/** @file Comma lists: `--chip v100,titan-v`, also given several times. */
import { InputError } from '../numerics/errors.js';

/** Commander's collector: the values of an option that may be given several times. */
export const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
];

/** Items of all the lists. Throws InputError for an empty item or the same one twice. */
export function listItems(flag: string, lists: readonly string[]): readonly string[] {
  const items = lists.flatMap((list) => list.split(',').map((item) => item.trim()));
  const seen = new Set<string>();
  for (const item of items) {
    if (item === '')
      throw new InputError({ where: flag, expected: 'names with commas between', found: 'an empty name' });
    if (seen.has(item)) throw new InputError({ where: flag, expected: 'each name once', found: `${item} twice` });
    seen.add(item);
  }
  return items;
}
