/** `onchip new` in a folder of a stranger's: both commands that it prints work. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { onchip, root } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-new-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('writes a kernel and a test that pass as they are, once', async () => {
  const made = await onchip(['new', 'my-kernel'], { cwd: folder });
  expect(made.stderr).toBe('');
  expect(made.stdout).toContain(
    'onchip run ./my-kernel.ts --chip nnp-t1000,titan-v\n  npx vitest run my-kernel.test.ts',
  );
  const run = ['run', './my-kernel.ts', '--chip', 'nnp-t1000,titan-v'];
  const { stdout, code } = await onchip(run, { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^values \S+: match the float64 reference/m);
  // As `npm install onchip vitest` would leave it.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/onchip'));
  symlinkSync(join(root, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', 'my-kernel.test.ts', '--root', folder];
  const tested = await promisify(execFile)(process.execPath, args, { cwd: folder, env: { ...process.env, CI: '1' } });
  expect(tested.stdout).toMatch(/2 passed/);
  const again = await onchip(['new', 'my-kernel'], { cwd: folder });
  expect(again.stderr).toBe('onchip: my-kernel.ts: expected a new file, found one that is there\n');
  expect(again.code).toBe(2);
});

it('refuses names that are no file names', async () => {
  const { stderr, code } = await onchip(['new', '../up'], { cwd: folder });
  expect(stderr).toMatch(/^onchip: name: expected a name of letters.* found "\.\.\/up"\n$/);
  expect(code).toBe(2);
});

it('shows a race when the barrier is taken out, as its comment invites one to', async () => {
  const text = readFileSync(join(folder, 'my-kernel.ts'), 'utf8').replace(/ *k\.barrier\(\);\n/, '');
  writeFileSync(join(folder, 'racing.ts'), text);
  const { stderr, code } = await onchip(['run', 'racing.ts', '--chip', 'nnp-t1000'], { cwd: folder });
  expect(stderr).toMatch(
    /^onchip: racing\.ts:\d+:\d+: kernel my-kernel: .*expected a barrier after 'all-gather own → h'/,
  );
  expect(code).toBe(2);
});
