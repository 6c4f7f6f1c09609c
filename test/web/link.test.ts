/** @file Links: what is written is read back, what is not understood is refused as a whole. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chipNames } from '../../src/sim/chips/index.js';
import { defaultState, type PageState } from '../../web/state/choices.js';
import { linkOf, stateOf } from '../../web/state/link.js';

describe('links', () => {
  it('of the default state are empty, and an empty link is the default state', () => {
    expect(linkOf(defaultState)).toBe('');
    expect(stateOf('')).toEqual(defaultState);
  });

  const states: fc.Arbitrary<PageState> = fc
    .record({
      view: fc.constantFrom('explore', 'kernel', 'train', 'report'),
      kernel: fc.constantFrom('lstm.in-cache', 'gru.fused'),
      hidden: fc.integer({ min: 1, max: 65_536 }),
      chips: fc.uniqueArray(fc.constantFrom(...chipNames), { minLength: 1 }),
      formats: fc.uniqueArray(fc.constantFrom('fp16', 'flex16+5', 'bf16')),
      runtime: fc.constantFrom('', 'ideal', 'cudnn-7.0'),
      base: fc.constantFrom(...chipNames),
      clockHz: fc.double({ min: 1e6, max: 1e11, noNaN: true }),
      source: fc.string({ unit: 'binary', maxLength: 300 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    })
    .map(({ view, kernel, hidden, chips, formats, runtime, base, clockHz, source, seed, learningRate }) => ({
      view: view as PageState['view'],
      choices: {
        kernel,
        params: { hidden },
        chips,
        formats,
        runtime,
        base,
        changes: { [chips[0]]: { clockHz } },
        chip: chips[0],
      },
      training: { ...defaultState.training, seed, learningRate },
      source,
      sourceParams: { hidden },
    }));

  it('bring back every state, whatever the kernel’s text holds', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(stateOf(linkOf(state))).toEqual(state);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['chips=nothing', 'expected the name of a chip, found "nothing"'],
    ['kernel=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E', 'found <img src=x onerror=alert(1)>'],
    ['p.hidden=1e999', 'found Infinity'],
    ['p.nope=1', 'parameter of lstm.in-cache'],
    ['p.__proto__=1', 'expected a name'],
    ['c.v100%2Fnope=1', 'expected a figure of the chip'],
    ['c.v100%2FclockHz=-5', 'expected a number of 0 or more'],
    ['c.v100%2FclockHz=0', 'clockHz of v100'],
    ['view=admin', 'one of explore, kernel, train, report'],
    ['what=ever', 'expected what this page writes, found what'],
    ['kernel=gemm&kernel=mlp', 'expected it once, found it twice'],
    ['formats=fp17', 'expected a known format'],
    ['runtime=cuda', 'link: runtime'],
    ['t.updates=1.5', 'a whole number from 1 to 5000'],
    ['%E0%A4%A', 'expected what this page writes'],
  ])('%s is refused in words', (bad, words) => {
    expect(() => stateOf(bad)).toThrow(words);
  });

  it('garbage is refused in words or understood, never a crash', () => {
    const piece = fc.constantFrom(
      'kernel=',
      'chips=',
      'c.v100/',
      'p.',
      't.',
      '=',
      '&',
      '%',
      'v100',
      '1',
      '-',
      'e9',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          stateOf(pieces.join(''));
        } catch (error) {
          expect((error as Error).name).toBe('InputError');
        }
      }),
      { numRuns: 300 },
    );
  });
});
