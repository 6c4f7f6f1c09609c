/** @file Files in the page: opened by choice and by drop, refused in words, and never more than data. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelNamed, runExperiment, target } from '../../src/index.js';
import { reportText } from '../../src/report/file.js';
import { buildReport } from '../../src/report/mainReport.js';
import { buildRunReport } from '../../src/report/runReport.js';
import { runMainStudy } from '../../src/study/mainJob.js';
import { poisoned, smallOptions, smallPlan } from '../report/fixture.js';
import { type Explorer, leavePage, type OpenPage, startExplorer } from './openPage.js';

/** Two chips are enough to be opened. */
const report = buildReport(runMainStudy(smallOptions, () => {}, { ...smallPlan, chips: ['nnp-t1000', 'titan-v'] }));

let explorer: Explorer;
let opened: OpenPage;

beforeAll(async () => {
  explorer = await startExplorer();
}, 120_000);
afterAll(() => explorer?.stop());

async function choose(name: string, text: string | Buffer): Promise<OpenPage['page']> {
  opened = await explorer.open('view=report');
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await opened.page.getByLabel('Open a file of onchip').setInputFiles(file);
  return opened.page;
}

const leave = (): Promise<void> => leavePage(opened);

describe('what is opened', () => {
  it('a report: sentences, charts and tables', async () => {
    const page = await choose('report.json', reportText(report));
    await page.getByText('report.json is open').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(report.title);
    for (const name of [/^Speedup over/, /^Share of cycles/, /^Resident bytes/, /^Range of the answer/]) {
      await page.getByRole('img', { name }).waitFor();
    }
    await page.getByRole('combobox', { name: 'Batch' }).selectOption('64');
    await page
      .getByRole('img', { name: /at batch 64$/ })
      .first()
      .waitFor();
    await leave();
  });

  it('a run, dropped anywhere', async () => {
    const targets = [target('nnp-t1000'), target('titan-v')];
    const rows = runExperiment(kernelNamed('rnn.in-cache'), { hidden: 64, steps: 8 }, targets, { values: false });
    const chips = targets.map((t) => t.chip);
    const head = { kernel: 'rnn.in-cache', source: null, seed: 1, values: 'none', valuesCheckedAt: null } as const;
    const text = JSON.stringify(buildRunReport({ ...head, chips, rows }));
    opened = await explorer.open();
    const { page } = opened;
    const data = await page.evaluateHandle(
      `(() => { const d = new DataTransfer(); d.items.add(new File([${JSON.stringify(text)}], 'run.json')); return d; })()`,
    );
    await page.dispatchEvent('body', 'drop', { dataTransfer: data });
    await page.getByText('run.json is open').waitFor();
    await page.getByRole('img', { name: /^Share of cycles/ }).waitFor();
    await leave();
  });
});

describe('what is refused', () => {
  it('what is no file of onchip, in words', async () => {
    opened = await explorer.open('view=report');
    const { page } = opened;
    const cases = [
      ['notes.json', 'hello', 'notes.json: expected a JSON file'],
      ['other.json', '{"schema":"onchip-future/9"}', 'other.json: schema: expected onchip-report/'],
      ['list.json', '[1,2]', 'no file of onchip'],
      ['bad.json', Buffer.from([0xff, 0xfe, 0x00]), 'bytes that are not UTF-8'],
    ] as const;
    for (const [name, content, words] of cases) {
      const file = { name, mimeType: 'application/json', buffer: Buffer.from(content as string) };
      await page.getByLabel('Open a file of onchip').setInputFiles(file);
      await page.getByText(words).waitFor();
    }
    await leave();
  });

  it('a report with a hole says where, and what was open stays open', async () => {
    const page = await choose('report.json', reportText(report));
    await page.getByText('report.json is open').waitFor();
    const broken = JSON.parse(reportText(report));
    broken.rows[0].cycles = 'many';
    await page.getByLabel('Open a file of onchip').setInputFiles({
      name: 'broken.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(broken)),
    });
    await page.getByText(/broken\.json: rows\.0.*: expected the main report/).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(report.title);
    await leave();
  });
});

const HOSTILE =
  '"\'><script>window.pwned=1</script><img src=x onerror=window.pwned=1></style></title></svg></script><!--\u2028&amp;';

it('a script in every string of a report does nothing', async () => {
  const page = await choose('<img src=x onerror=window.pwned=1>.json', JSON.stringify(poisoned(report, HOSTILE)));
  await page.getByText('.json is open').waitFor();
  await page.getByRole('img', { name: /^Share of cycles/ }).waitFor();
  await page.evaluate(`for (const d of document.querySelectorAll('details')) d.open = true`);
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  const strange = `[...document.querySelectorAll('*')].filter((e) =>
    ['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'STYLE'].includes(e.tagName) || (e.tagName === 'A' && !e.closest('footer')) || (e.tagName === 'SCRIPT' && !e.src) ||
    [...e.attributes].some((a) => /^on/i.test(a.name) || /^javascript:/i.test(a.value))).map((e) => e.outerHTML.slice(0, 100))`;
  expect(await page.evaluate(strange)).toEqual([]);
  expect(await page.getByRole('heading', { level: 2 }).textContent()).toContain('<script>window.pwned=1</script>');
  await leave();
});
