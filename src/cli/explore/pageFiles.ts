/** @file The files of the page, as `npm run build` bundled them beside this program: read once, few and small. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../numerics/errors.js';
import { readTextFile } from '../files.js';

/** Name → text. All are text. */
export type PageFiles = ReadonlyMap<string, string>;

/** Where the build puts them, seen from the built program. */
const builtFolder = fileURLToPath(new URL('../../web/', import.meta.url));

/** Throws InputError when the page was not built. */
export function readPageFiles(folder: string = builtFolder): PageFiles {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new InputError({ where: 'explore', expected: 'the built page', found: 'none', hint: 'npm run build' });
  }
  return new Map(
    names.sort().map((name) => [name, readTextFile(`${folder}/${name}`, { what: 'a file of the page' })] as const),
  );
}
