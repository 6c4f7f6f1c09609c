/** What `npm publish` would send works in an empty folder. Skipped where npm cannot install without a network. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'onchip-packed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 50_000 });

const packed = JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root)) as readonly {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}[];

function installs(): boolean {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  try {
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    npm(['install', ...quiet, join(folder, packed[0].filename)], folder);
    return true;
  } catch {
    return false;
  }
}

describe('the package', () => {
  const paths = packed[0].files.map(({ path }) => path);

  it('holds what kernels need, and no tests', () => {
    for (const path of ['README.md', 'src/kernels/README.md', 'dist/cli/main.js', 'dist/cli/author/worker.js']) {
      expect(paths).toContain(path);
    }
    for (const path of ['dist/kernels/index.js', 'dist/kernels/index.d.ts', 'dist/numerics/index.d.ts']) {
      expect(paths).toContain(path);
    }
    expect(paths.some((path) => path.startsWith('schema/'))).toBe(true);
    expect(paths.some((path) => path.startsWith('data/measured/'))).toBe(true);
    expect(paths.filter((path) => path.startsWith('test/'))).toEqual([]);
  });

  it.skipIf(!installs())('runs a new kernel and is importable where it is installed', () => {
    const bin = join(folder, 'node_modules/.bin/onchip');
    expect(existsSync(bin)).toBe(true);
    const run = (...args: string[]): string => execFileSync(bin, args, { cwd: folder, encoding: 'utf8' });
    run('new', 'k');
    expect(run('run', './k.ts', '--chip', 'nnp-t1000', '--quiet')).toContain('match the float64 reference');
    const code = "import { defineKernel } from 'onchip/kernels'; console.log(typeof defineKernel);";
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(printed).toBe('function\n');
  });
});
