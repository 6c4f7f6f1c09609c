/** @file Words for what an importer refuses: always the place in the file, what was expected, what was found. */
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';

/** Throws InputError. */
export function refuse(where: string, expected: string, found: string, hint?: string): never {
  throw new InputError({ where, expected, found, ...(hint === undefined ? {} : { hint }) });
}

/** The entry of that name. Throws InputError that lists the known ones. */
export function oneOf<T>(where: string, table: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(table, name)) return table[name];
  const known = Object.keys(table);
  throw new InputError({ where, expected: `one of ${known.join(', ')}`, found: name, ...didYouMean(name, known) });
}

/** A value of a file in a few words. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Throws InputError that names the tensor and the place of the first number that is not finite. */
export function checkFinite(where: string, values: Float32Array): void {
  const at = values.findIndex((x) => !Number.isFinite(x));
  if (at >= 0) refuse(`${where}[${at}]`, 'a finite number', String(values[at]));
}

/** Largest number of elements that one tensor may have. */
export const MOST_ELEMENTS = 2 ** 31;

/** Elements of a tensor. Throws InputError for sizes that are no whole numbers from 0, or too many elements. */
export function elementCount(where: string, shape: readonly unknown[]): number {
  let count = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
      refuse(`${where}: shape`, 'whole sizes from 0', shown(shape));
    }
    count *= size;
  }
  if (count > MOST_ELEMENTS) refuse(`${where}: shape`, `at most ${MOST_ELEMENTS} elements`, shown(shape));
  return count;
}

/** Float16 bits as a number. */
export function fromFloat16(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
