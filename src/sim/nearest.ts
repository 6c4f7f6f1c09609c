/** @file "Did you mean": the known name that is closest to a mistyped one. */
import { distance } from 'fastest-levenshtein';

/** The closest of `known` by edit distance, or undefined when nothing is within half of the word's length (at least 2). */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 2));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of known) {
    const d = distance(word.toLowerCase(), name.toLowerCase());
    if (d < bestDistance) {
      bestDistance = d;
      best = name;
    }
  }
  return best;
}

/** The hint of an `InputError` for a mistyped name: the nearest one, else the whole list. */
export function nearestHint(word: string, known: readonly string[]): string {
  const nearest = nearestName(word, known);
  return nearest === undefined ? `known: ${known.join(', ')}` : `did you mean ${nearest}?`;
}
