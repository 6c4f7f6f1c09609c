import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { kernelNames } from '../../src/kernels/registry.js';
import { onchip, onchipHere, root } from './onchip.js';

const commands = buildProgram().commands.map((command) => command.name());

describe('help', () => {
  it.each(commands)('onchip %s --help has examples', async (name) => {
    const { code, stdout, stderr } = await onchipHere([name, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`Usage: onchip ${name}`));
    expect(stdout).toMatch(new RegExp(`Examples:\n  \\$ onchip ${name}`));
    if (name !== 'help') expect((await onchipHere(['help', name])).stdout).toBe(stdout);
  });

  it('without words is the help of the whole', async () => {
    const { code, stdout } = await onchip([]);
    expect(code).toBe(0);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(stdout).toBe((await onchipHere(['--help'])).stdout);
  });

  it('onchip kernels names every kernel and every parameter with its limits', async () => {
    const { stdout } = await onchipHere(['kernels']);
    for (const name of kernelNames) expect(stdout).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')} `, 'm'));
    const { kernels } = JSON.parse((await onchipHere(['kernels', '--json'])).stdout);
    expect(kernels.map((k: { name: string }) => k.name)).toEqual(kernelNames);
    const sheet = (await onchipHere(['kernels', 'lstm.in-cache'])).stdout;
    expect(sheet).toMatch(/^hidden +200 +1 … 65,536 +units of each layer$/m);
    expect(sheet).toMatch(/^input +as hidden /m);
  });

  it('prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect((await onchipHere(['--version'])).stdout).toBe(`${version}\n`);
  });
});

/** Files that a file imports when it is loaded: `import type` and `await import()` do not count. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  for (const [, what, from] of source.matchAll(/^(?:import|export)\s([^;]*?)\sfrom '(\.[^']+)';/gm)) {
    if (!what.startsWith('type ')) loadedBy(resolve(dirname(file), from.replace(/\.js$/, '.ts')), seen);
  }
  return seen;
}

describe('start-up', () => {
  it('loads no simulator, study or report before a command runs', () => {
    const loaded = [...loadedBy(join(root, 'src/cli/main.ts'))].map((file) => file.slice(root.length));
    expect(loaded).toContain('src/cli/commands/run.ts');
    const allowed = /^src\/(cli\/(?!actions|views)|numerics\/(errors|nearestNames)\.ts$)/;
    expect(loaded.filter((file) => !allowed.test(file))).toEqual([]);
  });
});
