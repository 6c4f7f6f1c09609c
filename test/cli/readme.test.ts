import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMeasuredTable } from '../../src/cli/measuredTables.js';
import { buildProgram } from '../../src/cli/program.js';
import { kernelNamed, target } from '../../src/index.js';
import { formatCount } from '../../src/report/numbers.js';
import { chip } from '../../src/sim/chips/index.js';
import { calibrationPlan } from '../../src/study/calibratePlan.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { validateRows } from '../../src/study/validate.js';
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

  // Rows are `| v100 | cudnn-7.6 | 637 | GEMM | forward | backward | … left out … |`, errors as median / mean symmetric.
  it.each([
    ['titan-xp', 'cudnn-6'],
    ['v100', 'cudnn-7.6'],
  ])('shows how far off %s under %s is', (name, runtime) => {
    const tables = calibrationPlan.filter((t) => t.chip === name && t.runtime === runtime);
    const rows = tables.flatMap(({ file }) => validateRows(readMeasuredTable(file), file, chip(name), runtime).rows);
    const errors = (own: typeof rows): string => {
      const sorted = own.map((row) => Math.abs(row.ratio - 1)).sort((a, b) => a - b);
      const half = sorted.length / 2;
      const median = (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
      const symmetric = own.reduce((sum, row) => sum + Math.max(row.ratio, 1 / row.ratio) - 1, 0) / own.length;
      return `${(100 * median).toFixed(1)} / ${(100 * symmetric).toFixed(1)}`;
    };
    const gemm = rows.filter((row) => row.m !== undefined);
    const backward = rows.filter((row) => /^bwd/.test(String(row.direction)));
    const forward = rows.filter((row) => row.direction === 'fwd');
    const cells = [name, runtime, rows.length, errors(gemm), errors(forward), errors(backward)];
    expect(readme, 'npm run build:trust').toContain(`| ${cells.join(' | ')} |`);
  });

  it('has the two commands, and only commands that exist', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    const known = buildProgram().commands.map((command) => command.name());
    for (const [, name] of readme.matchAll(/(?:npx |`)onchip ([a-z]+)/g)) expect(known).toContain(name);
  });
});
