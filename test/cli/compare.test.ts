import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowChange } from '../../src/report/compare/index.js';
import { smallReport } from '../report/fixture.js';
import { type Ended, onchipHere } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-compare-'));
const at = (name: string): string => join(folder, `${name}.json`);
afterAll(() => rmSync(folder, { recursive: true }));

interface Row {
  chip: string;
  kernel: string;
  cycles: number;
  seconds: number;
  work: number;
  waits: Record<string, number>;
  mapping: { unitsUsed: number; placement: { tensor: string; level: string }[] };
}
interface File {
  schema: string;
  version?: string;
  rows: Row[];
  chips?: { name: string; values: Record<string, number> }[];
  manifest?: { version: string; chips: Record<string, string> };
}

const base = (): File => structuredClone(smallReport()) as unknown as File;
const simulated = (file: File): Row[] => file.rows.filter((row) => 'cycles' in row);
const write = (name: string, file: unknown): string => {
  writeFileSync(at(name), JSON.stringify(file));
  return at(name);
};
/** A row that takes `factor` as long, all of it waiting for DRAM. */
function stretch(row: Row, factor: number): void {
  const more = row.cycles * (factor - 1);
  row.cycles += more;
  row.seconds *= factor;
  row.waits.dram += more;
}
async function json(...args: string[]) {
  const { code, stdout, stderr } = await onchipHere(['compare', at('base'), ...args, '--json']);
  expect(stderr).toBe('');
  return {
    code,
    ...(JSON.parse(stdout) as { same: number; changes: RowChange[]; onlyBefore: string[]; failed?: number }),
  };
}

beforeAll(() => write('base', base()), 60_000);

describe('onchip compare', () => {
  it('finds nothing between equal reports', async () => {
    const same = await json(at('base'), '--fail-over', '0%');
    // Every row, every claim with its findings, the text in every format.
    const { rows, claims, accuracy } = smallReport();
    const answers = claims.length + claims.reduce((sum, { findings }) => sum + findings.length, 0);
    const all = rows.length + answers + (accuracy?.formats.length ?? 0);
    expect(same).toMatchObject({ code: 0, same: all, changes: [], values: [], onlyBefore: [], failed: 0 });
    expect((await onchipHere(['compare', at('base'), at('base')])).stdout).toMatch(/^\d+ same\n$/);
  });

  it('sorts by effect and says where the cycles went', async () => {
    const changed = base();
    const [a, b, c] = simulated(changed);
    stretch(a, 1.5);
    stretch(b, 0.25);
    stretch(c, 1.01);
    const { changes, code } = await json(write('times', changed));
    // A quarter of the time (factor 4) is more than half as much again (1.5).
    expect(changes.map(({ what, change }) => [what, Math.round(change! * 100)])).toEqual([
      ['faster', -75],
      ['slower', 50],
      ['slower', 1],
    ]);
    expect(changes[1].cycles).toEqual([{ reason: 'dram', by: expect.closeTo(a.cycles / 3, 3) }]);
    expect(changes[1].causes).toEqual(['the files do not tell']);
    expect(code).toBe(0);
  });

  it('fails over the limit, and not at it', async () => {
    const changed = base();
    // Powers of two, so that the share is exact.
    stretch(simulated(changed)[0], 1.25);
    const path = write('limit', changed);
    expect(await json(path, '--fail-over', '25%')).toMatchObject({ code: 0, failed: 0 });
    expect(await json(path, '--fail-over', '24.9%')).toMatchObject({ code: 1, failed: 1 });
    const text = await onchipHere(['compare', at('base'), path, '--fail-over', '2%']);
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/^25\.0 % slower {2}\S+ .s → \S+ .s {2}/);
    expect(text.stdout).toMatch(/1 row is slower or worse by more than 2\.00 %/);
    // Faster never fails.
    const back = await onchipHere(['compare', path, at('base'), '--fail-over', '0%']);
    expect(back.code).toBe(0);
  });

  it('names chip figures and the mapping as causes', async () => {
    const changed = base();
    const [row] = simulated(changed);
    stretch(row, 2);
    const chip = changed.chips!.find(({ name }) => name === row.chip)!;
    const clock = chip.values.clockHz;
    chip.values.clockHz *= 2;
    row.mapping.unitsUsed = 1;
    const [{ tensor, level }] = row.mapping.placement;
    row.mapping.placement[0].level = 'elsewhere';
    const [change] = (await json(write('causes', changed))).changes;
    expect(change.causes[0]).toMatch(/^clockHz .* → /);
    expect(clock).toBeGreaterThan(0);
    expect(change.causes).toContainEqual(expect.stringMatching(/^units used \d+ → 1$/));
    expect(change.causes).toContainEqual(expect.stringContaining(`placement of ${tensor} (${level}`));
  });

  it('tells of a published figure by the hash, and of another version', async () => {
    const changed = base();
    const [row] = simulated(changed);
    stretch(row, 2);
    changed.manifest!.chips[row.chip] = '0123456789abcdef';
    expect((await json(write('hash', changed))).changes[0].causes[0]).toMatch(
      /a figure’s source or status on .* → 0123456789abcdef/,
    );
    const newer = base();
    newer.manifest!.version = '9.9.9';
    stretch(simulated(newer)[0], 2);
    expect((await json(write('newer', newer))).changes[0].causes).toEqual(['onchip 0.1.0 → 9.9.9']);
  });

  it('counts a row that no longer fits as over any limit, and lists rows of one file alone', async () => {
    const changed = base();
    const [first, second] = simulated(changed);
    const { chip, kernel } = first;
    const { cycles: _1, seconds: _2, work: _3, waits: _4, mapping: _5, ...head } = first;
    changed.rows[changed.rows.indexOf(first)] = {
      ...head,
      rejected: { level: 'sram', needBytes: 2, haveBytes: 1 },
    } as unknown as Row;
    changed.rows.splice(changed.rows.indexOf(second), 1);
    const { changes, onlyBefore, code } = await json(write('gone', changed), '--fail-over', '500%');
    expect(changes).toMatchObject([{ what: 'no longer fits', chip, kernel, change: null, secondsAfter: null }]);
    expect(onlyBefore).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('compares a run with a report of the same rows', async () => {
    const { rows } = base();
    const path = write('run', { schema: 'onchip.run/1', version: '0.1.0', rows });
    expect(await json(path)).toMatchObject({ same: rows.length, changes: [] });
  });

  it.each<[string, () => unknown, RegExp]>([
    ['text', () => 'hello', /schema: expected onchip-report\/2, .*found no file of onchip/],
    ['old', () => ({ schema: 'onchip-report/0' }), /report files of version 2, found version 0/],
    ['torn', () => ({ ...base(), rows: [{ chip: 'v100' }] }), /torn\.json: rows\.0: expected what onchip writes there/],
    [
      'other',
      () => ({ schema: 'onchip.run/1', version: '1', rows: [] }),
      /compare: expected rows of the same chip, .*found none/,
    ],
  ])('refuses %s in one line', async (name, file, says) => {
    const ended: Ended = await onchipHere(['compare', at('base'), write(name, file())]);
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).toMatch(/^onchip: [^\n]+\n$/);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
  });

  it.each(['2', '-2%', 'two', '2 percent'])('refuses --fail-over %j', async (share) => {
    const { code, stderr } = await onchipHere(['compare', at('base'), at('base'), `--fail-over=${share}`]);
    expect(stderr).toMatch(/--fail-over: expected per cent, e\.g\. 2%/);
    expect(code).toBe(2);
  });
});
