/** @file `onchip explore` as a user runs it: says its address, serves the page, ends with Ctrl-C; or writes the files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readPageFiles } from '../../src/cli/explore/pageFiles.js';
import { onchip, root, startOnchip } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-explore-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The address that a running server printed. */
function addressOf({ child }: ReturnType<typeof startOnchip>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (piece: string) => {
      text += piece;
      const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.on('close', () => reject(new Error(`ended without an address: ${text}`)));
  });
}

it.each(['SIGINT', 'SIGTERM'] as const)('serves on a free port until %s', async (signal) => {
  const started = startOnchip(['explore']);
  const url = await addressOf(started);
  const reply = await fetch(url);
  expect(reply.status).toBe(200);
  expect(await reply.text()).toContain('<title>onchip explorer</title>');
  started.child.kill(signal);
  const { code, stdout, stderr } = await started.ended;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `onchip explorer: ${url}\n`, stderr: '' });
  await expect(fetch(url)).rejects.toThrow();
});

it('--json says the address as JSON and nothing else', async () => {
  const started = startOnchip(['explore', '--json']);
  const url = await addressOf(started);
  started.child.kill('SIGINT');
  const { code, stdout } = await started.ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'onchip-explore/1', url });
});

it('--out writes the very files that it would serve', async () => {
  const out = join(folder, 'site');
  const { code, stdout } = await onchip(['explore', '--out', out, '--json']);
  expect(code).toBe(0);
  const files = readPageFiles(join(root, 'dist/web'));
  expect(readdirSync(out).sort()).toEqual([...files.keys()]);
  for (const [name, text] of files) expect(readFileSync(join(out, name), 'utf8')).toBe(text);
  expect(JSON.parse(stdout).files).toHaveLength(files.size);
});

it.each([
  [['--port', '0'], '--port: expected a whole number from 1 to 65535, found 0'],
  [['--port', '70000'], '--port: expected a whole number from 1 to 65535, found 70000'],
  [['--port', '1e3'], '--port: expected a whole number in digits, found "1e3"'],
  [['--out', join(folder, 'x'), '--port', '80'], '--out: expected no server beside it, found --port'],
  [['--out', join(folder, 'x'), '--open'], '--out: expected no server beside it, found --open'],
])('%j is refused in one line', async (flags, words) => {
  const { code, stdout, stderr } = await onchip(['explore', ...flags]);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `onchip: ${words}\n` });
});

it('a port that is taken, and a folder that is a file', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const taken = await onchip(['explore', '--port', String(port)]);
  other.close();
  expect([taken.code, taken.stderr]).toEqual([
    2,
    `onchip: --port ${port}: expected a free port, found one that is in use\n`,
  ]);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { code, stderr } = await onchip(['explore', '--out', file]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^onchip: --out .*: expected a folder that can be written/);
});
