/** @file The main job's study at toy size: it learns, it is deterministic, its JSON says what formats did. */
import { describe, expect, it } from 'vitest';
import { runCharStudy } from '../../src/study/accuracyChar.js';

const text = Array.from({ length: 400 }, (_, i) => `interface Thing${i % 7} { readonly size: number; }\n`).join('');
const options = { hidden: 24, embedding: 8, batch: 4, seqLength: 16, steps: 140, heldOutCharacters: 1000 };

describe('runCharStudy', () => {
  const result = runCharStudy(text, 'toy', options);

  it('learns far below the unigram cost and says so', () => {
    const { training } = result;
    expect(training.losses).toHaveLength(140);
    expect(training.unigramBits).toBeGreaterThan(4);
    expect(training.bitsPerChar).toBeLessThan(training.unigramBits / 2);
    expect(result.model.parameters).toBe(
      // E, then W, U, b twice, then Wy, by.
      result.model.classes * 8 + 4 * 24 * (8 + 24 + 1) + 4 * 24 * (24 + 24 + 1) + result.model.classes * 25,
    );
  });

  it('orders the formats by their precision and keeps the losses together', () => {
    const of = (name: string) => result.formats.find((f) => f.format === name)!;
    expect(of('fp32').deltaToFp32).toBe(0);
    expect(of('fp32').relativeError).toBeLessThan(1e-5);
    expect(of('fp16').relativeError).toBeGreaterThan(of('fp32').relativeError);
    expect(of('bf16').relativeError).toBeGreaterThan(of('fp16').relativeError);
    for (const f of result.formats) expect(Math.abs(f.deltaToFp32!)).toBeLessThan(0.05);
    expect(of('flex16+5').minExponent).toBeLessThan(0);
    expect(of('fp16').minExponent).toBeNull();
  });

  it('gives the same bytes again', () => {
    expect(JSON.stringify(runCharStudy(text, 'toy', options))).toBe(JSON.stringify(result));
  });

  it('refuses a short text, an empty one and an unknown format in one line', () => {
    expect(() => runCharStudy('too short', 'x.txt', options)).toThrow(/^text x\.txt: expected at least \d+ characters/);
    expect(() => runCharStudy('', 'x.txt', options)).toThrow(/^text x\.txt: expected/);
    expect(() => runCharStudy(text, 'toy', { ...options, formats: ['fp23'] })).toThrow(/^format: expected/);
  });
});
