/** @file The terminal summary: within its width, the result first, no control characters of others. */
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { formatCount, formatSeconds } from '../../src/report/numbers.js';
import { renderTerminal } from '../../src/report/terminal.js';
import { table, wrap } from '../../src/report/textTable.js';
import { viewOf } from '../../src/report/view.js';
import { poisoned, smallReport } from './fixture.js';

const widest = (text: string): number =>
  Math.max(
    ...stripVTControlCharacters(text)
      .split('\n')
      .map((line) => [...line].length),
  );

it.each([100, 120, 72])('fits %d columns, with and without colour', (width) => {
  const plain = renderTerminal(smallReport(), { color: false, width });
  const colored = renderTerminal(smallReport(), { color: true, width });
  if (width >= 100) expect(widest(plain)).toBeLessThanOrEqual(width);
  expect(stripVTControlCharacters(colored)).toBe(plain);
  expect(colored).not.toBe(plain);
});

it('shows cycles and time of the best kernel of each target', () => {
  const view = viewOf(smallReport());
  const text = renderTerminal(smallReport(), { color: false, width: 100 });
  for (const target of view.targets) {
    const line = text.split('\n').find((l) => l.startsWith(target.label)) ?? '';
    const best = view.best(target, 1);
    expect(line).toContain(formatCount(best?.cycles ?? null));
    expect(line).toContain(formatSeconds(best?.seconds ?? null));
    expect(line).toContain(best?.boundBy);
  }
  expect(text).toContain('flex16+5');
  expect(text).toMatch(/\d+ of \d+ hardware values are assumed/);
});

it('lets no text from a file move the cursor', () => {
  const hostile = poisoned(smallReport(), '\u001b[2J\u0007\r\n\u202e');
  const text = renderTerminal(hostile, { color: false, width: 100, files: ['a\u001b[1mb'] });
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text).not.toContain('\u202e');
  expect(text.split('\n').length).toBeLessThan(120);
});

it('aligns columns and wraps words', () => {
  const lines = table(
    [
      { head: 'name', align: 'left' },
      { head: 'n', align: 'right' },
    ],
    [
      [{ text: 'a' }, { text: '1' }],
      [{ text: 'longer name' }, { text: '1,000' }],
    ],
    16,
  );
  // 16 columns: 5 for the numbers, 2 for the gap, 9 are left for the names.
  expect(lines).toEqual(['name           n', 'a              1', 'longer n…  1,000']);
  expect(wrap('one two three', 9, '  ')).toEqual(['  one two', '  three']);
});
