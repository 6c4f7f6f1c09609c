import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { kernelNamed, target } from '../../src/index.js';
import { formatCount } from '../../src/report/numbers.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { root } from './onchip.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  // Rows are `nnp-t1000 fp16    i  143 k     130 µs …`: target, letter of the kernel, cycles at batch 1.
  const kernels = { n: 'lstm.naive', f: 'lstm.fused', i: 'lstm.in-cache' } as const;
  const names = ['nnp-t1000 flex16+5', 'nnp-t1000 fp16', 'titan-v fp16', 'gtx-1080-ti fp16', 'xeon-8180 fp32'];

  it.each(names)('shows what the simulator says of %s', (name) => {
    const row = readme.split('\n').find((line) => line.startsWith(`${name} `));
    const [, letter, cycles] = /^\S+ \S+ +([nfi]) +([\d.,]+ [kMG]?)/.exec(row ?? '') ?? [];
    expect(row, 'npm start && npm run build:readme').toBeDefined();
    const [chip, format] = name.split(' ');
    const kernel = kernelNamed(kernels[letter as keyof typeof kernels]);
    const params = { hidden: 200, layers: 2, batch: 1, steps: 100 };
    const [result] = runExperiment(kernel, params, [target(chip, { format })], { values: false });
    if (isRejected(result)) throw new Error(`${name} was rejected`);
    expect(formatCount(result.cycles), 'npm start && npm run build:readme').toBe(cycles);
  });

  it('has the two commands, and only commands that exist', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    const known = buildProgram().commands.map((command) => command.name());
    for (const [, name] of readme.matchAll(/(?:npx |`)onchip ([a-z]+)/g)) expect(known).toContain(name);
  });
});
