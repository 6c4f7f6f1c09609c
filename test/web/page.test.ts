/** @file The built page as bytes: small, and the policy of the file is that of the server. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readPageFiles } from '../../src/cli/explore/pageFiles.js';
import { CONTENT_POLICY } from '../../src/cli/explore/server.js';

const files = readPageFiles(fileURLToPath(new URL('../../dist/web', import.meta.url)));

it('is under 1 MB gzipped, all of it', () => {
  const bytes = [...files.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThan(1_000_000);
  expect(bytes).toBeGreaterThan(100_000);
});

it('says the same policy in the file, for hosts that send no headers', () => {
  const [, policy] = /Content-Security-Policy"\s+content="([^"]+)"/.exec(files.get('index.html') ?? '') ?? [];
  // A file cannot say who may frame it.
  expect(`${policy}; frame-ancestors 'none'`).toBe(CONTENT_POLICY);
});

it('has no inline script or style, no other address, no eval', () => {
  const html = files.get('index.html') ?? '';
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|style=|\son\w+=/);
  for (const [name, text] of files) {
    if (name.endsWith('.svg')) continue;
    const addresses = (text.match(/https?:\/\/[^\s"'`)\\]+/g) ?? []).filter((a) => /src=|import\(|fetch\(/.test(a));
    expect([name, addresses]).toEqual([name, []]);
    expect([name, /\bfetch\(|XMLHttpRequest|new WebSocket|sendBeacon/.test(text)]).toEqual([name, false]);
  }
});
