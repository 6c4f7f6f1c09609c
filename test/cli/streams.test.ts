import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportFailure } from '../../src/cli/fail.js';
import { OutputFolder, readTextFile } from '../../src/cli/files.js';
import { startProgress } from '../../src/cli/progress.js';
import { InputError } from '../../src/numerics/errors.js';
import { root } from './onchip.js';

let written = '';
beforeEach(() => {
  written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('failures', () => {
  it('a wrong input is one line and exit code 2', () => {
    const error = new InputError({ where: 'here', expected: 'this', found: 'that\nand more' });
    expect(reportFailure(error)).toBe(2);
    expect(written).toBe('onchip: here: expected this, found that and more\n');
  });

  it('a bug says that it is one, and shows its stack only when asked', () => {
    vi.stubEnv('ONCHIP_DEBUG', '');
    const bug = new TypeError('x is not a function');
    expect(reportFailure(bug)).toBe(3);
    expect(written).toMatch(/^onchip: TypeError: x is not a function\nThis is a bug of onchip, not of your input\./);
    expect(written).not.toContain('streams.test.ts');
    vi.stubEnv('ONCHIP_DEBUG', '1');
    expect(reportFailure(bug)).toBe(3);
    expect(written).toContain('streams.test.ts');
  });

  it.runIf(process.platform !== 'win32')('a reader that leaves early is no error', async () => {
    const command = `'${process.execPath}' dist/cli/main.js chips nnp-t1000 --json | head -n 1; echo "$\{PIPESTATUS[0]}"`;
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) =>
      execFile('bash', ['-c', command], { cwd: root }, (error, out, err) =>
        error ? reject(error) : resolve({ stdout: out, stderr: err }),
      ),
    );
    expect(stdout).toBe('{\n0\n');
    expect(stderr).toBe('');
  });
});

describe('progress without a terminal', () => {
  const event = (stage: string, done: number, total: number) => ({ stage, done, total, label: `${stage} ${done}` });
  let now = 0;
  beforeEach(() => {
    now = 0;
    vi.stubEnv('CI', '');
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });

  it('says nothing in the first second, then a line at most every five, with rate and time left', () => {
    const progress = startProgress({});
    for (let done = 1; done <= 19; done++) {
      now = done * 500;
      progress.update(event('targets', done, 20));
    }
    progress.stop();
    // 2 a second: the first line at 1 s (2 of 20, 9 s left), the next at 6 s (12 of 20, 4 s left).
    expect(written).toBe(
      'onchip: targets 2/20, 2.0/s, 9 s left: targets 2\nonchip: targets 12/20, 2.0/s, 4 s left: targets 12\n',
    );
  });

  it('is silent when asked to, and for long in CI', () => {
    for (const quiet of [true, false]) {
      vi.stubEnv('CI', 'true');
      now = 0;
      const progress = startProgress({ quiet });
      now = 15_000;
      progress.update(event('targets', 1, 2));
      expect(written).toBe('');
      now = 25_000;
      progress.update(event('targets', 1, 2));
      expect(written === '').toBe(quiet);
    }
  });

  it('times the stages and counts their rates apart', () => {
    const progress = startProgress({});
    for (const [at, stage, done] of [
      [2000, 'a', 1],
      [4000, 'a', 2],
      [9000, 'b', 1],
      [10_000, 'b', 2],
    ] as const) {
      // biome-ignore format: rows
      now = at;
      progress.update(event(stage, done, 4));
    }
    now = 11_000;
    progress.stop();
    // An event ends a piece of work: b began when a's last piece ended, at 4 s.
    expect(progress.seconds()).toEqual({ a: 4, b: 7 });
  });
});

describe('files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onchip-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are written whole, with no temporary files left', () => {
    const out = join(folder, 'x/y');
    new OutputFolder(out).write({ 'a.txt': 'one', 'b.txt': 'two' });
    expect(readdirSync(out).sort()).toEqual(['a.txt', 'b.txt']);
    expect(readFileSync(join(out, 'b.txt'), 'utf8')).toBe('two');
  });

  it('that cannot be written leave no half of themselves', () => {
    mkdirSync(join(folder, 'a.txt'));
    const write = () => new OutputFolder(folder).write({ 'a.txt': 'one', 'b.txt': 'two' });
    expect(write).toThrow(/--out .*: expected a folder that can be written, found a folder/);
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('an abandoned folder goes, with the folders made for it, but never with what others put there', () => {
    new OutputFolder(join(folder, 'p/q')).abandon();
    expect(readdirSync(folder)).toEqual([]);
    const kept = new OutputFolder(join(folder, 'r/s'));
    writeFileSync(join(folder, 'r/other.txt'), 'mine');
    kept.abandon();
    expect(readdirSync(join(folder, 'r'))).toEqual(['other.txt']);
  });

  it('with a byte-order mark are read without it', () => {
    const path = join(folder, 'bom.txt');
    writeFileSync(path, '\uFEFFtext');
    expect(readTextFile(path, { what: 'a text' })).toBe('text');
  });
});
