/** @file `onchip sweep` as a user runs it: files, what goes wrong in a row, what is refused, what a second run finds. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOfPage } from '../../src/report/html/embedded.js';
import { sweepRow } from '../../src/report/schemas/sweepRow.js';
import { onchip, onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (...names: string[]): string => join(folder, ...names);
const text = (...names: string[]): string => readFileSync(path(...names), 'utf8');
const lines = (...names: string[]): Record<string, unknown>[] =>
  text(...names)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const FILES = ['failed.jsonl', 'report.html', 'rows.csv', 'rows.jsonl', 'rows.parquet', 'sweep.json'];

const bytesOf = (name: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path(name)).map((file) => [file, readFileSync(path(name, file)).toString('base64')]));

const SIZES = ['-p', 'm=16..64:x2', '-p', 'n=8,24', '--vary', 'nnp-t1000:sram.capacityBytes=256Ki,1Mi'];
// 2 formats x 2 capacities x 6 sizes on the NNP, 2 x 6 on the V100, half of which it can never do.
const sweep = (name: string, ...more: string[]): string[] => [
  'sweep',
  'gemm',
  '--chip',
  'nnp-t1000,v100',
  '--format',
  'flex16+5,fp16',
  '-p',
  'k=64,65536',
  ...SIZES,
  '--out',
  path(name),
  ...more,
];

describe('a sweep', () => {
  beforeAll(async () => {
    const { code, stderr } = await onchip(sweep('one', '--workers', '1'));
    expect(stderr).not.toMatch(/onchip: .*expected/);
    expect(code).toBe(0);
  }, 60_000);

  it('writes its files and nothing else; rows are in order and have the shape of a run', async () => {
    expect(readdirSync(path('one')).sort()).toEqual(FILES);
    const rows = lines('one', 'rows.jsonl');
    const failed = lines('one', 'failed.jsonl');
    expect(rows.length + failed.length).toBe(2 * 2 * 12 + 2 * 12);
    for (const row of rows) expect(sweepRow.safeParse(row).error).toBeUndefined();
    expect(failed).toHaveLength(12);
    for (const row of failed) expect(row).toMatchObject({ chip: 'v100', format: 'flex16+5', kind: 'refused' });
    expect(rows.map((r) => r.index)).toEqual([...rows.map((r) => Number(r.index))].sort((a, b) => a - b));
    expect(new Set([...rows, ...failed].map((r) => r.key)).size).toBe(rows.length + failed.length);
    const args = ['-p', 'm=32', '-p', 'n=24', '-p', 'k=64', '--format', 'fp16', '--values', 'none', '--json'];
    const run = JSON.parse((await onchipHere(['run', 'gemm', '--chip', 'v100', ...args])).stdout).rows[0];
    const same = rows.find((r) => r.chip === 'v100' && JSON.stringify(r.params) === JSON.stringify(run.params));
    // Pictures of single steps are for pages of a few rows, not for a million lines.
    const { assumed: _, timeline: __, ...expected } = run;
    expect(same).toMatchObject(expected);
  });

  it('gives the same bytes on two workers', async () => {
    expect((await onchip(sweep('two', '--workers', '2'))).code).toBe(0);
    expect(bytesOf('two')).toEqual(bytesOf('one'));
  });

  it('writes the same table as CSV and Parquet, with NULL where a row has no value', async () => {
    const file = await asyncBufferFromFile(path('one', 'rows.parquet'));
    const table = await parquetReadObjects({ file });
    const [head, ...csv] = text('one', 'rows.csv').trimEnd().split('\n');
    expect(table).toHaveLength(csv.length);
    expect(Object.keys(table[0])).toEqual(head.split(','));
    expect(head).toMatch(/,k,levels_sram_capacity_bytes,cycles,seconds,work_cycles,wait_launch_cycles,/);
    table.forEach((row, i) => {
      const first = Object.values(row).slice(0, 14);
      expect(first.map((cell) => (cell === null ? '' : String(cell))).join(',')).toBe(
        csv[i].split(',').slice(0, 14).join(','),
      );
    });
    const own = table.find((r) => r.chip === 'v100');
    expect(own?.levels_sram_capacity_bytes).toBeNull();
    expect(typeof own?.cycles).toBe('bigint');
  });

  it('says what is on the front and what matters on a page that fetches nothing', () => {
    const { document } = parseHTML(text('one', 'report.html'));
    const report = JSON.parse(jsonOfPage(text('one', 'report.html')) ?? '');
    expect(report).toMatchObject({ rows: 72, simulated: 60 - report.rejected, failed: { refused: 12 } });
    expect(document.querySelectorAll('#front tbody tr')).toHaveLength(report.front.length);
    // The front, checked on the rows themselves: nobody is as fast and does as many multiply-adds a second.
    const rows = lines('one', 'rows.jsonl').filter((r) => !('rejected' in r)) as {
      seconds: number;
      macs: number;
      index: number;
    }[];
    const best = rows.filter(
      (a) =>
        !rows.some(
          (b) =>
            b.seconds <= a.seconds &&
            b.macs / b.seconds >= a.macs / a.seconds &&
            (b.seconds < a.seconds || b.macs / b.seconds > a.macs / a.seconds),
        ),
    );
    const points = (some: readonly { seconds: number }[]) =>
      [...new Set(some.map((r) => r.seconds))].sort((a, b) => a - b);
    expect(points(report.front)).toEqual(points(best));
    expect(report.effects.map((e: { axis: string }) => e.axis)).toContain('nnp-t1000: levels.sram.capacityBytes');
    expect(document.querySelectorAll('link, img, [src]')).toHaveLength(0);
    for (const svg of document.querySelectorAll('svg')) expect(svg.getAttribute('aria-label')).toBeTruthy();
  });

  it('is not run again: the folder is refused, or --resume finds all rows there', async () => {
    const before = bytesOf('one');
    const again = await onchipHere(sweep('one'));
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/expected a new folder, found this sweep in it \(--resume goes on/);
    const other = await onchipHere([...sweep('one', '--resume'), '--seed', '2']);
    expect(other.stderr).toMatch(/sweep\.json: seed: expected 2, found 1 \(another sweep/);
    const resumed = await onchip(['sweep', '--resume', '--out', path('one'), '--json']);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/72 rows are there already/);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ schema: 'onchip-sweep-result/1', rows: 72 });
    expect(bytesOf('one')).toEqual(before);
  });

  it('in use by another process is refused; the lock of a process that is gone is not', async () => {
    const lock = path('one', 'sweep.lock');
    const owner = (pid: number, began: string | null) => JSON.stringify({ pid, host: hostname(), began });
    writeFileSync(lock, owner(process.pid, null));
    const busy = await onchipHere(sweep('one', '--resume'));
    expect(busy.code).toBe(2);
    expect(busy.stderr).toMatch(
      new RegExp(`a folder that no other process uses, found process ${process.pid} at work`),
    );
    // The same number, but a process that began at another time.
    writeFileSync(lock, owner(process.pid, '1'));
    expect((await onchip(sweep('one', '--resume', '-q'))).code).toBe(0);
    expect(readdirSync(path('one')).sort()).toEqual(FILES);
  });
});

it('a row that throws, hangs, eats memory or ends its thread is told, and the rest goes on', async () => {
  const args = ['-p', 'mood=5..5:+1,1..4:+1', '-p', 'm=64', '--limit', '1', '--memory', '64', '--out', path('moody')];
  const { code, stdout, stderr } = await onchip(['sweep', './test/fixtures/moody.ts', '--chip', 'v100', ...args]);
  expect(code).toBe(1);
  const reasons = lines('moody', 'failed.jsonl').map((r) => [(r.params as { mood: number }).mood, r.kind, r.reason]);
  expect(reasons).toEqual([
    [5, 'crashed', 'worker exited with code: 0'],
    [2, 'crashed', 'Error: not today'],
    [3, 'limit', 'no result within 1 s'],
    [4, expect.stringMatching(/memory|limit/), expect.anything()],
  ]);
  expect(lines('moody', 'rows.jsonl').map((r) => (r.params as { mood: number }).mood)).toEqual([1]);
  expect(stdout).toMatch(/5 rows: 1 simulated/);
  expect(stdout).not.toMatch(/a kernel prints/);
  expect(stderr).toMatch(/a kernel prints/);
});

it('a sweep file is the same sweep as its flags', async () => {
  const file = path('design.yaml');
  writeFileSync(
    file,
    `kernel: gemm
chip: [nnp-t1000, v100]
format: [flex16+5, fp16]
params:
  k: [64, 65536]
  m: 16..64:x2
  n: [8, 24]
vary:
  nnp-t1000:
    sram.capacityBytes: [256Ki, 1Mi]
`,
  );
  expect((await onchip(['sweep', file, '--out', path('filed'), '-q'])).code).toBe(0);
  expect(bytesOf('filed')).toEqual(bytesOf('one'));
});

describe('what is refused, in one line and with nothing written', () => {
  beforeAll(() => {
    writeFileSync(path('typo.yaml'), 'kernel: gemm\nchip: v100\nparms: {m: 4}\n');
    writeFileSync(path('range.yaml'), 'kernel: gemm\nchip: v100\nparams: {m: 64..32:x2}\n');
    writeFileSync(path('shape.yaml'), 'kernel: gemm\nchip: v100\nparams: [m, 4]\n');
    writeFileSync(path('figure.yaml'), 'kernel: gemm\nchip: v100\nvary: {v100: {clokHz: 1G}}\n');
    const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
    writeFileSync(path('bomb.yaml'), `kernel: gemm\nchip: v100\na0: &a0 [x]\n${bomb.join('\n')}\n`);
    writeFileSync(path('twice.csv'), 'm,m\n1,2\n');
    writeFileSync(path('short.csv'), 'm,n\n1\n');
    writeFileSync(path('empty.csv'), 'm,n\n');
    mkdirSync(path('not-a-sweep'));
  });
  const gemm = (...more: string[]): string[] => ['sweep', 'gemm', '--chip', 'v100', '--out', path('never'), ...more];
  const table: readonly (readonly [readonly string[], RegExp])[] = [
    [['sweep'], /a kernel or a sweep file, found none/],
    [['sweep', 'gemm'], /--chip: expected chips/],
    [['sweep', 'gem', '--chip', 'v100'], /did you mean gemm\?/],
    [['sweep', './none.ts', '--chip', 'v100'], /none\.ts: expected a kernel file, found nothing there/],
    [['sweep', 'none.yaml'], /none\.yaml: expected a sweep file, found nothing there/],
    [['sweep', '--resume', '--out', path('not-a-sweep')], /sweep\.json: expected a sweep, found nothing there/],
    [gemm('--workers', '0'), /--workers: expected a whole number from 1 to 1024, found 0/],
    [gemm('--workers', 'two'), /--workers/],
    [gemm('--limit', '0'), /--limit/],
    [gemm('--shard', '0/4'), /--shard: expected number\/of, counted from 1.*found "0\/4"/],
    [gemm('--shard', '5/4'), /found "5\/4"/],
    [gemm('--shard', '1'), /found "1"/],
    [gemm('--shard', '2/2'), /at most 1 shards of 1 rows/],
    [gemm('-p', 'm=8..4:x2'), /-p m: expected a range that goes up, found 8\.\.4, which is empty/],
    [gemm('-p', 'm=1..8:x1'), /never ends/],
    [gemm('-p', 'm'), /name=values/],
    [gemm('-p', 'm=1', '-p', 'm=2'), /-p m: expected each name once/],
    [gemm('--vary', 'v100=4'), /chip:figure=values/],
    [gemm('--vary', 'v100:l2.capacityByte=4Mi'), /did you mean (levels\.)?l2\.capacityBytes\?/],
    [gemm('--search', 'grid'), /Allowed choices are pareto/],
    [gemm('--evaluations', '5'), /--evaluations: expected --search pareto/],
    [gemm('--search', 'pareto', '-p', 'm=1..64', '--shard', '1/2'), /a grid, list or sample, found a search/],
    [gemm('--sample', '0', '-p', 'm=1..64'), /--sample/],
    [gemm('-p', 'm=1..1000:+1', '-p', 'n=1..1000:+1', '-p', 'k=1..11:+1'), /found 11,000,000 rows \(--yes/],
    [gemm('--list', path('twice.csv')), /twice\.csv:1: expected each column once.*"m"/],
    [gemm('--list', path('short.csv')), /short\.csv:2: expected 2 fields, found 1/],
    [gemm('--list', path('empty.csv')), /at least one configuration/],
    [['sweep', path('typo.yaml')], /typo\.yaml: parms: expected a known key, found "parms" \(did you mean params\?\)/],
    [['sweep', path('range.yaml')], /range\.yaml: params\.m: expected a range that goes up/],
    [['sweep', path('shape.yaml')], /shape\.yaml: params: expected a mapping, found a list/],
    [['sweep', path('figure.yaml')], /figure\.yaml: vary\.v100\.clokHz: .*did you mean clockHz/],
    [['sweep', path('bomb.yaml')], /at most 10000 values, 32 deep, aliases counted out, found more/],
  ];
  it.each(table)('%j', async (args, says) => {
    const { code, stdout, stderr } = await onchipHere(args);
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('never');
  });
});
