/** @file Packed operands: equal bits, and what happens when a caller gets them wrong. */
import { afterEach, describe, expect, it } from 'vitest';
import { gemmFp32Reference } from '../../src/numerics/gemmReference.js';
import { viewOf } from '../../src/numerics/gemmView.js';
import { currentCore, freePacked, gemm, packA, setCore } from '../../src/numerics/index.js';

const [m, n, k] = [19, 3, 7]; // two groups of eight rows and three rows outside of them
const a = Float32Array.from({ length: m * k }, (_, i) => Math.sin(i));
const b = Float32Array.from({ length: k * n }, (_, i) => Math.cos(i));

describe('packA', () => {
  afterEach(() => setCore('wasm'));

  it('gives the bits of the reference, and holds the values of the time of packing', () => {
    const packed = packA({ m, k, a })!;
    const expected = new Float32Array(m * n);
    gemmFp32Reference(viewOf({ m, n, k, a, b, c: expected }));
    const c = new Float32Array(m * n);
    gemm({ m, n, k, a, b, c, packedA: packed });
    expect(c).toEqual(expected);
    // Rows 0..15 come from the packed copy: a changed A is not seen until it is packed again.
    const changed = a.slice();
    changed[0] += 1;
    gemm({ m, n, k, a: changed, b, c, packedA: packed });
    expect(c).toEqual(expected);
    freePacked(packed);
  });

  it('is null on a core that does not use it, and for matrices of under eight rows', () => {
    expect(packA({ m: 7, k, a })).toBeNull();
    setCore('typescript');
    expect(currentCore().name).toBe('typescript');
    expect(packA({ m, k, a })).toBeNull();
  });

  it('refuses a short A, and a packed matrix of another shape', () => {
    expect(() => packA({ m: m + 1, k, a })).toThrow(`gemm operand a`);
    const packed = packA({ m: 16, k, a })!;
    expect(() => gemm({ m, n, k, a, b, c: new Float32Array(m * n), packedA: packed })).toThrow(
      'gemm operand packedA: expected [19, 7], found [16, 7]',
    );
    freePacked(packed);
  });
});
