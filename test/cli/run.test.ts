import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/cli/actions/run.js';
import type { RunReportRow } from '../../src/report/schemas/run.js';
import { isRejected } from '../../src/study/row.js';
import { onchip, onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const chips = ['nnp-t1000', 'titan-v', 'gtx-1080-ti', 'vega-fe', 'graphcore-gc2', 'tpu-v2', 'xeon-8180'];
const sizes = ['-p', 'hidden=200', '-p', 'layers=2', '-p', 'batch=4', '-p', 'steps=100'];
const published = ['run', 'lstm.in-cache', '--chip', chips.join(','), '--format', 'fp16', ...sizes, '--json'];

async function json(args: readonly string[]): Promise<RunReport> {
  const { code, stdout, stderr } = await onchipHere([...args, '--quiet']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as RunReport;
}

function simulated(report: RunReport): Exclude<RunReportRow, { rejected: unknown }>[] {
  return report.rows.map((row) => {
    if (isRejected(row)) throw new Error(`${row.chip} was rejected`);
    return row;
  });
}

describe('onchip run', () => {
  it('answers every target with JSON and nothing else, twice the same bytes', async () => {
    const [first, second] = await Promise.all([onchip(published), onchip(published)]);
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^(onchip: targets [^\n]+\n)*$/);
    expect(second.stdout).toBe(first.stdout);
    const report = JSON.parse(first.stdout) as RunReport;
    expect(report).toMatchObject({ schema: 'onchip-run/2', kernel: 'lstm.in-cache', seed: 1, values: 'full' });
    const rows = simulated(report);
    expect(rows.map((row) => row.chip)).toEqual(chips);
    for (const row of rows) {
      expect(row).toMatchObject({ kernel: 'lstm.in-cache', format: 'fp16', values: { ok: true } });
      expect(row.params).toEqual({ hidden: 200, layers: 2, batch: 4, steps: 100, input: 200 });
      expect(Number.isSafeInteger(row.cycles) && row.cycles > 0).toBe(true);
      expect(row.seconds).toBeGreaterThan(0);
      const waits = Object.values(row.waits).reduce((a, b) => a + b, 0);
      expect(row.work + waits).toBe(row.cycles);
      expect(row.boundBy === 'compute' || row.boundBy in row.waits).toBe(true);
      expect(Object.values(row.resident).every((bytes) => bytes > 0)).toBe(true);
      // Two layers, four gates, [200 x 200] twice each, 16 bit: 1.28 MB of weights have to stay somewhere.
      expect(Object.values(row.resident).reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(1_280_000);
      expect(row.mapping.unitsUsed).toBeLessThanOrEqual(row.mapping.unitsOnChip);
      expect(row.mapping.loopNest.length).toBeGreaterThan(0);
    }
  });

  it('runs several kernels, their rows one after the other', async () => {
    const args = ['run', 'lstm.naive,lstm.fused', '--chip', 'v100,nnp-t1000', '--format', 'fp16', '-p', 'steps=4'];
    const report = await json([...args, '--json']);
    expect(report.kernel).toBe('lstm.naive,lstm.fused');
    expect(report.rows.map((row) => `${row.kernel} ${row.chip}`)).toEqual([
      'lstm.naive v100',
      'lstm.naive nnp-t1000',
      'lstm.fused v100',
      'lstm.fused nnp-t1000',
    ]);
    const alone = await json(['run', 'lstm.fused', ...args.slice(2), '--json']);
    expect(report.rows.slice(2)).toEqual(alone.rows);
    const text = (await onchipHere([...args, '--quiet'])).stdout;
    expect(text).toMatch(/^v100 +\S+ +lstm\.fused +fp16 /m);
    expect(text).toMatch(/^ +v100 fp16 lstm\.naive +work/m);
  });

  it('rejects what does not fit with need, have and a change that fits', async () => {
    const args = ['run', 'lstm.in-cache', '--chip', 'gtx-1080-ti', '-p', 'hidden=16384'];
    const { rows } = await json([...args, '--json']);
    const [row] = rows;
    if (!isRejected(row)) throw new Error('was not rejected');
    expect(row.rejected.needBytes).toBeGreaterThan(row.rejected.haveBytes);
    expect(row.rejected.haveBytes).toBeGreaterThan(0);
    const [, hidden] = /^hidden=(\d+) fits/.exec(row.rejected.suggestion)!;
    const smaller = await json([...args.slice(0, -1), `hidden=${hidden}`, '--values', 'none', '--json']);
    expect(simulated(smaller)).toHaveLength(1);
    const next = await json([...args.slice(0, -1), `hidden=${Number(hidden) + 1}`, '--values', 'none', '--json']);
    expect(isRejected(next.rows[0])).toBe(true);
    const text = await onchipHere(args);
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(
      /does not fit\n +gtx-1080-ti fp16 +needs .*iB in a unit, .* (?:has|have) .*iB; hidden=\d+ fits/,
    );
  });

  it('runs gemm and the LSTM on a chip file that somebody wrote', async () => {
    for (const kernel of ['gemm', 'lstm.fused', 'lstm.in-cache']) {
      const small =
        kernel === 'gemm' ? ['-p', 'm=64', '-p', 'n=32', '-p', 'k=96'] : ['-p', 'hidden=64', '-p', 'steps=8'];
      const report = await json(['run', kernel, '-c', 'data/examples/four-core.yaml', ...small, '--json']);
      const [row] = simulated(report);
      expect(row).toMatchObject({ chip: 'four-core', runtime: 'native', format: 'fp16', values: { ok: true } });
      expect(row.mapping.unitsUsed).toBe(4);
    }
  });

  it('makes a row of every chip, runtime and format, in the order given', async () => {
    const lists = ['-c', 'v100', '--chip', 'titan-v', '-r', 'cudnn-7.6,ideal', '-f', 'fp32,fp16'];
    const { rows } = await json(['run', 'gemm', ...lists, '--values', 'none', '--json']);
    expect(rows.map((row) => `${row.chip} ${row.runtime} ${row.format}`)).toEqual([
      'v100 cudnn-7.6 fp32',
      'v100 cudnn-7.6 fp16',
      'v100 ideal fp32',
      'v100 ideal fp16',
      'titan-v cudnn-7.6 fp32',
      'titan-v cudnn-7.6 fp16',
      'titan-v ideal fp32',
      'titan-v ideal fp16',
    ]);
  });

  it('cycles are the same with values and without', async () => {
    const args = ['run', 'lstm.in-cache', '-c', 'nnp-t1000', '-p', 'hidden=48', '-p', 'steps=6', '--json'];
    const [full] = simulated(await json(args));
    const none = await json([...args, '--values', 'none']);
    expect(none.valuesCheckedAt).toBeNull();
    const [row] = simulated(none);
    expect(row.values).toBeNull();
    expect(full.values?.ok).toBe(true);
    expect({ ...row, values: full.values }).toEqual(full);
  });

  it('writes run.json, the same as --json, and its renderings', async () => {
    const out = join(folder, 'a/b');
    const args = ['run', 'gemm', '-c', 'v100,xeon-8180', '-f', 'fp32', '-p', 'm=64', '--json', '--out', out];
    const { stdout } = await onchipHere(args);
    expect(readdirSync(out).sort()).toEqual(['run.csv', 'run.html', 'run.json', 'run.md', 'run.parquet']);
    expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe(stdout);
    const lines = readFileSync(join(out, 'run.csv'), 'utf8').trimEnd().split('\n');
    const widths = lines.map((line) => line.split(',').length);
    expect(new Set(widths).size).toBe(1);
    const [head, first] = lines.map((line) => line.split(','));
    const [row] = simulated(JSON.parse(stdout) as RunReport);
    expect(first[head.indexOf('cycles')]).toBe(String(row.cycles));
    expect(first[head.indexOf('wait_launch_cycles')]).toBe(String(row.waits.launch));
  });

  it('tells a person values first, then who is faster and why', async () => {
    const { stdout, code } = await onchipHere(published.filter((word) => word !== '--json'));
    expect(code).toBe(0);
    const order = ['values fp16: match', 'where the time goes', 'mapping', 'assumed', 'x as fast as'];
    const places = order.map((words) => stdout.indexOf(words));
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(stdout).not.toContain('\u001b');
    for (const chip of chips) expect(stdout).toContain(chip);
  });

  it('refuses two chips of one name: their rows could not be told apart', async () => {
    const both = ['data/examples/four-core.yaml', './data/examples/four-core.yaml'].join(',');
    const { stderr, code } = await onchipHere(['run', 'gemm', '--chip', both]);
    expect(stderr).toMatch(/chips with names of their own, found "four-core" from .* \(change `name:`/);
    expect(code).toBe(2);
  });
});
