/** Any words on the command line, and any text as a kernel file: an answer or one line that says what is wrong, with the exit
 * code that belongs to it. Never 3, never a stack. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { kernelTemplate } from '../../src/cli/author/template.js';
import { type Ended, onchip, onchipHere } from '../cli/onchip.js';
import { changedText } from './mutations.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = ['run', 'chips', 'kernels', 'explain', 'compare', 'show', 'rerun', 'merge', 'help', 'frobnicate', ''];
const words = [
  ...[
    'gemm',
    'lstm.in-cache',
    'plan',
    'assumptions',
    'speedup',
    'v100',
    'nnp-t1000',
    '2x titan-xp',
    '0x v100',
    'report.json',
  ],
  ...[
    '--chip',
    '-c',
    '--format',
    '-f',
    '--runtime',
    '-p',
    '--json',
    '--values',
    'none',
    '--seed',
    '--yaml',
    '--fail-over',
    '--out',
    '--help',
  ],
  ...[
    'm=4',
    'n=4',
    'k=4',
    'hidden=1e9',
    'hidden=',
    '=3',
    '-p=',
    '2%',
    '%',
    '--',
    '-',
    '--chip=',
    '-1',
    '99999999999999999999',
  ],
  ...[
    '../../etc/passwd',
    '/dev/null',
    '/proc/self/mem',
    '/',
    'a\0b',
    '\u202e',
    '💥',
    "'; rm -rf /",
    '$(id)',
    '__proto__',
    'constructor',
  ],
];

const line = fc.tuple(
  fc.constantFrom(...commands),
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    ),
    {
      maxLength: 7,
    },
  ),
);

function isAnAnswer({ code, stderr }: Ended, what: string): void {
  expect([0, 1, 2], `${what}: ${stderr}`).toContain(code);
  expect(stderr, what).not.toMatch(/^\s+at .*:\d+:\d+/m);
  if (code === 2)
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((text) => text.startsWith('onchip: ')),
      `${what}: ${stderr}`,
    ).toHaveLength(1);
}

describe('command lines', () => {
  it('are answered, whatever the words', async () => {
    await fc.assert(
      fc.asyncProperty(line, async ([command, rest]) => {
        // Whole folders are not written by chance.
        const safe = rest.map((word, i) => (['--out', '-o'].includes(rest[i - 1] ?? '') ? join(folder, 'out') : word));
        isAnAnswer(await onchipHere([command, ...safe]), JSON.stringify([command, ...safe]));
      }),
      { numRuns: 400 },
    );
  }, 300_000);
});

describe('kernel files', () => {
  const template = kernelTemplate('mine');

  it('are answered, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(changedText(template), async (text) => {
        const file = join(folder, 'mine.ts');
        writeFileSync(file, text);
        const sizes = ['-p', 'hidden=8', '-p', 'batch=1', '-p', 'steps=2', '--limit', '5'];
        isAnAnswer(await onchip(['run', file, '--chip', 'nnp-t1000', ...sizes, '--quiet']), JSON.stringify(text));
      }),
      { numRuns: 8 },
    );
  }, 300_000);
});
