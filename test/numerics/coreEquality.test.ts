/** @file The WASM core equals the TypeScript reference bit for bit: special values, odd sizes, offsets, aliasing, arrays in
 * and outside of the shared memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentCore, setCore } from '../../src/numerics/core.js';
import type { NumericsCore } from '../../src/numerics/coreTypes.js';
import { viewOf } from '../../src/numerics/gemmView.js';
import { allocFloat32, freeFloat32 } from '../../src/numerics/memory.js';
import { roundToFp16 } from '../../src/numerics/rounding.js';
import { createRoundCounts } from '../../src/numerics/roundingReference.js';

setCore('wasm');
const wasm = currentCore();
setCore('typescript');
const reference = currentCore();

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Infinity,
  -Infinity,
  1e-45,
  -1e-45,
  1.1754942e-38,
  3.4e38,
  -3.4e38,
  -32768,
  32767,
  32767.5,
  -32768.5,
  65504,
  65519.99,
  65520,
  -65520,
  2 ** -24,
  2 ** -25,
  2.98e-8,
  0.5,
  1.5,
  2.5,
  6.1e-5,
  88.7,
  -88.8,
  104,
];

/** fp32 values from all over the range, special ones often. */
const anyFloat = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SPECIAL).map(Math.fround) },
  { weight: 3, arbitrary: fc.float({ min: -8, max: 8, noNaN: true }) },
  { weight: 2, arbitrary: fc.float() },
);
const smallFloat = fc.float({ min: -4, max: 4, noNaN: true });

function bits(values: Float32Array): number[] {
  const words = [...new Uint32Array(values.slice().buffer)];
  return words.map((word, i) => (Number.isNaN(values[i]) ? -1 : word)); // NaN payloads are unspecified in WASM
}

/** Runs once on plain arrays and once on arrays in the shared memory and compares all outputs. */
function compareCores(inputs: readonly number[][], run: (core: NumericsCore, arrays: Float32Array[]) => unknown): void {
  const expected = inputs.map((input) => Float32Array.from(input));
  const expectedResult = run(reference, expected);
  const copied = inputs.map((input) => Float32Array.from(input));
  expect(run(wasm, copied)).toEqual(expectedResult);
  const shared = inputs.map((input) => {
    const array = allocFloat32(Math.max(input.length, 1)).subarray(0, input.length);
    array.set(input);
    return array;
  });
  expect(run(wasm, shared)).toEqual(expectedResult);
  expected.forEach((array, i) => {
    expect(bits(copied[i])).toEqual(bits(array));
    expect(bits(shared[i])).toEqual(bits(array));
  });
  for (const array of shared) freeFloat32(array);
}

const PASSES = ['copyFp32', 'roundFp16', 'roundBf16'] as const;

describe('wasm and typescript cores', () => {
  it('are two different cores', () => {
    expect([wasm.name, reference.name]).toEqual(['wasm', 'typescript']);
  });

  it('round alike, with equal counts', () => {
    const array = fc.array(anyFloat, { maxLength: 41 });
    fc.assert(
      fc.property(array, fc.constantFrom(...PASSES), fc.nat(3), (values, pass, offset) => {
        const first = Math.min(offset, values.length);
        compareCores([values, values.map(() => 7)], (core, [wide, dst]) => {
          const counts = createRoundCounts();
          core[pass](wide, dst, first, wide.length - first, counts);
          core[pass](wide, wide, first, wide.length - first, counts);
          return counts;
        });
      }),
      { numRuns: 300 },
    );
  });

  it('quantise to flex alike, with equal counts', () => {
    const array = fc.array(anyFloat, { maxLength: 41 });
    fc.assert(
      fc.property(
        array,
        fc.integer({ min: 8, max: 16 }),
        fc.integer({ min: -31, max: 2 }),
        (values, size, exponent) => {
          compareCores([values, values.map(() => 7)], (core, [wide, dst]) => {
            const counts = createRoundCounts();
            const range = new Float64Array(2);
            core.roundFlex(wide, dst, 0, wide.length, 2 ** exponent, size, counts);
            core.scanRange(wide, 0, wide.length, range);
            return { counts, range: [...range].map((x) => x + 0) };
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('round every fp32 exponent to fp16 and bfloat16 alike', () => {
    const patterns = new Uint32Array(256 * 2 * 12);
    const tails = [0, 1, 0xfff, 0x1000, 0x1001, 0x2fff, 0x3000, 0x7fff, 0x8000, 0x8001, 0x7fefff, 0x7fffff];
    for (let exponent = 0; exponent < 512; exponent++) {
      tails.forEach((tail, i) => {
        patterns[exponent * 12 + i] = ((exponent << 23) | tail) >>> 0;
      });
    }
    const values = [...new Float32Array(patterns.buffer)];
    for (const pass of ['roundFp16', 'roundBf16'] as const) {
      compareCores([values], (core, [wide]) => {
        const counts = createRoundCounts();
        core[pass](wide, wide, 0, wide.length, counts);
        return counts;
      });
    }
  });

  it('broadcast rows alike', () => {
    fc.assert(
      fc.property(
        fc.array(anyFloat, { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (values, columns) => {
          const dst = Array.from({ length: values.length * columns + 1 }, () => 3);
          compareCores([values, dst], (core, [from, to]) => core.broadcastRows(from, to, columns, 1));
        },
      ),
    );
  });

  it('add to rows and sum rows alike', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 23 }));
    fc.assert(
      fc.property(sizes, fc.infiniteStream(anyFloat), ([rows, columns], stream) => {
        const draw = (length: number): number[] => Array.from({ length }, () => stream.next().value);
        compareCores([draw(rows * columns + 2), draw(rows + 1), draw(rows * columns)], (core, [src, vector, dst]) => {
          const block = { rows, columns, src, srcOffset: 2, vector, vectorOffset: 1 };
          core.addToRows({ ...block, dst, dstOffset: 0 });
          core.addRowSums(block);
          core.addToRows({ ...block, dst: src, dstOffset: 2 });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('compute exp, tanh and sigmoid alike', () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { maxLength: 70 }), fc.constantFrom('exp', 'tanh', 'sigmoid'), (values, name) => {
        compareCores([values], (core, [x]) => core[name as 'exp'](x, x, x.length));
      }),
      { numRuns: 400 },
    );
  });

  it('multiply matrices alike: every layout, size and path', () => {
    const sizes = fc.record({ m: fc.integer({ min: 1, max: 75 }), n: fc.integer({ min: 1, max: 41 }), k: fc.nat(23) });
    fc.assert(
      fc.property(
        fc.oneof(
          sizes,
          sizes.map((s) => ({ ...s, n: 1 })),
          sizes.map((s) => ({ ...s, m: 1 })),
        ),
        fc.record({ tA: fc.boolean(), tB: fc.boolean(), acc: fc.boolean(), half: fc.boolean(), pad: fc.nat(2) }),
        fc.infiniteStream(fc.oneof({ weight: 19, arbitrary: smallFloat }, { weight: 1, arbitrary: anyFloat })),
        ({ m, n, k }, { tA, tB, acc, half, pad }, stream) => {
          const draw = (length: number): number[] =>
            Array.from({ length }, () => (half ? roundToFp16(stream.next().value) : stream.next().value));
          const lda = (tA ? m : k) + pad;
          const ldb = (tB ? k : n) + pad;
          const ldc = n + pad;
          const a = draw(1 + lda * (tA ? k : m));
          const b = draw(1 + ldb * (tB ? n : k));
          const c = draw(2 + ldc * m);
          compareCores([a, b, c], (core, [x, y, z]) => {
            const offsets = { aOffset: 1, bOffset: 1, cOffset: 2, lda, ldb, ldc };
            const shape = { m, n, k, transposeA: tA, transposeB: tB, accumulate: acc };
            const view = viewOf({ ...shape, ...offsets, a: x, b: y, c: z });
            if (half) core.gemmFp16(view);
            else core.gemmFp32(view);
          });
          compareCores([a, b, c], (core, [x, y, z]) => {
            const offsets = { aOffset: 1, bOffset: 1, cOffset: 2, lda, ldb, ldc };
            const shape = { m, n, k, transposeA: tA, transposeB: tB, accumulate: acc };
            const view = viewOf({ ...shape, ...offsets, a: x, b: y, c: z });
            const panels = core.packA(view);
            core.gemmFp32({ ...view, packedA: panels === null ? null : { m, k, panels } });
            if (panels !== null) freeFloat32(panels);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('run the LSTM cell alike, forward and backward, in place too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.nat(3), fc.infiniteStream(anyFloat), (count, gap, stream) => {
        const draw = (length: number): number[] => Array.from({ length }, () => stream.next().value);
        const stride = count + gap;
        const inputs = [draw(4 * stride + 1), draw(4 * stride), draw(count), draw(count), draw(count), draw(count)];
        compareCores(inputs, (core, [gates, activations, cPrev, c, h, dc]) => {
          const common = { count, gateStride: stride };
          core.lstmForward({ ...common, gates, gatesOffset: 1, activations, cPrev, c, h });
          core.lstmBackward({ ...common, activations, cPrev, c, dh: h, dc, dGates: gates, dcPrev: dc, gatesOffset: 1 });
          core.lstmForward({ ...common, gates: activations, activations, cPrev: c, c, h });
        });
      }),
      { numRuns: 200 },
    );
  });
});
