/** @file `-p hidden=200`: whole numbers by name, read strictly. Which names there are, and their limits, the kernel says. */
import { InputError } from '../numerics/errors.js';

/** Seeds are 32-bit words. */
export const LARGEST_SEED = 2 ** 32 - 1;

const KEY = /^[A-Za-z][A-Za-z0-9_]*$/;
const WHOLE = /^-?\d{1,15}$/;

/** Parameters of `key=value` items. Throws InputError for another form, a value that is no whole number, a key twice. */
export function parseParams(items: readonly string[]): Readonly<Record<string, number>> {
  const values = new Map<string, number>();
  for (const item of items) {
    const [key, value] = splitItem(item);
    if (values.has(key))
      throw new InputError({ where: `-p ${key}`, expected: 'each parameter once', found: 'it twice' });
    values.set(key, wholeNumber(`-p ${key}`, value));
  }
  return Object.fromEntries(values);
}

function splitItem(item: string): readonly [key: string, value: string] {
  const cut = item.indexOf('=');
  const key = item.slice(0, cut);
  if (cut < 0 || !KEY.test(key)) {
    throw new InputError({ where: '-p', expected: 'name=number, e.g. -p hidden=200', found: JSON.stringify(item) });
  }
  return [key, item.slice(cut + 1)];
}

/** A whole number in decimal digits. Throws InputError for anything else: 1e12, 0x10, 2.5, blanks, nothing. */
export function wholeNumber(where: string, text: string): number {
  if (WHOLE.test(text)) return Number(text);
  const hint = text.includes(',') ? { hint: 'one -p for each parameter' } : {};
  throw new InputError({ where, expected: 'a whole number in digits', found: JSON.stringify(text), ...hint });
}

/** A whole number within limits. Throws InputError. */
export function wholeNumberWithin(where: string, text: string, low: number, high: number): number {
  const value = wholeNumber(where, text);
  if (value < low || value > high) {
    throw new InputError({ where, expected: `a whole number from ${low} to ${high}`, found: text });
  }
  return value;
}
