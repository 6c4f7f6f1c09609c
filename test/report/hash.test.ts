/** @file FNV-1a against published vectors and against BigInt arithmetic. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashJson, hashText } from '../../src/report/hash.js';

// Test vectors of draft-eastlake-fnv, 64 bits.
it.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['foobar', '85944171f73967e8'],
])('hash of "%s"', (text, hash) => expect(hashText(text)).toBe(hash));

it('equals the definition in whole numbers of any size', () => {
  const slow = (text: string): string => {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text)) {
      hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    }
    return hash.toString(16).padStart(16, '0');
  };
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '→', '😀', '\0') }), (text) => {
      expect(hashText(text)).toBe(slow(text));
    }),
  );
});

it('does not depend on the order of keys, but on every value', () => {
  expect(hashJson({ a: 1, b: [2, { d: 3, c: 4 }] })).toBe(hashJson({ b: [2, { c: 4, d: 3 }], a: 1 }));
  expect(hashJson({ a: 1 })).not.toBe(hashJson({ a: 2 }));
  expect(hashJson([1, 2])).not.toBe(hashJson([2, 1]));
});
