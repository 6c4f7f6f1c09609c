/** The package as other tools see it: publint and Are The Types Wrong find nothing, a bundler takes it for the browser,
 * and nothing in it relies on what only Node forgives (Deno, strict bundlers). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { publint } from 'publint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'dist');
const entries = ['index.js', 'kernels/index.js', 'numerics/index.js'].map((path) => join(dist, path));

const modules = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.js') && !path.startsWith('web'))
  .map((path) => ({ path, text: readFileSync(join(dist, path), 'utf8') }));

const specifiers = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:import|export)\s[^;]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm)].map(
    ([, from, dynamic]) => from ?? dynamic,
  );

describe('the package', () => {
  it('has no finding of publint', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('has types that resolve for ESM and bundlers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'onchip-types-'));
    const run = (program: string, args: readonly string[]): string =>
      execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: 'pipe', timeout: 50_000 });
    try {
      const packed = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
      const [{ filename }] = JSON.parse(packed) as readonly { readonly filename: string }[];
      const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
      // esm-only: `require` of an ESM package is not offered. Exits with 1, and so throws, when it finds a problem.
      const said = run(process.execPath, [attw, join(folder, filename), '--profile', 'esm-only', '--no-emoji']);
      for (const entry of ['"onchip"', '"onchip/numerics"', '"onchip/kernels"']) expect(said).toContain(entry);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('lists the licences of what it installs', () => {
    // Throws when the page is not what the lockfile says.
    execFileSync(process.execPath, [join(root, 'scripts/buildLicences.mjs'), '--check'], { stdio: 'pipe' });
  });

  it('bundles for a browser, with nothing of Node in it', async () => {
    const { outputFiles, warnings } = await build({
      entryPoints: entries,
      bundle: true,
      write: false,
      outdir: '/',
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    expect(outputFiles).toHaveLength(entries.length);
  });

  it('imports files with their ending and builtin modules with node:', () => {
    const builtin = new Set(builtinModules);
    const wrong = modules.flatMap(({ path, text }) =>
      specifiers(text)
        .filter((name) => (name.startsWith('.') ? !/\.(js|json)$/.test(name) : builtin.has(name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(modules.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
  });
});
