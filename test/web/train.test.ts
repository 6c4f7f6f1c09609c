/** @file Training in the page: the losses are the trainer's own, bit for bit; it can be cancelled. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatNumber } from '../../src/report/numbers.js';
import { defaultTraining } from '../../web/state/choices.js';
import { train } from '../../web/training/train.js';
import { cells, type Explorer, startExplorer } from './openPage.js';

let explorer: Explorer;

beforeAll(async () => {
  explorer = await startExplorer();
}, 120_000);
afterAll(() => explorer?.stop());

const small = { ...defaultTraining, hidden: 8, batch: 4, steps: 10, updates: 40 };
const link = 'view=train&t.hidden=8&t.batch=4&t.steps=10&t.updates=40';

it('two formats, losses and exponents, the numbers of the library', async () => {
  const { page, complaints, strangers, close } = await explorer.open(link);
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await page.getByText(/^trained: 40 of 40 updates, wasm core$/).waitFor();
  const rows = await cells(page, /^Lower is better/);
  for (const [i, format] of small.formats.entries()) {
    const losses: number[] = [];
    const end = train(small, format, (news) => losses.push(...news.losses));
    const last = losses.slice(-4).reduce((sum, x) => sum + x, 0) / 4;
    expect(rows[i].slice(0, 4)).toEqual([format, '40', formatNumber(last), formatNumber(end.value)]);
  }
  await page.getByRole('img', { name: /^Training loss by update/ }).waitFor();
  await page.getByRole('img', { name: /^Shared exponent/ }).waitFor();
  expect(complaints).toEqual([]);
  expect(strangers).toEqual([]);
  await close();
});

it('shows how far it is and can be cancelled', async () => {
  const { page, complaints, close } = await explorer.open('view=train&t.updates=5000&t.hidden=64');
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await page.getByRole('progressbar', { name: 'updates done' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).first().click();
  await page.getByText(/^cancelled: [\d,]+ of 5,000 updates/).waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await close();
});
