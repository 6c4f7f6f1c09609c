/** @file The examples of sweeps are what they say: they parse, define rows, and shard as their schedulers count. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { buildProgram } from '../../src/cli/program.js';
import { askedSweep } from '../../src/cli/sweep/flags.js';
import { sweepColumns } from '../../src/report/sweep/columns.js';
import { sweepSpace } from '../../src/study/sweep/space.js';
import { parseSweepFile } from '../../src/study/sweep/sweepFile.js';
import { define } from '../study/sweep/helpers.js';

const path = (name: string): string => fileURLToPath(new URL(`../../data/examples/sweep/${name}`, import.meta.url));
const text = (name: string): string => readFileSync(path(name), 'utf8');

/** Flags that a script gives to `onchip NAME`, which must all be known to it. */
function expectKnownFlags(command: string, script: string): void {
  const known = buildProgram()
    .commands.find((c) => c.name() === command)
    ?.options.map((o) => o.long);
  for (const [flag] of script.matchAll(/(?<=[\s,])--[a-z-]+/g)) expect(known).toContain(flag);
}

it('the sweep file: 4 x 3 sizes in two formats, on the NNP with 4 capacities and 2 clocks', () => {
  const sweep = define(parseSweepFile(text('design.yaml'), 'design.yaml'));
  // nnp-t1000: 2 x 4 x 2 x 12 = 192; v100: 2 x 12 = 24.
  expect(sweepSpace(sweep).count).toBe(216);
});

it('the list: an empty cell is left to the flags', () => {
  const { file } = askedSweep('gemm', { chip: ['v100'], format: ['bf16'], list: path('shapes.csv') });
  const space = sweepSpace(define(file));
  expect(space.count).toBe(4);
  expect([0, 2, 3].map((i) => space.at(i).format)).toEqual(['fp16', 'fp32', 'bf16']);
});

it('the Slurm array is a shell script whose shards count from 1', () => {
  execFileSync('bash', ['-n', path('slurm.sbatch')]);
  expect(text('slurm.sbatch')).toMatch(/^#SBATCH --array=1-16$/m);
  expectKnownFlags('sweep', text('slurm.sbatch').split('exec onchip')[1]);
});

it('the Kubernetes objects parse, and their shards are as many as their pods', () => {
  const documents = parseAllDocuments(text('kubernetes.yaml'));
  for (const document of documents) expect([...('errors' in document ? document.errors : [])]).toEqual([]);
  const [job, workers] = documents.map((d) => ('toJS' in d ? d.toJS() : null));
  const { completions, completionMode, template } = job.spec;
  const [command] = template.spec.containers[0].args;
  expect(completionMode).toBe('Indexed');
  expect(command).toContain(`--shard $((JOB_COMPLETION_INDEX + 1))/${completions} `);
  expectKnownFlags('sweep', command);
  const container = workers.spec.template.spec.containers[0];
  expect(container.command.slice(0, 2)).toEqual(['onchip', 'worker']);
  expectKnownFlags('worker', container.command.join(' '));
  expect(workers.spec.template.metadata.labels).toEqual(workers.spec.selector.matchLabels);
});

it('the queries of docs/sweep.md name columns that there are', () => {
  const doc = readFileSync(fileURLToPath(new URL('../../docs/sweep.md', import.meta.url)), 'utf8');
  const [, sql] = /```sql\n([\s\S]*?)```/.exec(doc) ?? [];
  const columns = sweepColumns(define(parseSweepFile(text('design.yaml'), 'design.yaml'))).map((c) => c.name);
  // Names that the queries give themselves, a function, and the columns of failed.jsonl.
  const own = [...sql.matchAll(/AS (\w+)/g)].map((m) => m[1]);
  const words = [...sql.matchAll(/\b[a-z]+_[a-z_]+\b/g)].map((m) => m[0]);
  const unknown = words.filter((w) => !columns.includes(w) && !own.includes(w) && w !== 'arg_min');
  expect(unknown).toEqual([]);
  expect(words.length).toBeGreaterThan(8);
});
