/** @file A sweep that is stopped: killed at any moment, out of disk, in shards. What is there afterwards is what an undisturbed
 * run leaves, byte for byte. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowResult } from '../../src/cli/sweep/messages.js';
import { RowStore } from '../../src/cli/sweep/rowStore.js';
import { onchip, startOnchip } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-stops-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (...names: string[]): string => join(folder, ...names);
const bytesOf = (name: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path(name)).map((file) => [file, readFileSync(path(name, file), 'utf8')]));

/** 2 chips x 4 formats x 10 x 10 rows; the GPU can never do a quarter of its own. */
const sweep = (name: string, ...more: string[]): string[] => [
  'sweep',
  'gemm',
  '--chip',
  'v100',
  '--format',
  'fp16,fp32,flex16+5',
  '-p',
  'm=1..10:+1',
  '-p',
  'n=1..10:+1',
  '--chip',
  'nnp-t1000',
  '-p',
  'k=64',
  '--format',
  'bf16',
  '--out',
  path(name),
  '-q',
  ...more,
];

/** Lines in the files of rows so far. */
const linesIn = (name: string): number =>
  ['rows.jsonl', 'failed.jsonl'].reduce((sum, file) => {
    const at = path(name, file);
    return sum + (existsSync(at) ? readFileSync(at, 'utf8').split('\n').length - 1 : 0);
  }, 0);

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 3000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
}

beforeAll(async () => {
  expect((await onchip(sweep('whole'))).code).toBe(0);
  expect(linesIn('whole')).toBe(800);
}, 120_000);

describe('a killed sweep', () => {
  it('goes on and ends with the same bytes, wherever it was killed', async () => {
    let last = 0;
    for (const share of [0.1, 0.6]) {
      const { child, ended } = startOnchip(sweep('killed', '--resume'));
      await until(() => linesIn('killed') >= share * 800);
      child.kill('SIGKILL');
      await ended;
      // Nothing that was there is gone, and there was something to do.
      expect(linesIn('killed')).toBeGreaterThanOrEqual(last);
      last = linesIn('killed');
      expect(existsSync(path('killed', 'report.html'))).toBe(false);
    }
    // A line that was cut short, as a kill in the middle of a write leaves it.
    appendFileSync(path('killed', 'rows.jsonl'), '{"index":17,"key":"0123');
    expect((await onchip(sweep('killed', '--resume'))).code).toBe(0);
    expect(bytesOf('killed')).toEqual(bytesOf('whole'));
  }, 180_000);

  it('stops at once on SIGTERM, says how to go on, and goes on', async () => {
    const { child, ended } = startOnchip(sweep('stopped'));
    await until(() => linesIn('stopped') >= 100);
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(143);
    expect(stderr).toMatch(/stopped; onchip sweep --resume --out .*stopped goes on/);
    expect(existsSync(path('stopped', 'sweep.lock'))).toBe(false);
    expect((await onchip(['sweep', '--resume', '-q', '--out', path('stopped')])).code).toBe(0);
    expect(bytesOf('stopped')).toEqual(bytesOf('whole'));
  }, 120_000);
});

describe('a full disk', () => {
  it('as a limit on the size of files: one line, whole lines stay, --resume goes on', async () => {
    // 300 blocks of 512 bytes; the rows are a megabyte.
    const { code, stderr } = await onchip(sweep('full'), { shell: 'ulimit -f 300; exec "$@"' });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /rows\.jsonl: expected a file that can be written, found a limit on file sizes \(.*--resume goes on\)\n$/,
    );
    expect(readFileSync(path('full', 'rows.jsonl'), 'utf8')).toMatch(/\}\n$/);
    expect((await onchip(sweep('full', '--resume'))).code).toBe(0);
    expect(bytesOf('full')).toEqual(bytesOf('whole'));
  }, 120_000);

  const mayMount = ((): boolean => {
    if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
    mkdirSync(path('small'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path('small')], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  afterAll(() => {
    if (mayMount) execFileSync('umount', [path('small')]);
  });

  it.skipIf(!mayMount)(
    'as a file system without room (needs root): stops, and goes on when there is room',
    async () => {
      const at = ['--out', path('small', 'sweep')];
      const { code, stderr } = await onchip([...sweep('unused'), ...at]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/expected a file that can be written, found a full disk/);
      execFileSync('mount', ['-o', 'remount,size=64m', path('small')]);
      expect((await onchip([...sweep('unused', '--resume'), ...at])).code).toBe(0);
      expect(bytesOf(join('small', 'sweep'))).toEqual(bytesOf('whole'));
    },
  );
});

describe('shards', () => {
  it('run side by side in one folder and become the whole', async () => {
    const shards = [1, 2, 3].map((k) => onchip(sweep('shards', '--shard', `${k}/3`, '--workers', '1')));
    expect((await Promise.all(shards)).map((s) => s.code)).toEqual([0, 0, 0]);
    expect(readdirSync(path('shards')).sort()).toEqual(['shard-1-of-3', 'shard-2-of-3', 'shard-3-of-3']);
    expect(readdirSync(path('shards', 'shard-1-of-3')).sort()).toEqual(['failed.jsonl', 'rows.jsonl', 'sweep.json']);
    expect((await onchip(['merge', path('shards'), '--out', path('merged'), '-q'])).code).toBe(0);
    expect(bytesOf('merged')).toEqual(bytesOf('whole'));
  });

  it('with the whole beside them are duplicates, and identical', async () => {
    const both = [path('shards'), path('whole')];
    expect((await onchip(['merge', ...both, '--out', path('both'), '-q'])).code).toBe(0);
    expect(bytesOf('both')).toEqual(bytesOf('whole'));
  });

  const merge = (...names: string[]) => onchip(['merge', ...names.map((name) => path(name)), '--out', path('no')]);

  it('that are missing, unfinished, of another sweep or different are refused', async () => {
    const says = async (names: readonly string[], words: RegExp) => {
      const { code, stderr } = await merge(...names);
      expect(stderr).toMatch(words);
      expect(code).toBe(2);
      expect(existsSync(path('no'))).toBe(false);
    };
    await says(['shards/shard-1-of-3', 'shards/shard-3-of-3'], /all 3 shards, found none of 2/);
    await says(['nowhere'], /a folder of shards, found nothing there/);
    mkdirSync(path('empty'));
    await says(['empty'], /no sweep\.json in it or below/);
    await onchip([
      'sweep',
      'gemm',
      '--chip',
      'v100',
      '-p',
      'm=1..4:+1',
      '-q',
      '--shard',
      '1/2',
      '--out',
      path('other'),
    ]);
    await says(['shards', 'other'], /shard-1-of-2: .*expected .*found .*another sweep/);
    cpSync(path('shards'), path('short'), { recursive: true });
    const rows = path('short', 'shard-2-of-3', 'rows.jsonl');
    const lines = readFileSync(rows, 'utf8').split('\n');
    writeFileSync(rows, lines.slice(1).join('\n'));
    await says(
      ['short'],
      /expected 800 rows, found 1 missing: 1 \(onchip sweep --resume goes on with .*shard-2-of-3\)/,
    );
    writeFileSync(rows, lines.join('\n').replace(/"cycles":(\d+)/, '"cycles":1$1'));
    await says(['short', 'whole'], /rows\.jsonl:\d+: expected row 1 as it is in .*another result for the same inputs/);
  });
});

describe('rows in a folder', () => {
  const keyOf = (index: number): string => index.toString(16).padStart(32, '0');
  const result = (index: number): RowResult => {
    const key = keyOf(index);
    if (index % 4 === 3) {
      const failed = {
        index,
        key,
        kernel: 'k',
        chip: 'c',
        figures: {},
        runtime: 'r',
        format: 'f',
        params: {},
        kind: 'crashed',
        reason: 'ü\n',
      } as const;
      return { index, key, failed };
    }
    return { index, key, line: JSON.stringify({ index, key, text: 'é'.repeat(index % 7) }) };
  };

  it('survive a file that ends anywhere: whole lines stay, the rest is cut off and can be written again', () => {
    const at = mkdtempSync(path('store-'));
    const whole = new RowStore(at, 12, keyOf);
    whole.add(Array.from({ length: 12 }, (_, i) => result((i * 5) % 12)));
    whole.close();
    const rows = readFileSync(join(at, 'rows.jsonl'));
    const lines = [...rows.toString('utf8').matchAll(/"index":(\d+)/g)].map((m) => Number(m[1]));
    const ends = [...rows.entries()].filter(([, byte]) => byte === 10).map(([i]) => i + 1);
    fc.assert(
      fc.property(fc.nat(rows.length), (cut) => {
        writeFileSync(join(at, 'rows.jsonl'), rows.subarray(0, cut));
        const kept = ends.filter((end) => end <= cut).length;
        const store = new RowStore(at, 12, keyOf);
        expect(store.counts).toEqual({ done: kept, failed: 3, damaged: 0 });
        store.add(lines.slice(kept).map(result));
        for (const index of lines) expect(store.line(index)).toBe(JSON.stringify(JSON.parse(store.line(index))));
        store.close();
        expect(readFileSync(join(at, 'rows.jsonl'))).toEqual(rows);
      }),
    );
  });

  it('that are damaged or of other inputs are no rows', () => {
    const at = mkdtempSync(path('store-'));
    const wrong = JSON.stringify({ index: 2, key: keyOf(3) });
    const broken = `{"index":1,"key":"${keyOf(1)}","text":\u0000}`;
    const far = JSON.stringify({ index: 99, key: keyOf(99) });
    const good = result(4) as { line: string };
    writeFileSync(join(at, 'rows.jsonl'), `${wrong}\n${broken}\n${far}\n\n${good.line}\n`);
    const store = new RowStore(at, 12, keyOf);
    expect(store.counts).toEqual({ done: 1, failed: 0, damaged: 4 });
    expect([1, 2, 3, 4].map((i) => store.has(i))).toEqual([false, false, false, true]);
    store.close();
  });
});
