/** @file Every view as it looks: at phone and desktop width, light and dark. Held to its structure, to a picture that is not
 * blank and does not scroll sideways, and to axe-core's rules of accessibility. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kernelNamed, runExperiment, target } from '../../src/index.js';
import { buildRunReport } from '../../src/report/runReport.js';
import { type Explorer, type OpenPage, patient, settled, startExplorer } from './openPage.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const targets = [target('nnp-t1000'), target('titan-v')];
const rows = runExperiment(kernelNamed('lstm.in-cache'), { hidden: 64, steps: 8 }, targets);
const run = buildRunReport({
  kernel: 'lstm.in-cache',
  source: null,
  seed: 1,
  values: 'full',
  valuesCheckedAt: null,
  chips: targets.map((t) => t.chip),
  rows,
});

let explorer: Explorer;

beforeAll(async () => {
  explorer = await startExplorer();
}, 120_000);
afterAll(() => explorer?.stop());

/** How each view gets something to show. */
const fill: Readonly<Record<string, { readonly link: string; readonly ready: (page: Page) => Promise<void> }>> = {
  explore: { link: 'formats=fp16%2Cflex16%2B5&chips=nnp-t1000%2Ctitan-v', ready: settled },
  kernel: {
    link: 'view=kernel&chips=nnp-t1000%2Ctitan-v',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText('my-kernel has run').waitFor();
    },
  },
  train: {
    link: 'view=train&t.hidden=8&t.updates=24&t.steps=8&t.batch=4',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Train', exact: true }).last().click();
      await page.getByText('trained: 24 of 24').waitFor();
    },
  },
  report: {
    link: 'view=report',
    ready: async (page) => {
      const file = { name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(run)) };
      await page.getByLabel('Open a file of onchip').setInputFiles(file);
      await page.getByText('run.json is open').waitFor();
    },
  },
};

/** Regions, groups of choices, and charts, in the order of the page. */
const outlineScript = `[...document.querySelectorAll('main section[aria-label], main summary, main svg[role=img]')]
  .map((e) => e.tagName === 'SUMMARY' ? 'fold: ' + e.textContent : e.tagName === 'svg' ? 'chart: ' + e.getAttribute('aria-label') : 'part: ' + e.getAttribute('aria-label'))`;

const structure: Readonly<Record<string, readonly string[]>> = {
  explore: [
    'fold: Kernel',
    'fold: Chips',
    'fold: Formats',
    'fold: Runtime',
    'fold: Compare with',
    'fold: Change a chip',
    'part: Results',
    'part: Speedup',
    'part: Where the time goes',
    'part: What stays on the chip',
    'part: What is it worth?',
    'part: One target',
    'part: Timeline',
    'chart: Operations over cycles, one line a part of the chip',
    'part: Roofline',
    'chart: Roofline of lstm.in-cache on nnp-t1000, one roof a level',
    'part: How long each part was taken',
    'part: Speed of light',
    'part: From ideal to simulated',
    'part: Memory over time',
    'chart: Bytes held in each level over time: nnp-t1000 fp16',
    'part: Map of the units',
    'part: Mapping',
  ],
  kernel: [
    'fold: Parameters of my-kernel',
    'part: Editor',
    'part: Values',
    'part: Results',
    'part: Where the time goes',
  ],
  train: [
    'fold: Task',
    'fold: Formats',
    'fold: Network and training',
    'part: Progress',
    'part: Training loss',
    'chart: Training loss by update, one line a format',
    'part: Loss of flex16+5 minus fp32',
    'part: Shared exponents of flex16+5',
    'chart: Shared exponent of each tensor over the training',
  ],
  report: [
    'part: Open a file',
    'part: Summary',
    'part: Where the time goes',
    'part: One row',
    'part: Roofline',
    'part: Memory over time',
    'part: Map of the units',
    'part: Mapping',
    'part: How fast is each target?',
  ],
};

it.each(Object.keys(fill))('%s', async (view) => {
  const { link, ready } = fill[view];
  const opened = await explorer.open(link, { viewport: { width: 390, height: 900 } });
  const { page } = opened;
  await ready(page);
  await page.getByRole('img').first().waitFor();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      const at = `${width} px, ${colorScheme}`;
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => inOrder(page, structure[view]), patient).toEqual(structure[view]);
      expect([at, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([at, width]);
      expect([at, await violations(page)]).toEqual([at, []]);
      expect(await colours(opened, await page.screenshot())).toBeGreaterThan(24);
    }
    // What is folded on a phone is looked at on the wide screen.
    await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`);
  }
  expect(opened.complaints).toEqual([]);
  expect(opened.strangers).toEqual([]);
  await opened.close();
});

it('the reader’s own choice of colours wins and stays', async () => {
  const { page, close } = await explorer.open('', { colorScheme: 'light' });
  const background = () => page.evaluate(`getComputedStyle(document.body).backgroundColor`);
  const light = await background();
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('dark');
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await background()).toBe(dark);
  await close();
});

/** Those of the parts wanted that the page has, in the page's order. */
async function inOrder(page: Page, wanted: readonly string[]): Promise<string[]> {
  const all = (await page.evaluate(outlineScript)) as string[];
  return all.filter((part, i) => wanted.includes(part) && all.indexOf(part) === i);
}

/** What axe-core finds wrong: rule and place. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return (await page.evaluate(
    `axe.run().then(({ violations }) => violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 160))))`,
  )) as string[];
}

/** Different colours of the picture, counted in a page without a policy. */
async function colours({ page }: OpenPage, png: Buffer): Promise<number> {
  const blank = await page.context().newPage();
  const count = await blank.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  })()`);
  await blank.close();
  return Number(count);
}
