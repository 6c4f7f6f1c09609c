/** @file Text to ids and batches, by hand-made examples. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamSource } from '../../src/models/batch.js';
import { corpusOf, UNKNOWN } from '../../src/models/text.js';

describe('corpusOf', () => {
  it('numbers the most frequent characters first and leaves the rest to <unk>', () => {
    // Training part 'aaabbc' (held out: 'ad'): a three times, b twice; c does not fit into 3 symbols, d is unseen.
    const { symbols, training, heldOut } = corpusOf('aaabbcad', 't', { maxSymbols: 3, heldOut: 2 });
    expect(symbols).toEqual([UNKNOWN, 'a', 'b']);
    expect([...training]).toEqual([1, 1, 1, 2, 2, 0]);
    expect([...heldOut]).toEqual([1, 0]);
  });

  it('takes the held-out part in pieces spread over the text', () => {
    const { symbols, training, heldOut } = corpusOf('aaabcccdeeef', 't', { heldOut: 3, pieces: 3 });
    const text = (ids: Int32Array): string => [...ids].map((id) => symbols[id]).join('');
    expect(text(training)).toBe('aaaccceee');
    expect([...heldOut]).toEqual([0, 0, 0]);
  });

  it('gives the unigram cost of the held-out part', () => {
    // Counts with add-one: <unk> 1, a 3 + 1, of 3 + 2 = 5. 'aa' costs -log2(4/5) a symbol.
    expect(corpusOf('aaaaa', 't', { heldOut: 2 }).unigramBits).toBeCloseTo(Math.log2(5 / 4), 12);
  });

  it('cuts words and keeps line ends', () => {
    const { symbols } = corpusOf('the cat\nthe dog\nx y', 't', { unit: 'word', heldOut: 2 });
    expect(symbols.slice(0, 3)).toEqual([UNKNOWN, '\n', 'the']);
  });

  it('keeps a character outside the basic plane whole', () => {
    expect(corpusOf('🙂🙂🙂🙂ab', 't', { heldOut: 2 }).symbols).toEqual([UNKNOWN, '🙂']);
  });

  it.each(['', 'a', 'abc'])('refuses %j', (text) => {
    expect(() => corpusOf(text, 'note.txt')).toThrow(/^text note\.txt: expected .*, found/);
  });
});

describe('StreamSource', () => {
  it('feeds every symbol once a pass, each target the next symbol of its stream', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.nat(40), (width, steps, extra) => {
        const ids = Int32Array.from({ length: width * steps + 1 + extra }, (_, i) => i);
        const source = new StreamSource('t', ids, width, steps);
        const seen: number[] = [];
        for (let i = 0; i < source.batchesPerPass; i++) {
          const { x, targets, fresh } = source.batch(i);
          expect(fresh).toBe(i === 0);
          x.forEach((id, e) => {
            expect(targets[e]).toBe(id + 1);
            seen.push(id);
          });
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(source.batch(source.batchesPerPass).x).toEqual(source.batch(0).x);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a text shorter than one batch', () => {
    expect(() => new StreamSource('t', new Int32Array(12), 3, 4)).toThrow(/at least 13 symbols .* found 12/);
  });
});
