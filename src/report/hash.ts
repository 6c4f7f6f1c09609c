/** @file Fingerprints of inputs: FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv). It tells whether two runs had the
 * same inputs; it is no protection against somebody who wants a collision. Runs in a browser too, hence no node:crypto. */

const PRIME_LOW = 0x1b3; // the prime is 2^40 + 0x1b3
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const WORD = 2 ** 32;

/** 16 hexadecimal digits of the UTF-8 bytes of a text. */
export function hashText(text: string): string {
  return hashBytes([new TextEncoder().encode(text)]);
}

/** The same of bytes, one piece after the other. */
export function hashBytes(pieces: readonly Uint8Array[]): string {
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  for (const piece of pieces) {
    for (const byte of piece) {
      low = (low ^ byte) >>> 0;
      const product = low * PRIME_LOW; // < 2^41: exact
      high = (high * PRIME_LOW + Math.floor(product / WORD) + ((low << 8) >>> 0)) % WORD;
      low = product % WORD;
    }
  }
  return hex(high) + hex(low);
}

/** Hash of a JSON value; the keys of objects are taken in alphabetical order. */
export function hashJson(value: unknown): string {
  return hashText(JSON.stringify(value, sortKeys));
}

const hex = (word: number): string => word.toString(16).padStart(8, '0');

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
