/** @file The kernel that a file exports. */
import type { Kernel } from '../../kernels/kernel.js';
import { InputError } from '../../numerics/errors.js';
import { nearestNames } from '../../numerics/nearestNames.js';

/** What a file exports. */
export type Exports = Readonly<Record<string, unknown>>;

function isKernel(value: unknown): value is Kernel {
  if (typeof value !== 'object' || value === null) return false;
  const { name, params, graph } = value as Partial<Kernel>;
  return typeof name === 'string' && typeof params === 'object' && typeof graph === 'function';
}

/** The only kernel, or the one whose export or own name was given. Throws InputError. */
export function pickKernel(exports: Exports, shown: string, name: string | null): Kernel {
  const found = Object.entries(exports).filter((entry): entry is [string, Kernel] => isKernel(entry[1]));
  if (found.length === 0) {
    const others = Object.keys(exports);
    const has = others.length === 0 ? 'no exports' : `exports that are no kernels: ${others.join(', ')}`;
    throw new InputError({ where: shown, expected: 'an export made by defineKernel', found: has });
  }
  if (name !== null) {
    const named = found.find(([key, kernel]) => key === name || kernel.name === name);
    if (named !== undefined) return named[1];
    const keys = found.map(([key]) => key);
    const [near] = nearestNames(name, keys);
    const hint = near === undefined ? {} : { hint: `did you mean ${shown}#${near}?` };
    throw new InputError({ where: shown, expected: `one of ${keys.join(', ')}`, found: name, ...hint });
  }
  const different = [...new Map(found.map(([key, kernel]) => [kernel, key])).entries()];
  if (different.length === 1) return different[0][0];
  const keys = different.map(([, key]) => key);
  throw new InputError({
    where: shown,
    expected: 'one kernel, or the name of one',
    found: keys.join(', '),
    hint: `e.g. ${shown}#${keys[0]}`,
  });
}
