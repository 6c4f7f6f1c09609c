/** @file The accuracy study as a process: the same bytes on any number of workers, after a stop and after a kill; files
 * that do not belong to it are named. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccuracyReport } from '../../src/report/accuracyReport.js';
import { type Ended, onchip, startOnchip } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-accuracy-'));
const at = (name: string): string => join(folder, name);
const study = ['accuracy', '--task', 'reber', '--format', 'fp32,flex16+5', '--seeds', '1', '--steps', '100', '--quiet'];
const kept = (name: string): string[] => ['--checkpoint', at(name), '--checkpoint-every', '5', '--workers', '1'];
const resume = (name: string): string[] => ['accuracy', '--checkpoint', at(name), '--resume', '--quiet', '--json'];

let whole: Ended;
beforeAll(async () => {
  whole = await onchip([...study, '--json', '--out', at('whole'), '--workers', '1']);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Waits until a run of the study has a checkpoint. */
async function untilCheckpoint(name: string): Promise<string> {
  for (let tries = 0; tries < 1000; tries++) {
    const found = existsSync(at(name)) ? readdirSync(at(name)).find((file) => file.endsWith('.checkpoint')) : undefined;
    if (found !== undefined) return join(at(name), found);
    await setTimeout(20);
  }
  throw new Error('no checkpoint came');
}

/** A study that was stopped by `signal` in its first run. */
async function stopped(name: string, signal: NodeJS.Signals): Promise<Ended> {
  const { child, ended } = startOnchip([...study, ...kept(name)]);
  await untilCheckpoint(name);
  child.kill(signal);
  return ended;
}

describe('onchip accuracy', () => {
  it('prints and writes one report, the same on any number of workers', async () => {
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(at('whole')).sort()).toEqual(['accuracy.csv', 'accuracy.html', 'accuracy.json']);
    expect(readFileSync(at('whole/accuracy.json'), 'utf8')).toBe(whole.stdout);
    expect((await onchip([...study, '--json', '--workers', '2'])).stdout).toBe(whole.stdout);
    const report = JSON.parse(whole.stdout) as AccuracyReport;
    expect(report.runs.map(({ task, format, seed }) => [task, format, seed])).toEqual([
      ['reber', 'fp32', 1],
      ['reber', 'flex16+5', 1],
    ]);
    const [head, ...lines] = readFileSync(at('whole/accuracy.csv'), 'utf8').trimEnd().split('\n');
    expect(head).toMatch(/^task,format,seed,metric,value,delta_to_fp32,/);
    expect(lines).toHaveLength(2);
    // Paired: the second line's value minus the first one's.
    const [fp32, flex] = lines.map((line) => line.split(','));
    expect(Number(flex[5])).toBeCloseTo(Number(flex[4]) - Number(fp32[4]), 12);
  }, 60_000);

  it('stops at a checkpoint when the terminal closes, and goes on to the same bytes', async () => {
    const { code, stdout, stderr } = await stopped('hup', 'SIGHUP');
    expect(code).toBe(128 + 1);
    expect(stdout).toBe('');
    expect(stderr).toBe(`onchip: stopped; onchip accuracy --checkpoint ${at('hup')} --resume goes on\n`);
    const resumed = await onchip(resume('hup'));
    expect(resumed).toMatchObject({ code: 0, stderr: '', stdout: whole.stdout });
    // All is done: a second time only reads.
    expect((await onchip(resume('hup'))).stdout).toBe(whole.stdout);
  }, 60_000);

  it('goes on to the same bytes after kill -9', async () => {
    expect((await stopped('kill', 'SIGKILL')).code).toBeNull();
    expect(readdirSync(at('kill')).some((name) => name.endsWith('.result'))).toBe(false);
    expect(await onchip(resume('kill'))).toMatchObject({ code: 0, stderr: '', stdout: whole.stdout });
    expect(readdirSync(at('kill')).filter((name) => !/\.result$|^study\.json$/.test(name))).toEqual([]);
  }, 60_000);
});

/** 32-bit FNV-1a: the last four bytes of a checkpoint. */
function seal(bytes: Buffer): Buffer {
  let hash = 0x811c9dc5;
  for (const byte of bytes.subarray(0, -4)) hash = Math.imul(hash ^ byte, 0x01000193);
  bytes.writeUInt32LE(hash >>> 0, bytes.length - 4);
  return bytes;
}

describe('checkpoints that do not belong here', () => {
  let file = '';
  beforeAll(async () => {
    await stopped('base', 'SIGTERM');
    file = readdirSync(at('base')).find((name) => name.endsWith('.checkpoint'))!;
  }, 60_000);

  async function refused(change: (folder: string) => void, ...more: string[]): Promise<string> {
    const name = `bad-${Math.random()}`;
    cpSync(at('base'), at(name), { recursive: true });
    change(at(name));
    const before = readFileSync(join(at(name), file));
    const { code, stdout, stderr } = await onchip([...resume(name), ...more]);
    expect(stderr).toMatch(/^onchip: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readFileSync(join(at(name), file)).equals(before)).toBe(true);
    return stderr;
  }
  const edit = (change: (bytes: Buffer) => Buffer) => (folder: string) =>
    writeFileSync(join(folder, file), seal(change(readFileSync(join(folder, file)))));
  const header = (from: string, to: string) =>
    edit((bytes) => Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1'));
  const study = (from: RegExp, to: string) => (folder: string) => {
    const path = join(folder, 'study.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };

  it('are named with what is wrong', async () => {
    const nan = edit((bytes) => {
      bytes.writeFloatLE(Number.NaN, bytes.length - 8);
      return bytes;
    });
    expect(await refused(nan)).toMatch(/reber-fp32-seed1\.checkpoint: expected numbers in tensor \S+, found NaN/);
    expect(await refused(header('"hidden":32', '"hidden":33'))).toMatch(/checkpoint: hidden: expected 32, found 33/);
    expect(await refused(header('"format":"fp32"', '"format":"fp16"'))).toMatch(/format: expected fp32, found fp16/);
    expect(await refused(header('checkpoint 2\n', 'checkpoint 9\n'))).toMatch(/begins with "onchip checkpoint 2"/);
    const cut = (folder: string) =>
      writeFileSync(join(folder, file), readFileSync(join(folder, file)).subarray(0, 999));
    expect(await refused(cut)).toMatch(/cut short or damaged/);
  }, 60_000);

  it('belong to a study of the same version and definition', async () => {
    expect(await refused(study(/"version": "[^"]+"/, '"version": "0.0.1"'))).toMatch(
      /version: expected .*found 0\.0\.1/,
    );
    expect(await refused(study(/\{/, '['))).toMatch(/study\.json: expected a JSON file/);
    expect(await refused(study(/"settings": "\w+"/, '"settings": "0"'))).toMatch(/: settings: expected 0, found/);
    expect(await refused(() => {}, '--steps', '151')).toMatch(/: steps: expected 100, found 151/);
    expect(await refused(() => {}, '--exponents', 'shared')).toMatch(/: exponents: expected per-step, found shared/);
    expect(await refused(() => {}, '--format', 'fp32,fp16')).toMatch(
      /: formats: expected fp32,flex16\+5, found fp32,fp16/,
    );
    const result = (folder: string) => writeFileSync(join(folder, '0001-reber-flex16+5-seed1.result'), 'x\n{}\n');
    expect(await refused(result)).toMatch(/seed1\.result: expected a file that begins with/);
  }, 60_000);

  it('are not written over by a new study', async () => {
    const { code, stderr } = await onchip(['accuracy', '--quick', '--checkpoint', at('base')]);
    expect(stderr).toMatch(/expected a new folder, found a study in it \(--resume goes on with it\)/);
    expect(code).toBe(2);
  });

  it.runIf(process.platform !== 'win32')(
    'stay whole when nothing more can be written',
    async () => {
      cpSync(at('base'), at('full'), { recursive: true });
      const before = readFileSync(join(at('full'), file));
      // Two blocks of 512 or 1024 bytes: no checkpoint fits.
      const { code, stdout, stderr } = await onchip([...resume('full')], { shell: 'ulimit -f 2; exec "$@"' });
      expect(stderr).toMatch(
        /^onchip: .*\.(checkpoint|result): expected a file that can be written, found a limit on file sizes\n$/,
      );
      expect(stdout).toBe('');
      expect(code).toBe(2);
      expect(readFileSync(join(at('full'), file)).equals(before)).toBe(true);
      expect(readdirSync(at('full')).sort()).toEqual(readdirSync(at('base')).sort());
    },
    60_000,
  );
});
