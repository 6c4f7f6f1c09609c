/** The guides say only what works: every command of a page is run, in order, in a folder of its own; every kernel is run; every
 * link leads somewhere. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { onchip, root } from '../cli/onchip.js';

const scratch = mkdtempSync(join(tmpdir(), 'onchip-docs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const command = join(scratch, 'onchip');
writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/cli/main.js')}' "$@"\n`);
chmodSync(command, 0o755);

const guide = join(root, 'docs/guide');
const pages = readdirSync(guide).filter((name) => name.endsWith('.md'));

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) => code);

/** What `onchip run` of 4,096 units on a Titan V answers is a refusal, with exit code 0: it is an answer. */
function runAll(page: string, scripts: readonly string[]): void {
  const folder = mkdtempSync(join(scratch, page));
  const env = { ...process.env, PATH: `${scratch}${delimiter}${process.env.PATH}` };
  const options = { cwd: folder, env, encoding: 'utf8', stdio: 'pipe', timeout: 120_000 } as const;
  execFileSync('sh', ['-e', '-c', scripts.join('\n')], options);
}

describe.each(pages)('docs/guide/%s', (page) => {
  const text = readFileSync(join(guide, page), 'utf8');
  const scripts = blocks(text, 'sh');
  const kernels = blocks(text, 'ts');

  it.runIf(scripts.length > 0)('has commands that work', () => runAll(page, scripts), 180_000);

  it.runIf(kernels.length > 0)('has kernels that run', async () => {
    for (const [i, code] of kernels.entries()) {
      const file = join(scratch, `kernel${i}.ts`);
      writeFileSync(file, code);
      const { code: exit, stderr } = await onchip([
        'run',
        file,
        '--chip',
        'nnp-t1000,v100',
        '--quiet',
        '--values',
        'none',
      ]);
      expect(stderr).toBe('');
      expect(exit).toBe(0);
    }
  });
});

describe('links', () => {
  const markdown = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

  it.each(markdown)('%s', (file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path, anchor] = target.split('#');
      const found = path === '' ? join(root, file) : resolve(join(root, dirname(file)), path);
      expect(existsSync(found), `${file} links to ${target}`).toBe(true);
      if (anchor !== undefined && found.endsWith('.md'))
        expect(anchors(found), `${file} links to ${target}`).toContain(anchor);
    }
  });
});

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('generated pages', () => {
  it('docs/architecture.md shows the imports of today', () => {
    // Throws when it does not.
    execFileSync(process.execPath, [join(root, 'scripts/buildArchitecture.mjs'), '--check'], { stdio: 'pipe' });
  });

  it('the site builds without a warning', () => {
    const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
    const out = join(scratch, 'site');
    execFileSync(process.execPath, [typedoc, '--out', out], { cwd: root, stdio: 'pipe', timeout: 170_000 });
    for (const page of ['index.html', 'modules/kernels.html']) expect(existsSync(join(out, page)), page).toBe(true);
    const first = readdirSync(join(out, 'documents')).find((name) => /first.ten.minutes/i.test(name));
    expect(first).toBeDefined();
  }, 180_000);
});
