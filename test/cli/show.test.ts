import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { onchip, onchipHere, root } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-show-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stored = (kind: string): string => join(root, `test/fixtures/reports/${kind}-1.json`);

describe('onchip show', () => {
  it.each(['report', 'run', 'claims', 'accuracy', 'validate'])(
    'shows a %s of version 1 in a terminal',
    async (kind) => {
      const { code, stdout, stderr } = await onchipHere(['show', stored(kind)]);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.split('\n').length).toBeGreaterThan(4);
    },
  );

  it('brings an old file to today’s schema', async () => {
    const { stdout } = await onchipHere(['show', stored('run'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'onchip-run/2', chips: null });
    writeFileSync(join(folder, 'new.json'), stdout);
    const again = await onchipHere(['show', join(folder, 'new.json'), '--json']);
    expect(again.stdout).toBe(stdout);
  });

  it('writes several forms, named after the file', async () => {
    const out = join(folder, 'forms');
    const args = ['show', stored('validate'), '--as', 'markdown,html,csv', '--as', 'parquet,terminal', '--out', out];
    const { code, stdout } = await onchipHere(args);
    expect(code).toBe(0);
    const names = ['validate-1.csv', 'validate-1.html', 'validate-1.md', 'validate-1.parquet', 'validate-1.txt'];
    expect(readdirSync(out).sort()).toEqual(names);
    for (const name of names) expect(stdout).toContain(`wrote ${join(out, name)}`);
    const bytes = readFileSync(join(out, 'validate-1.parquet'));
    const file = new Uint8Array(bytes).buffer as ArrayBuffer;
    const lines = readFileSync(join(out, 'validate-1.csv'), 'utf8').trimEnd().split('\n');
    expect(await parquetReadObjects({ file })).toHaveLength(lines.length - 1);
  });

  it('pipes Parquet as bytes', async () => {
    const { code, stdout } = await onchip(['show', stored('run'), '--as', 'parquet']);
    expect(code).toBe(0);
    expect(stdout.slice(0, 4)).toBe('PAR1');
  });

  it.each([
    [['--as', 'trace'], /--as: expected terminal, .*found trace \(a timeline is written by onchip run/],
    [['--as', 'markdwn'], /found markdwn \(did you mean markdown\?\)/],
    [['--as', 'html,csv'], /expected one form, found html, csv \(several forms need --out FOLDER\)/],
    [['--as', 'csv', '--json'], /expected either --json or --as, found both/],
  ])('refuses %j in one line', async (args, says) => {
    const { code, stdout, stderr } = await onchipHere(['show', stored('run'), ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  it.each([
    ['no JSON', 'hello', /expected a JSON file/],
    ['newer', '{"schema":"onchip-claims/9"}', /claims files up to version 2, found version 9, of a newer onchip/],
    ['foreign', '{"a":1}', /found no file of onchip/],
    [
      'torn',
      '{"schema":"onchip-run/2","version":"1"}',
      /torn\.json: kernel: expected a run as schema\/run\.schema\.json/,
    ],
  ])('refuses a file that is %s', async (name, text, says) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, text);
    const { code, stderr } = await onchipHere(['show', path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});
