/** @file Runs the examples of src/numerics/README.md and compares what they print with what the README says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/numerics/index.js';

const text = readFileSync(new URL('../../src/numerics/README.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]);

function show(value: unknown): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  return Math.abs(value) < 1e-6 && value !== 0 ? String(value) : value.toFixed(20).replace(/\.?0+$/, '');
}

describe('README examples', () => {
  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });
  it.each(examples.map((code, i) => [i + 1, code]))('example %i prints what it says', (_i, code) => {
    const printed: string[] = [];
    const log = (...values: unknown[]): void => {
      printed.push(values.map(show).join(' '));
    };
    const body = String(code).replace(/import (\{[^}]*\}) from 'onchip\/numerics';/, 'const $1 = library;');
    new Function('library', 'console', body)(library, { log });
    expect(printed).toEqual([...String(code).matchAll(/\/\/ prints (.*)/g)].map((match) => match[1]));
  });
});
