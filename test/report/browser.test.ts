/** @file The page in a real browser: it opens clean, nothing hostile runs, it fits a phone, and choices work. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.js';
import type { Report } from '../../src/report/schema.js';
import { launchBrowser } from '../helpers/browser.js';
import { poisoned, smallReport } from './fixture.js';

const HOSTILE =
  '"\'><script>window.pwned=1</script><img src=x onerror=window.pwned=1></style></title></svg></script><!--\u2028&amp;';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onchip-report-'));
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, complaints, requests };
}

it('opens offline without a complaint and asks for nothing but itself', async () => {
  const { page, complaints, requests } = await open(renderHtml(smallReport()));
  expect(complaints).toEqual([]);
  expect(requests).toHaveLength(1);
  expect(await page.title()).toBe(smallReport().title);
  await page.context().close();
});

it.each([
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('fits %d px in %s: no sideways scrolling, text that stands out', async (width, colorScheme) => {
  const { page } = await open(renderHtml(smallReport()), { viewport: { width, height: 844 }, colorScheme });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  expect(await page.evaluate(contrastScript('body', 'section'))).toBeGreaterThan(7);
  expect(await page.evaluate(contrastScript('.lead', 'body'))).toBeGreaterThan(4.5);
  const shown = await page
    .locator(width < 640 ? '#speedup .narrow svg' : '#speedup .wide svg')
    .first()
    .isVisible();
  expect(shown).toBe(true);
  const smallest = await page.evaluate(
    `Math.min(...[...document.querySelectorAll('svg text')].filter((t) => t.textContent && t.getClientRects().length).map((t) => t.getBoundingClientRect().height))`,
  );
  expect(smallest).toBeGreaterThan(10);
  await page.context().close();
});

it('shows the chosen batch and kernel, by mouse and by keyboard, without scripts', async () => {
  const { page } = await open(renderHtml(smallReport()), { javaScriptEnabled: true });
  const visible = (selector: string) => page.locator(`${selector}:visible`).count();
  expect(await visible('#speedup .on-batch-0')).toBe(1);
  expect(await visible('#speedup .on-batch-1')).toBe(0);
  await page.getByText('64', { exact: true }).first().click();
  expect(await visible('#speedup .on-batch-0')).toBe(0);
  expect(await visible('#speedup .on-batch-1')).toBe(1);
  await page.keyboard.press('ArrowLeft');
  expect(await visible('#speedup .on-batch-0')).toBe(1);
  expect(await visible('#waits .on-kernel-2')).toBe(1);
  await page.locator('label[for="kernel-0"]').click();
  expect(await visible('#waits .on-kernel-0')).toBe(1);
  expect(await visible('#waits .on-kernel-2')).toBe(0);
  await page.locator('#mapping details:visible summary').first().click();
  // The row leads to its loops and to the places of its tensors; a link opens what it leads to.
  expect(await visible('#mapping pre')).toBe(0);
  await page.locator('#mapping details.row[open] a[href^="#loops-"]').click();
  expect(await visible('#mapping pre')).toBe(1);
  await page.locator('#mapping details.row[open] a[href^="#places-"]').click();
  expect(await visible('#mapping table')).toBe(1);
  await page.context().close();
});

it('runs no script from a hostile report, with and without its policy', async () => {
  const hostile = poisoned(smallReport(), HOSTILE);
  const html = renderHtml(hostile);
  const withoutPolicy = html.replace(/<meta http-equiv[^>]*>/, '');
  expect(withoutPolicy.length).toBeLessThan(html.length);
  for (const source of [html, withoutPolicy]) {
    const { page, complaints, requests } = await open(source);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.evaluate(`document.querySelectorAll('img, script:not(#report)').length`)).toBe(0);
    const handlers = `[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on/i.test(a.name))).length`;
    expect(await page.evaluate(handlers)).toBe(0);
    const data = await page.evaluate(`(async () => {
      const letters = atob(document.getElementById('report').textContent);
      const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
      return new Response(stream).text();
    })()`);
    expect(JSON.parse(String(data))).toEqual(JSON.parse(JSON.stringify(hostile)));
    expect(await page.title()).toContain('<script>window.pwned=1</script>');
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.context().close();
  }
});

it('opens a report of 500 rows in under 2 s', async () => {
  const html = renderHtml(enlarged(smallReport(), 500));
  const { page } = await open(html);
  const ready = await page.evaluate(
    `new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))`,
  );
  expect(await page.locator('#mapping details').count()).toBeGreaterThanOrEqual(500);
  expect(Number(ready)).toBeLessThan(2000);
  await page.context().close();
});

/** Contrast ratio (WCAG 2.1) of an element's text on the background of another. */
function contrastScript(textOf: string, backgroundOf: string): string {
  return `(() => {
    const channels = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const light = (color) => { const [r, g, b] = channels(color); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const a = light(getComputedStyle(document.querySelector('${textOf}')).color);
    const b = light(getComputedStyle(document.querySelector('${backgroundOf}')).backgroundColor);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  })()`;
}

/** The report with copies of its rows on chips of other names. */
function enlarged(report: Report, rows: number): Report {
  const copies = Array.from({ length: Math.ceil(rows / report.rows.length) }, (_, i) => `-${i}`);
  const renamed = <T extends { readonly chip: string }>(list: readonly T[]): T[] =>
    copies.flatMap((suffix) => list.map((entry) => ({ ...entry, chip: entry.chip + suffix })));
  return { ...report, rows: renamed(report.rows), speedups: renamed(report.speedups) };
}
