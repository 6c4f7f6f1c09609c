/** @file "Did you mean": the known names closest to a misspelt one, in the same words everywhere. */
import { distance } from 'fastest-levenshtein';

interface Near {
  readonly name: string;
  readonly edits: number;
}

/** Names within an edit distance of half of the length (at least 2), nearest first. */
function near(wrong: string, known: readonly string[]): readonly Near[] {
  const limit = Math.max(2, Math.floor(wrong.length / 2));
  return known
    .map((name) => ({ name, edits: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
}

/** Up to `count` names within an edit distance of half of the length (at least 2), nearest first. */
export function nearestNames(wrong: string, known: readonly string[], count = 3): string[] {
  return near(wrong, known)
    .slice(0, count)
    .map(({ name }) => name);
}

const MOST_NAMES = 3;

/** `{ hint: 'did you mean fp16?' }` for an `InputError` that lists the known names; several when they are equally near;
 * empty when none is. */
export function didYouMean(wrong: string, known: readonly string[]): { readonly hint?: string } {
  const found = near(wrong, known);
  const names = found.filter(({ edits }) => edits === found[0].edits).slice(0, MOST_NAMES);
  return names.length === 0 ? {} : { hint: `did you mean ${names.map(({ name }) => name).join(' or ')}?` };
}

/** The hint of an `InputError` that does not list the known names: the nearest one, else all of them. */
export function nearestHint(wrong: string, known: readonly string[]): string {
  return didYouMean(wrong, known).hint ?? `known: ${known.join(', ')}`;
}
