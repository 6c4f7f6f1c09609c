/** @file Every command twice, in processes of their own: the same bytes on stdout and in every file, whatever the number of
 * workers. Left out: what measures (`host`, timings.json of `report`), what serves (`explore`, `worker`), and what other
 * tests hold to it (`report` and `rerun`: report.test.ts; a sweep that was stopped: sweepStops.test.ts). */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onchip } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-twice-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Files of a folder by their hashes, folders inside included. */
function filesIn(at: string): Record<string, string> {
  const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.flatMap((name) => (statSync(join(at, name)).isFile() ? [[name, hash(readFileSync(join(at, name)))]] : [])),
  );
}

/** What a run leaves: exit code, stdout, files. The folder is its working directory, so no path of it is in the output. */
async function leavings(name: string, args: readonly string[]) {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const { code, stdout } = await onchip(args, { cwd });
  return { code, stdout, files: filesIn(cwd) };
}

/** Inputs that commands share. */
const given = (name: string): string => join(folder, 'given', name);
const small = ['-p', 'hidden=32', '-p', 'steps=6'];
const sweep = ['sweep', 'gemm', '--chip', 'nnp-t1000,v100', '-p', 'm=16..64:x2', '-p', 'n=8,16', '-p', 'k=32', '-q'];
const training = ['accuracy', '--task', 'reber', '--format', 'fp32,flex16+5', '--seeds', '2', '--steps', '8', '-q'];
const claims = ['claims', '--claim', 'C2,C13', '--samples', '1', '-q'];

const text = `op,hidden,batch,timesteps,precision,direction,time_ms
lstm,512,16,25,fp16,fwd,1.5
lstm,1024,32,25,fp32,fwd,6
`;

beforeAll(async () => {
  mkdirSync(join(folder, 'given'));
  writeFileSync(given('measured.csv'), text);
  const run = ['run', 'lstm.in-cache', '--chip', 'v100,nnp-t1000', ...small, '-q'];
  await onchip([...run, '--out', given('before')]);
  await onchip([...run, '-p', 'layers=3', '--out', given('after')]);
  for (const shard of ['1/2', '2/2']) await onchip([...sweep, '--shard', shard, '--out', given(`shard${shard[0]}`)]);
}, 120_000);

const once: readonly (readonly [name: string, args: () => readonly string[]])[] = [
  ['chips', () => ['chips', '--json']],
  ['chip file', () => ['chips', 'v100', '--yaml']],
  ['kernels', () => ['kernels', '--json']],
  ['explain', () => ['explain', '--json']],
  ['plan', () => ['explain', 'plan', 'gru.in-cache', '--chip', 'v100', ...small, '--save', 'plan.yaml']],
  ['run', () => ['run', 'lstm.train', '--chip', 'nnp-t1000,titan-v', ...small, '-q', '--out', 'out']],
  ['trace', () => ['run', 'lstm.naive', '--chip', 'v100', ...small, '-q', '--trace', 'trace.json']],
  ['rig', () => ['run', 'lstm.train', '--chip', '2x titan-xp', ...small, '-p', 'batch=4', '-q', '--json']],
  ['new', () => ['new', 'mine']],
  ['validate', () => ['validate', '--data', given('measured.csv'), '--chip', 'v100', '--out', 'out']],
  ['calibrate', () => ['calibrate', '--skip-leave-out', '-q', '--out', 'out']],
  ['compare', () => ['compare', join(given('before'), 'run.json'), join(given('after'), 'run.json'), '--json']],
  ['show', () => ['show', join(given('before'), 'run.json'), '--as', 'html,markdown,csv,parquet', '--out', 'out']],
  ['merge', () => ['merge', given('shard1'), given('shard2'), '--out', 'out']],
];

it.each(once)(
  '%s',
  async (name, args) => {
    const first = await leavings(`${name} 1`, args());
    const second = await leavings(`${name} 2`, args());
    expect(first.code).toBe(0);
    expect(first.stdout.length + Object.keys(first.files).length).toBeGreaterThan(0);
    expect(second).toEqual(first);
  },
  120_000,
);

it.each([
  ['sweep', sweep],
  ['accuracy', training],
  ['claims', claims],
] as const)(
  '%s on one worker and on two',
  async (name, args) => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((workers) => leavings(`${name} ${workers}`, [...args, '--workers', workers, '--out', 'out'])),
    );
    expect(one.code).toBe(0);
    expect(Object.keys(one.files).length).toBeGreaterThan(2);
    expect(two).toEqual(one);
  },
  120_000,
);
