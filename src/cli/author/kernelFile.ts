/** @file `onchip run ./my-kernel.ts#name`: which arguments name a file of the user's, and which kernel in it. */
import { InputError } from '../../numerics/errors.js';

export interface KernelFile {
  readonly path: string;
  /** Name of an export or of a kernel; null when the file has only one. */
  readonly name: string | null;
}

const SOURCE = /\.(ts|mts|js|mjs)$/i;

/** The file that an argument names, or null for the name of a shipped kernel. Throws InputError for other files. */
export function kernelFile(argument: string): KernelFile | null {
  const cut = argument.indexOf('#');
  const path = cut < 0 ? argument : argument.slice(0, cut);
  if (!SOURCE.test(path) && !/[/\\]/.test(path)) return null;
  if (!SOURCE.test(path)) {
    throw new InputError({ where: 'kernel', expected: 'a kernel file (.ts, .js, .mjs)', found: JSON.stringify(path) });
  }
  return { path, name: cut < 0 || cut === argument.length - 1 ? null : argument.slice(cut + 1) };
}
