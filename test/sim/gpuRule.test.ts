import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseKernel, type Rule, ruleFeatures, ruleInput, ruleLeaves } from '../../src/sim/gpu/rule.js';
import { formatRule, parseRule } from '../../src/sim/gpu/ruleText.js';
import { kernelMenu, parseVariant, variantName } from '../../src/sim/gpu/variant.js';

const names = [...kernelMenu('simt'), ...kernelMenu('tensor')].map(variantName);

describe('kernel names', () => {
  it('are the inverse of parsing, and unique', () => {
    for (const name of names) expect(variantName(parseVariant(name))).toBe(name);
    expect(new Set(names).size).toBe(names.length);
  });
  it('refuses what is no name', () => {
    expect(() => parseVariant('128x64 fast')).toThrow(/not a kernel name/);
  });
});

describe('choice rules', () => {
  const text = ['n <= 20', ' 64x16x16/64 deep split 1', ' transA <= 0.5', `  ${names[0]}`, `  ${names[5]}`].join('\n');

  it('walk to the leaf of the shape', () => {
    const rule = parseRule(text);
    const choose = (n: number, transA: boolean) =>
      variantName(chooseKernel(rule, ruleInput({ m: 100, n, k: 100 }, transA, false, false)));
    expect(choose(20, true)).toBe('64x16x16/64 deep split 1');
    expect(choose(21, false)).toBe(names[0]);
    expect(choose(21, true)).toBe(names[5]);
    expect(ruleLeaves(rule)).toBe(3);
  });

  it('survive writing and reading', () => {
    const leaf: fc.Arbitrary<Rule> = fc.constantFrom(...names);
    const tree = fc.letrec<{ rule: Rule }>((tie) => ({
      rule: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.tuple(
          fc.constantFrom(...ruleFeatures),
          fc.double({ min: 0.001, max: 1e6, noNaN: true }),
          tie('rule'),
          tie('rule'),
        ),
      ),
    })).rule;
    fc.assert(
      fc.property(tree, (rule) => {
        expect(parseRule(formatRule(rule))).toEqual(rule);
      }),
    );
  });

  it('refuse a broken table', () => {
    expect(() => parseRule('n <= 20\n 64x16x16/64 deep split 1')).toThrow(/indented/);
    expect(() => parseRule(`${names[0]}\n${names[1]}`)).toThrow(/belongs to no question/);
    expect(() => parseRule(`colour <= 3\n ${names[0]}\n ${names[1]}`)).toThrow(/bad question/);
  });

  it('see pages, transposes and tensor cores as 0 or 1', () => {
    // 2048 * 4 B = two pages; 2000 * 4 B = 1.95.
    const input = ruleInput({ m: 1280, n: 640, k: 2048 }, false, true, true);
    expect(input).toMatchObject({ output: 819200, transA: 0, transB: 1, pageStride: 1, tensor: 1 });
    expect(ruleInput({ m: 1280, n: 640, k: 2000 }, false, true, false)).toMatchObject({ pageStride: 0, tensor: 0 });
  });
});
