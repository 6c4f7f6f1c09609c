/** @file How messages name a file of the author's. */
import { relative } from 'node:path';

/** A path as the author would type it: from the working folder, unless it lies outside. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
