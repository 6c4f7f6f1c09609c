import { describe, expect, it } from 'vitest';
import { metrics } from '../../src/report/metrics.js';
import { onchipHere } from './onchip.js';

async function out(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await onchipHere(['explain', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}
const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('onchip explain', () => {
  it('defines every metric in the words of the reports', async () => {
    expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length);
    const list = await out();
    for (const { id } of metrics) expect(list).toMatch(new RegExp(`^${id.replace('.', '\\.')} `, 'm'));
    for (const { id, definition } of metrics) expect(words(await out(id))).toContain(definition);
    expect(await out('BOUND BY')).toBe(await out('boundBy'));
    expect(JSON.parse(await out('waits.barrier', '--json')).metrics).toHaveLength(1);
  });

  it('counts the assumed figures of all chips, and lists those of one', async () => {
    const all = JSON.parse(await out('assumptions', '--json'));
    const [one] = JSON.parse(await out('assumptions', '--chip', 'nnp-t1000', '--json')).chips;
    expect(all.chips.find((c: { chip: string }) => c.chip === 'nnp-t1000')).toEqual(one);
    expect(await out('assumptions')).toMatch(new RegExp(`^nnp-t1000 +${one.assumed.length} +${one.figures}$`, 'm'));
    const text = await out('assumptions', '--chip', 'nnp-t1000');
    for (const { path } of one.assumed) expect(text).toContain(` ${path} `);
  });

  it('prints a plan as its loops with the bytes beside them', async () => {
    const args = [
      'plan',
      'lstm.in-cache',
      '--chip',
      'nnp-t1000',
      '--format',
      'fp16',
      '-p',
      'layers=1',
      '-p',
      'steps=10',
    ];
    const [{ plan }] = JSON.parse(await out(...args, '--json')).plans;
    const line = (start: string) => plan.lines.find(({ text }: { text: string }) => text.trimStart().startsWith(start));
    expect(plan.lines.map(({ text }: { text: string }) => text)).toEqual(plan.mapping.loopNest);
    // 200 rows of 4 gates on 24 units: 9 rows of each at most, 4 x 9 x 200 values of 16 bit.
    const weights = 4 * 9 * 200 * 2;
    expect(line('move: load W0').bytes).toEqual({ sram: weights });
    // W0, U0, bias and gates (fp32 sums), c and own h, h twice, one step of x beside what is read and written off chip.
    const fixed = 2 * weights + 4 * 9 * 2 + 4 * 9 * 4 + 2 * (9 * 2) + 2 * 400 + 2 * 400;
    expect(line('for step').bytes.sram).toBe(fixed);
    expect(line('for step').bytes.dram).toBe(2 * 10 * 400);
    const text = await out(...args);
    expect(text).toMatch(/^loops and operations +sram of a unit +off the units$/m);
    expect(text).toMatch(/^for step in 0\.\.9: +[\d.]+ KiB +7\.81 KiB$/m);
    expect(text).toMatch(/^ {2}barrier: barrier$/m);
  });

  it('says why there is no plan', async () => {
    const text = await out('plan', 'lstm.in-cache', '--chip', 'gtx-1080-ti', '-p', 'hidden=16384');
    expect(text).toMatch(/does not fit: needs .*iB in a unit, .* has .*iB; hidden=\d+ fits/);
  });

  it.each([
    [['spedup'], /found spedup \(did you mean speedup\?\)/],
    [['speedup', 'gemm'], /expected one topic/],
    [['speedup', '--chip', 'v100'], /--chip: expected plan or assumptions, found speedup/],
    [['plan', '--chip', 'v100'], /explain plan: expected a kernel/],
    [['plan', 'gemm'], /explain plan: expected a chip to plan for/],
    [['plan', 'gemm', '--chip', '2x titan-xp'], /chip: expected one chip, found the rig "2x titan-xp"/],
    [['plan', 'gem', '--chip', 'v100'], /kernel: expected one of/],
  ])('refuses %j', async (args, says) => {
    const { code, stdout, stderr } = await onchipHere(['explain', ...args]);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^onchip: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
