/** @file Plans on the command line: saved, edited, given back, refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { onchip, onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'plan.yaml');
const SMALL = ['-p', 'hidden=64', '-p', 'steps=10'];

async function out(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await onchipHere(args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await onchipHere(args);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^onchip: [^\n]+\n$/);
  return stderr;
}

describe('a plan file', () => {
  it('is saved, and runs again to the cycle without a chip named', async () => {
    const [{ plan }] = JSON.parse(
      await out('explain', 'plan', 'lstm.in-cache', '--chip', 'nnp-t1000', ...SMALL, '--save', file, '--json'),
    ).plans;
    const [row] = JSON.parse(await out('run', 'lstm.in-cache', '--plan', file, '--json')).rows;
    expect(row.cycles).toBe(plan.cycles);
    expect(row.resident).toEqual(plan.resident);
    expect(row.mapping).toEqual({ ...plan.mapping, source: 'given' });
    expect(row.values.ok).toBe(true);
    expect(await out('run', 'lstm.in-cache', '--plan', file)).toContain('plan given · ');
    const [searched] = JSON.parse(await out('run', 'lstm.in-cache', '--chip', 'nnp-t1000', ...SMALL, '--json')).rows;
    expect({ ...row, mapping: null }).toEqual({ ...searched, mapping: null });
    expect(searched.mapping.source).toBe('quick search');
  });

  it('can be edited by hand', async () => {
    const edited = readFileSync(file, 'utf8')
      .replace(/units: \d+/, 'units: 2')
      .replace('x: 2', 'x: 1');
    writeFileSync(join(folder, 'edited.yaml'), edited);
    const [row] = JSON.parse(await out('run', 'lstm.in-cache', '--plan', join(folder, 'edited.yaml'), '--json')).rows;
    expect(row.mapping.unitsUsed).toBe(2);
    expect(row.mapping.placement).toContainEqual(expect.objectContaining({ tensor: 'x.stage', bytesPerUnit: 64 * 2 }));
  });

  it('of an author’s kernel is saved and given back, too', async () => {
    const own = join(folder, 'mine.ts');
    const saved = join(folder, 'mine.yaml');
    const args = (...more: string[]): string[] => ['run', own, ...more, '-q', '--json'];
    expect((await onchip(['new', 'mine'], { cwd: folder })).code).toBe(0);
    const explained = await onchip(['explain', 'plan', own, '--chip', 'v100', ...SMALL, '--save', saved, '--json']);
    expect(explained.stderr).toBe('');
    const [{ plan, kernel }] = JSON.parse(explained.stdout).plans;
    expect(kernel).toBe('mine');
    expect(readFileSync(saved, 'utf8')).toMatch(/^# onchip run \S*mine\.ts --plan \S+ takes this plan/);
    const [row] = JSON.parse((await onchip(args('--plan', saved))).stdout).rows;
    expect([row.cycles, row.mapping.source]).toEqual([plan.cycles, 'given']);
    const none = await onchip(['explain', 'plan', join(folder, 'none.ts'), '--chip', 'v100']);
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toMatch(/none\.ts: expected a kernel file, found nothing there\n$/);
  }, 60_000);

  it.each<[string[], RegExp]>([
    [['run', 'gru.in-cache', '--plan', file], /plan\.yaml: kernel: expected gru\.in-cache, found "lstm\.in-cache"/],
    [['run', 'lstm.in-cache', '--plan', file, '--chip', 'v100'], /plan\.yaml: chip: expected v100/],
    [['run', 'lstm.in-cache', '--plan', file, '--format', 'fp16'], /plan\.yaml: format: expected fp16/],
    [['run', 'lstm.in-cache', '--plan', file, '-p', 'hidden=32'], /plan\.yaml: params\.hidden: expected 32, found 64/],
    [['run', 'lstm.in-cache', '--plan', file, '--chip', 'v100,p100'], /--plan .*: expected the one chip/],
    [['run', 'lstm.in-cache', '--plan', file, '--search', 'full'], /--search: expected no --plan beside it/],
    [['run', 'lstm.in-cache', '--plan', join(folder, 'none.yaml')], /expected a plan file, found nothing there/],
    [['run', 'lstm.in-cache'], /--chip: expected a chip to run on, found none/],
    [
      ['explain', 'plan', 'gemm', '--chip', 'v100,p100', '--save', join(folder, 'x.yaml')],
      /--save: expected one target/,
    ],
    [
      ['explain', 'plan', 'lstm.in-cache', '--chip', 'v100', '-p', 'hidden=4096', '--save', join(folder, 'x.yaml')],
      /expected a plan that fits, found none to save/,
    ],
    [['explain', 'speedup', '--save', file], /--save: expected plan/],
  ])('%j is refused', async (args, says) => {
    expect(await refusal(...args)).toMatch(says);
  });

  it('that does not fit is refused with need and have', async () => {
    const args = ['explain', 'plan', 'lstm.in-cache', '--chip', 'nnp-t1000', '-p', 'hidden=1024', '-p', 'steps=2'];
    await out(...args, '--save', join(folder, 'large.yaml'));
    const one = readFileSync(join(folder, 'large.yaml'), 'utf8').replace(/units: \d+/, 'units: 1');
    writeFileSync(join(folder, 'one.yaml'), one);
    const said = await refusal('run', 'lstm.in-cache', '--plan', join(folder, 'one.yaml'));
    expect(said).toMatch(/one\.yaml: plan: expected a plan that fits, found one that needs .* in a unit, sram has/);
  });
});

describe('explain plan', () => {
  it('draws levels above the nest, and documents the space and the search', async () => {
    const args = ['explain', 'plan', 'lstm.in-cache', '--chip', 'v100', '--format', 'fp16', ...SMALL];
    const [{ plan }] = JSON.parse(await out(...args, '--json')).plans;
    expect(plan.levels.map(({ level }: { level: string }) => level)).toEqual(['dram', 'shared', 'register']);
    for (const { usedBytes, capacityBytes, overBytes } of plan.levels) {
      expect(usedBytes).toBeLessThanOrEqual(capacityBytes);
      expect(overBytes).toBe(0);
    }
    expect(plan.search).toMatchObject({ mode: 'quick', budget: 16 });
    expect(plan.cycles).toBeLessThanOrEqual(plan.search.defaultCycles);
    const sizes = plan.space.dimensions.map(({ values }: { values: unknown[] }) => values.length);
    expect(plan.space.plans).toBe(sizes.reduce((a: number, b: number) => a * b, 1));
    for (const { values, chosen } of plan.space.dimensions) expect(values).toContainEqual(chosen);
    const text = await out(...args);
    expect(text).toMatch(/^ {2}shared {2}[\d.]+ \w+ of [\d.]+ KiB of a SM {2}[\d.]+ %$/m);
    expect(text).toMatch(/^ {4}\[h0 256 B pinned · .*x\.stage 256 B staged x2\]$/m);
    expect(text).toMatch(/^staging: x +2 +2, 1, 0, 3, 4$/m);
    expect(text).toMatch(/quick search: the rules of thumb, then/);
  });

  it('a refusal shows what is too much, and why each plan was refused', async () => {
    const args = ['lstm.in-cache', '--chip', 'nnp-t1000', '-p', 'hidden=9000'];
    const [{ plan }] = JSON.parse(await out('explain', 'plan', ...args, '--json')).plans;
    const sram = plan.picture.levels.find(({ level }: { level: string }) => level === 'sram');
    const { needBytes, haveBytes, causes, plans } = plan.rejected;
    expect(sram.usedBytes).toBe(needBytes);
    expect(sram.overBytes).toBe(needBytes - haveBytes);
    expect(causes.reduce((sum: number, cause: { plans: number }) => sum + cause.plans, 0)).toBe(plans);
    const text = await out('explain', 'plan', ...args);
    expect(text).toMatch(/^ {2}sram {2}.* <- [\d.]+ [KM]iB too much$/m);
    expect(text).toMatch(/^for step in 0\.\.99: /m);
    expect(await out('run', ...args, '--values', 'none')).toMatch(
      /hidden=\d+ fits \(instead of 9000\); 15 plans: 15 do not fit sram$/m,
    );
  });
});
