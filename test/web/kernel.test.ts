/** @file Kernels written in the page: they run, their mistakes have a line, they reach nothing, and one that hangs is
 * stopped. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRejected, kernelNamed, runExperiment, target } from '../../src/index.js';
import { formatCount, formatSeconds } from '../../src/report/numbers.js';
import { cells, type Explorer, leavePage, type OpenPage, patient, startExplorer } from './openPage.js';

let explorer: Explorer;
let opened: OpenPage;

beforeAll(async () => {
  explorer = await startExplorer();
}, 120_000);
afterAll(() => explorer?.stop());

/** The editor with this text. */
async function edit(source: string, more = ''): Promise<OpenPage['page']> {
  opened = await explorer.open(`${new URLSearchParams({ view: 'kernel', source })}${more}`);
  return opened.page;
}

const run = (page: OpenPage['page']) => page.getByRole('button', { name: 'Run', exact: true }).click();

const leave = (): Promise<void> => leavePage(opened);

/** What is said beneath the editor, once it is this. */
const said = (page: OpenPage['page'], text: string | RegExp) =>
  page.getByRole('region', { name: 'Editor' }).getByRole('status').filter({ hasText: text }).textContent();

describe('a kernel in the page', () => {
  it('runs when asked, not before; its values are checked; it follows its parameters', async () => {
    opened = await explorer.open('view=kernel&chips=nnp-t1000%2Ctitan-v');
    const { page } = opened;
    expect(await said(page, 'not run yet')).toBe('not run yet');
    await page.getByRole('textbox', { name: 'Kernel in TypeScript' }).press('Control+Enter');
    await said(page, 'my-kernel has run');
    const values = await page.getByRole('region', { name: 'Values' }).getByRole('listitem').allTextContents();
    expect(values).toHaveLength(2);
    for (const line of values) expect(line).toContain('match the float64 reference');
    const before = await cells(page, /^my-kernel on 2/);
    await page.getByRole('textbox', { name: 'steps' }).fill('20');
    await run(page);
    await expect.poll(async () => (await cells(page, /^my-kernel on 2/))[0][1], patient).not.toBe(before[0][1]);
    await leave();
  });

  it('the LSTM example costs what the shipped in-cache LSTM costs', async () => {
    opened = await explorer.open('view=kernel&chips=nnp-t1000&formats=fp16');
    const { page } = opened;
    await page.getByRole('combobox', { name: 'Begin with' }).selectOption('LSTM in cache, layer by layer');
    await run(page);
    await said(page, 'my-lstm has run');
    const [row] = runExperiment(kernelNamed('lstm.in-cache'), {}, [target('nnp-t1000', { format: 'fp16' })]);
    if (isRejected(row)) throw new Error('refused');
    const [shown] = await cells(page, /^my-lstm on 1/);
    expect(shown.slice(1, 3)).toEqual([formatCount(row.cycles), formatSeconds(row.seconds)]);
    await leave();
  });

  it('a race is refused with its line', async () => {
    opened = await explorer.open('view=kernel&chips=nnp-t1000');
    const { page } = opened;
    await page.getByRole('combobox', { name: 'Begin with' }).selectOption('a race, which is refused');
    await run(page);
    await page.getByText(/kernel\.ts:\d+: kernel race: .* expected a barrier/).waitFor();
    await leave();
  });

  it('mistakes are refused in one line, with their place', async () => {
    const page = await edit('');
    const cases = [
      ['export const a: number = ;', 'kernel.ts:1: expected TypeScript or JavaScript, found a mistake'],
      [
        "\nimport { readFileSync } from 'fs';\nexport const a = readFileSync;",
        "import 'fs': expected one of onchip, onchip/kernels",
      ],
      ['\n\nthrow new Error("<b>boo</b>");', 'kernel.ts:3: expected code that runs, found Error: <b>boo</b>'],
      [
        'export const a = 1;',
        'kernel.ts: expected an export made by defineKernel, found exports that are no kernels: a',
      ],
    ] as const;
    for (const [source, words] of cases) {
      await page.getByRole('textbox', { name: 'Kernel in TypeScript' }).fill(source);
      await run(page);
      expect(await said(page, words)).toContain(words);
    }
    await leave();
  });
});

describe('hostile kernels', () => {
  it('one that hangs is stopped; the page stays alive and the next one runs', async () => {
    const page = await edit('export const a = 1; for (;;) {}', '&chips=nnp-t1000');
    await page.clock.install();
    await run(page);
    await said(page, 'loading the kernel');
    // The page is not held up.
    await page.getByRole('checkbox', { name: 'v100', exact: true }).check();
    await page.clock.fastForward(11_000);
    await said(page, 'stopped: the kernel’s own code took longer than 10 s');
    await page.getByRole('combobox', { name: 'Begin with' }).selectOption('tanh RNN in cache');
    await run(page);
    await said(page, 'my-kernel has run');
    await leave();
  });

  it('one can be cancelled', async () => {
    const page = await edit('for (;;) {}');
    await run(page);
    await said(page, 'loading the kernel');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await said(page, 'not run yet');
    await leave();
  });

  it('no network, no page, no eval', async () => {
    const probe = `const found: string[] = [];
      const tries: Record<string, () => unknown> = {
        eval: () => (0, eval)('1'),
        Function: () => new Function('return 1')(),
        document: () => (globalThis as any).document.title,
        window: () => (globalThis as any).window.name,
        localStorage: () => (globalThis as any).localStorage.length,
        xhr: () => { const x = new (globalThis as any).XMLHttpRequest(); x.open('GET', '${'http://127.0.0.1:9/'}', false); x.send(); },
        importScripts: () => (globalThis as any).importScripts('data:text/javascript,1'),
      };
      for (const [name, attempt] of Object.entries(tries)) {
        try { attempt(); found.push(name); } catch { /* as it should be */ }
      }
      (globalThis as any).fetch('http://127.0.0.1:9/').catch(() => {});
      throw new Error('reached: ' + found.join(' '));`;
    const page = await edit(probe);
    await run(page);
    expect(await said(page, 'reached:')).toMatch(/found Error: reached:\s*$/);
    expect(opened.strangers).toEqual([]);
    await opened.close();
  });

  it('forged answers are refused', async () => {
    const forged = `(globalThis as any).addEventListener('message', (event: any) => {
      event.stopImmediatePropagation();
      (globalThis as any).postMessage({ id: event.data.id, type: 'RAW', value: { name: { html: '<img>' }, params: 7 } });
    });`;
    const page = await edit(forged);
    await run(page);
    expect(await said(page, 'answered')).toBe('the kernel answered with a description that is none');
    await leave();
  });
});
