/** @file The explorer in a real browser: choose, drag, refuse, share, by mouse and by keyboard. The numbers that it shows are
 * those of the library. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRejected, kernelNamed, runExperiment, target } from '../../src/index.js';
import { formatCount, formatSeconds } from '../../src/report/numbers.js';
import { withFigure } from '../../src/sim/chipFigures.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { startFileHost } from './fileHost.js';
import { cells, type Explorer, leavePage, type OpenPage, patient, settled, startExplorer } from './openPage.js';

let explorer: Explorer;
let opened: OpenPage;

beforeAll(async () => {
  explorer = await startExplorer();
}, 120_000);
afterAll(() => explorer?.stop());

async function explore(link = ''): Promise<OpenPage['page']> {
  opened = await explorer.open(link);
  await settled(opened.page);
  return opened.page;
}

const leave = (): Promise<void> => leavePage(opened);

/** Cycles and time of a row, as the table shows them. */
function expected(params: Record<string, number>, of: Parameters<typeof target>, kernel = 'lstm.in-cache'): string[] {
  const [row] = runExperiment(kernelNamed(kernel), params, [target(...of)], { values: false });
  if (isRejected(row)) throw new Error('refused');
  return [formatCount(row.cycles), formatSeconds(row.seconds)];
}

describe('choices', () => {
  it('W200 on the chips of the essay, with the numbers of the library', async () => {
    const page = await explore();
    const rows = await cells(page, /^lstm.in-cache on 4 targets/);
    expect(rows.map(([label]) => label)).toEqual([
      'nnp-t1000 flex16+5',
      'titan-v fp16',
      'gtx-1080-ti fp16',
      'vega-fe fp16',
    ]);
    expect(rows[0].slice(1, 3)).toEqual(expected({}, ['nnp-t1000']));
    expect(rows[1].slice(1, 3)).toEqual(expected({}, ['titan-v']));
    await page.getByRole('img', { name: /^Speedup over base/ }).waitFor();
    await page.getByRole('img', { name: /^Roofline of/ }).waitFor();
    await leave();
  });

  it('another chip, kernel, format and size: the rows follow', async () => {
    const page = await explore('chips=nnp-t1000');
    await page.getByRole('checkbox', { name: 'v100', exact: true }).check();
    await page.getByRole('checkbox', { name: 'fp16', exact: true }).check();
    await page.getByRole('combobox', { name: 'Kernel' }).selectOption('gru.fused');
    await page.getByRole('textbox', { name: 'hidden' }).fill('96');
    await page.getByText('gru.fused on 2 targets').first().waitFor();
    await expect
      .poll(async () => (await cells(page, /^gru.fused on 2/)).map((row) => row.slice(0, 3)), patient)
      .toEqual([
        ['nnp-t1000 fp16', ...expected({ hidden: 96 }, ['nnp-t1000', { format: 'fp16' }], 'gru.fused')],
        ['v100 fp16', ...expected({ hidden: 96 }, ['v100', { format: 'fp16' }], 'gru.fused')],
      ]);
    await leave();
  });

  it('what does not fit is refused with need, have and the change that fits; what cannot be is said', async () => {
    const page = await explore('chips=gtx-1080-ti&formats=fp16%2Cflex16%2B5&p.hidden=16384');
    const refused = await page.getByRole('listitem').filter({ hasText: 'does not fit' }).first().textContent();
    expect(refused).toMatch(
      /^gtx-1080-ti fp16 lstm.in-cache: does not fit in .+: needs .+, has .+ a unit; hidden=\d+ fits/,
    );
    expect(await page.getByRole('listitem').filter({ hasText: 'gtx-1080-ti flex16+5' }).textContent()).toContain(
      'expected one that it multiplies',
    );
    await leave();
  });

  it('a size out of its limits is marked and not taken', async () => {
    const page = await explore('chips=nnp-t1000');
    const field = page.getByRole('textbox', { name: 'layers' });
    for (const wrong of ['0', '1.5', '', 'two', '1e9']) {
      await field.fill(wrong);
      await expect.poll(() => field.getAttribute('aria-invalid'), patient).toBe('true');
    }
    await page.getByText('expected a whole number from 1 to 64').waitFor();
    await field.blur();
    expect(await field.inputValue()).toBe('2');
    await leave();
  });

  it('long work shows progress and can be cancelled', async () => {
    // Long by its number of rows: every chip in four formats, each too deep to be quick.
    const link = String(
      new URLSearchParams({
        kernel: 'lstm.naive',
        chips: chipNames.join(','),
        formats: 'fp16,fp32,bf16,flex16+5',
        'p.layers': '48',
      }),
    );
    opened = await explorer.open(link);
    const { page } = opened;
    await page.getByRole('progressbar', { name: 'rows simulated' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('stopped', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Kernel' }).selectOption('lstm.in-cache');
    await page.getByRole('textbox', { name: 'steps' }).first().fill('10');
    await page.getByRole('textbox', { name: 'layers' }).fill('1');
    await page.getByRole('textbox', { name: 'hidden' }).fill('32');
    await settled(page);
    await leave();
  });
});

describe('dragging', () => {
  it('figures follow, with their status and range; the base does not move', async () => {
    const page = await explore();
    const slider = page.getByRole('slider', { name: 'barrier latency' });
    expect(await slider.getAttribute('aria-valuetext')).toMatch(
      /^100 ns, assumed, may lie between 30.0 ns and 500 ns$/,
    );
    const waited: number[] = [];
    const before = (await cells(page, /^lstm.in-cache on 4/))[0];
    for (let i = 0; i < 12; i++) {
      await slider.press('ArrowRight');
      await settled(page);
      waited.push(Number(/\d+/.exec((await page.getByText(/^simulated and drawn in/).textContent()) ?? '')?.[0]));
    }
    // By the slider's scale: 12 of 200 positions, 100/8 … 800 ns, so 100 · 64^(12/200) = 128.3 ns.
    expect(await slider.getAttribute('aria-valuetext')).toContain('128 ns');
    const seconds = 128.3e-9;
    const [row] = await cells(page, /^lstm.in-cache on 4/);
    expect(row[0]).toBe('nnp-t1000* flex16+5');
    expect(row.slice(1, 3)).toEqual(expected({}, [withFigure(chip('nnp-t1000'), 'barrier.latencySeconds', seconds)]));
    expect(row[1]).not.toBe(before[1]);
    waited.sort((a, b) => a - b);
    console.log(`W200 on 4 targets: rows and charts follow a dragged figure after ${waited[6]} ms (median of 12)`);
    await page.getByRole('button', { name: /^back to 100 ns/ }).click();
    await expect.poll(async () => (await cells(page, /^lstm.in-cache on 4/))[0], patient).toEqual(before);
    await leave();
  });

  it('a price moves what a dollar buys', async () => {
    const page = await explore('chips=gtx-1080-ti&chip=gtx-1080-ti');
    const perDollar = async () => Number((await cells(page, /^lstm.in-cache on 1/))[0][4].replace('x', ''));
    const before = await perDollar();
    await page.getByRole('slider', { name: 'price' }).press('PageDown');
    await expect.poll(perDollar, patient).toBeGreaterThan(before);
    await leave();
  });
});

describe('links', () => {
  const link =
    'kernel=lstm.persistent&base=v100&chip=v100&chips=v100%2Cp100&formats=fp16&p.hidden=300&p.batch=2&c.v100%2FclockHz=1500000000';

  it('the address holds everything and restores it', async () => {
    const page = await explore(link);
    const rows = await cells(page, /^lstm.persistent on 2/);
    await page.getByRole('button', { name: 'Copy link' }).click();
    const shared = new URL(page.url()).hash.slice(1);
    expect([...new URLSearchParams(shared)].sort()).toEqual([...new URLSearchParams(link)].sort());
    await leave();
    const again = await explore(shared);
    expect(await cells(again, /^lstm.persistent on 2/)).toEqual(rows);
    expect(rows[0][0]).toBe('v100* fp16');
    await leave();
  });

  it.each([
    ['kernel=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E', 'found <img src=x onerror=alert(1)>'],
    ['c.v100%2FclockHz=0', 'clockHz of v100'],
  ])('%s is refused in words, and the page works', async (bad, words) => {
    const page = await explore(bad);
    const notice = (await page.getByRole('alert').textContent()) ?? '';
    expect(notice).toContain('This link was not opened.');
    expect(notice).toContain(words);
    expect(await cells(page, /^lstm.in-cache on 4/)).toHaveLength(4);
    await leave();
  });

  it('a link pasted into the open page is taken, too', async () => {
    const page = await explore();
    await page.evaluate(`location.hash = 'chips=p100'`);
    await page.getByText('lstm.in-cache on 1 target;').waitFor();
    await leave();
  });
});

describe('keyboard', () => {
  it('reaches every control in order and works them', async () => {
    const page = await explore('chips=nnp-t1000%2Ctitan-v');
    const seen: string[] = [];
    for (let i = 0; i < 90; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(
        `(() => { const e = document.activeElement; return e === document.body ? '' : (e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent).trim(); })()`,
      );
      if (at === '') break;
      seen.push(String(at));
    }
    const wanted = [
      'Explore',
      'Write a kernel',
      'Copy link',
      'Colours',
      'Kernel',
      'hidden',
      'v100',
      'fp16',
      'Runtime',
      'Base chip',
      'Chip to change',
      'clock',
      'barrier latency',
    ];
    const places = wanted.map((name) => seen.indexOf(name));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    await page.getByRole('checkbox', { name: 'titan-v', exact: true }).focus();
    await page.keyboard.press('Space');
    await page.getByText('lstm.in-cache on 1 target;').waitFor();
    await page.getByRole('button', { name: 'Train' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'One LSTM, two formats' }).waitFor();
    expect(await page.getByRole('button', { name: 'Train', exact: true }).first().getAttribute('aria-current')).toBe(
      'page',
    );
    await leave();
  });
});

it('on a file host in a folder, without a network from then on, every view works', async () => {
  const host = await startFileHost('/some/folder/');
  const { page, close } = await explorer.openAt(`${host.url}#chips=nnp-t1000`);
  await settled(page);
  await page.waitForLoadState('networkidle');
  await host.stop();
  await page.getByRole('checkbox', { name: 'v100', exact: true }).check();
  await page.getByText('lstm.in-cache on 2 targets').first().waitFor();
  await page.getByRole('button', { name: 'Write a kernel' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('my-kernel has run').waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('textbox', { name: 'updates' }).fill('5');
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await page.getByText('trained: 5 of 5').waitFor();
  await close();
});
