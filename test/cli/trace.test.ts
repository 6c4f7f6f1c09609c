import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { onchip, onchipHere, root } from './onchip.js';

const folder = mkdtempSync(join(tmpdir(), 'onchip-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const run = ['run', 'lstm.in-cache', '--chip', 'nnp-t1000,titan-v', '-p', 'hidden=48', '--values', 'none'];

/** Names in the folder, unfinished files included. */
const files = (): string[] => readdirSync(folder).sort();

describe('onchip run --trace', () => {
  it('writes one file with a process for each target, the same bytes again', async () => {
    for (const name of ['a.json', 'b.json']) {
      const ended = await onchipHere([...run, '--trace', at(name), '--trace-steps', '3..5', '--json']);
      expect(ended.code).toBe(0);
      expect(ended.stderr).toMatch(/^onchip: \S+: [\d,]+ spans of 2 targets; open it in ui\.perfetto\.dev\n$/);
      expect(JSON.parse(ended.stdout).rows).toHaveLength(2);
    }
    expect(readFileSync(at('a.json'))).toEqual(readFileSync(at('b.json')));
    const { traceEvents } = JSON.parse(readFileSync(at('a.json'), 'utf8')) as {
      traceEvents: { name: string; args: { name?: string } }[];
    };
    const processes = traceEvents.filter(({ name }) => name === 'process_name').map(({ args }) => args.name);
    expect(processes).toEqual([
      'lstm.in-cache on nnp-t1000, native, flex16+5',
      'lstm.in-cache on titan-v, cudnn-7.0, fp16',
    ]);
  });

  it('names the author’s lines, and tells what it leaves out', async () => {
    const kernel = readFileSync(join(root, 'test/fixtures/gruPeephole.ts'), 'utf8');
    writeFileSync(at('mine.ts'), kernel);
    const args = ['run', at('mine.ts'), '--chip', 'v100', '--values', 'none', '--trace', at('mine.json')];
    const { code, stderr } = await onchip([...args, '--trace-limit', '100', '--quiet']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('spans after the first 100 are left out')]);
    expect(readFileSync(at('mine.json'), 'utf8')).toMatch(/"line":"[^"]*mine\.ts:\d+:\d+"/);
  });

  it('leaves nothing behind when the disk is full or the place takes no files', async () => {
    const before = files();
    // 8 blocks of 512 bytes (or 1 KiB): the trace is larger.
    const limited = await new Promise<string>((settle) => {
      const command = `ulimit -f 8; exec "$0" dist/cli/main.js "$@"`;
      const args = ['-c', command, process.execPath, ...run, '--trace', at('full.json')];
      execFile('bash', args, { cwd: root }, (error, _, stderr) => settle(`${error?.code}: ${stderr}`));
    });
    expect(limited).toMatch(/^2: onchip: --trace \S+full\.json: expected a file that can be written, found a limit/);
    for (const path of [join(folder, 'none', 'x.json'), folder, '']) {
      const { code, stderr, stdout } = await onchipHere([...run, '--trace', path]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^onchip: --trace[^\n]*: expected a file that can be written, found [^\n]+\n$/);
    }
    expect(files()).toEqual(before);
  });

  it.each([
    [['--trace-steps', '3..5'], /--trace-steps: expected a file for the trace, found none \(--trace FILE\)/],
    [['--trace', 'T', '--trace-steps', '5..3'], /expected the first and the last step, e\.g\. 3\.\.5, found "5\.\.3"/],
    [
      ['--trace', 'T', '--trace-steps', '90..100'],
      /expected steps of lstm\.in-cache on nnp-t1000.*: 0\.\.99, found 90/,
    ],
    [['--trace', 'T', '--trace-limit', '0'], /--trace-limit: expected/],
    [['--trace', 'T', '--chip', '2x titan-xp', '-p', 'batch=2'], /expected single chips, found the rig 2x titan-xp/],
  ])('refuses %j in one line', async (more, says) => {
    const path = at('refused.json');
    const { code, stderr } = await onchipHere([...run, ...more.map((word) => (word === 'T' ? path : word))]);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(existsSync(path)).toBe(false);
  });

  it('a kernel that does not fit has no timeline', async () => {
    const args = ['run', 'lstm.in-cache', '--chip', 'gtx-1080-ti', '-p', 'hidden=16384', '--values', 'none'];
    const { code, stderr } = await onchipHere([...args, '--trace', at('unfit.json')]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/no trace: lstm\.in-cache on gtx-1080-ti.* does not fit/),
    ]);
    expect(existsSync(at('unfit.json'))).toBe(false);
  });
});
