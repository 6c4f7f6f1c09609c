/** @file How a statement of an author's is refused: the kernel and the statement in front, both shapes in it. */
import { cutMismatch, dimsOf, isTerm, slotsOf, tileText } from '../cuts.js';
import type { Tile } from '../handles.js';

/** Throws InputError with the kernel and the author's line. */
export type Refuse = (where: string, expected: string, found: string) => never;

/** Terms of a sum that nobody has added up are of no use to anything but an exchange. */
export function noPartial(refuse: Refuse, label: string, tiles: readonly Tile[]): void {
  const partial = tiles.find(isTerm);
  if (partial) refuse(label, `${partial.tensor.name} summed by an exchange first`, 'terms of a sum');
}

export function sameShape(refuse: Refuse, label: string, from: Tile, to: Tile): void {
  const [a, b] = [from, to].map((tile) => [slotsOf(tile), ...dimsOf(tile)]);
  if (a.some((size, i) => size !== b[i])) refuse(label, 'equal shapes', `${tileText(from)} → ${tileText(to)}`);
}

/** What is cut over the units must be cut alike. */
export function cutAlike(refuse: Refuse, label: string, to: readonly Tile[], from: readonly Tile[]): void {
  const mismatch = cutMismatch(to, from);
  if (mismatch !== null) refuse(label, mismatch.expected, mismatch.found);
}
