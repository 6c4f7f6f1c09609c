/** @file Why two files differ, as far as they tell: figures of chips, mappings, parameters, settings, versions. */
import { significant } from '../numbers.js';
import type { ComparedFile, ComparedSimulated } from './input.js';

/** Figures of one chip whose values differ: `dram.bytesPerSecond 6.53e11 → 3.26e11`. */
export function figureChanges(chip: string, before: ComparedFile, after: ComparedFile): readonly string[] {
  // `2x titan-xp` is made of the figures of titan-xp; files list chips by their own names.
  const name = chip.replace(/^\d+x\s+/, '');
  const [a, b] = [before.figures.get(name), after.figures.get(name)];
  const listed =
    a === undefined || b === undefined
      ? []
      : [...new Set([...a.keys(), ...b.keys()])]
          .filter((path) => a.get(path) !== b.get(path))
          .map((path) => `${path} ${valueText(a.get(path))} → ${valueText(b.get(path))}`);
  const [was, is] = [before.hashes.get(name), after.hashes.get(name)];
  if (listed.length > 0 || was === undefined || is === undefined || was === is) return listed;
  return [`a figure’s source or status on ${name} (hash ${was} → ${is})`];
}

const valueText = (value: number | undefined): string => (value === undefined ? 'not listed' : significant(value));

/** Figures of all chips that both files list. */
export function allFigureChanges(before: ComparedFile, after: ComparedFile): readonly string[] {
  const chips = [...new Set([...before.hashes.keys(), ...before.figures.keys()])];
  return chips.flatMap((chip) => figureChanges(chip, before, after).map((change) => `${chip} ${change}`));
}

/** Seeds, samples, an author's files; then the version. */
export function settingChanges(before: ComparedFile, after: ComparedFile): readonly string[] {
  const names = [...before.settings.keys()].filter((name) => after.settings.has(name));
  const changed = names
    .filter((name) => before.settings.get(name) !== after.settings.get(name))
    .map((name) => `${name} ${before.settings.get(name)} → ${after.settings.get(name)}`);
  const versions = before.version !== null && after.version !== null && before.version !== after.version;
  return versions ? [...changed, `onchip ${before.version} → ${after.version}`] : changed;
}

/** Parameters, and figures that a sweep varied. */
export function paramChanges(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): readonly string[] {
  const [from, to] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((name) => from.get(name) !== to.get(name))
    .map((name) => `${name} ${from.get(name) ?? 'none'} → ${to.get(name) ?? 'none'}`);
}

export function mappingChanges(
  { mapping: a }: ComparedSimulated,
  { mapping: b }: ComparedSimulated,
): readonly string[] {
  const changes: string[] = [];
  if (a.unitsUsed !== b.unitsUsed) changes.push(`units used ${a.unitsUsed} → ${b.unitsUsed}`);
  const places = (m: typeof a): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    for (const { tensor, level } of m.placement) found.set(tensor, [found.get(tensor) ?? [], level].flat().join(' + '));
    return found;
  };
  const moved = differing(places(a), places(b));
  if (moved.length > 0) changes.push(`placement of ${moved.join(', ')}`);
  const engines = differing(new Map(Object.entries(a.engines)), new Map(Object.entries(b.engines)));
  if (engines.length > 0) changes.push(`engine or share of ${engines.join(', ')}`);
  if (a.loopNest.join('\n') !== b.loopNest.join('\n')) changes.push('loop nest');
  return changes;
}

/** Names whose text is not the same, in words: `h0 (sram → l2)`. */
function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => `${name} (${a.get(name) ?? 'none'} → ${b.get(name) ?? 'none'})`);
}
