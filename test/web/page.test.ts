/** @file The built page as bytes: small, and the policy of the file is that of the server. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
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

it('fetches all scripts with the page, so that every view works without a network afterwards', () => {
  const links = [...(files.get('index.html') ?? '').matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(links.sort()).toEqual([...files.keys()].filter((name) => name.endsWith('.js')));
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

/** The page's own sources: the rules of src hold for them, too. */
describe('sources', () => {
  const root = fileURLToPath(new URL('../../web/', import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ name, text: readFileSync(root + name, 'utf8') }));

  it('say what they are for, are short, and ask nothing of Node', () => {
    expect(sources.length).toBeGreaterThan(40);
    for (const { name, text } of sources) {
      expect([name, text.startsWith('/** @file ')]).toEqual([name, true]);
      expect([name, text.split('\n').length <= 300]).toEqual([name, true]);
      expect([name, /from 'node:|^export default/m.test(text)]).toEqual([name, false]);
    }
  });

  it('never turn text into HTML or code', () => {
    const banned =
      /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|DOMParser|\beval\(|new Function/;
    for (const { name, text } of sources) expect([name, banned.test(text)]).toEqual([name, false]);
  });
});
