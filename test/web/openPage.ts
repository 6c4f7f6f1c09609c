/** @file The built page in a real browser: served as `onchip explore` serves it, everything written down that it says or
 * asks for. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { readPageFiles } from '../../src/cli/explore/pageFiles.js';
import { servePage } from '../../src/cli/explore/server.js';
import { launchBrowser } from '../helpers/browser.js';

export interface OpenPage {
  readonly page: Page;
  /** What the console, exceptions and the policy said. */
  readonly complaints: string[];
  /** Requests to anywhere but the page's own server. */
  readonly strangers: string[];
  close(): Promise<void>;
}

export interface Explorer {
  readonly url: string;
  open(link?: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** From another host, with the browser's cache. */
  openAt(url: string): Promise<OpenPage>;
  stop(): Promise<void>;
}

/** For `expect.poll`: machines that do other work, too. */
export const patient = { timeout: 45_000 } as const;

export const pageFolder = fileURLToPath(new URL('../../dist/web', import.meta.url));

export async function startExplorer(): Promise<Explorer> {
  const server = await servePage(readPageFiles(pageFolder));
  const browser = await launchBrowser();
  return {
    url: server.url,
    open: (link = '', options = {}) => openIn(browser, `${server.url}${link === '' ? '' : `#${link}`}`, options),
    openAt: (url) => openIn(browser, url, {}, false),
    stop: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function openIn(
  browser: Browser,
  address: string,
  options: BrowserContextOptions,
  guarded = true,
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const [complaints, strangers]: [string[], string[]] = [[], []];
  if (guarded) {
    // As good as no network: whatever is not the page's own ends here. (It also turns the browser's cache off.)
    await context.route(
      (url) => url.origin !== new URL(address).origin,
      (route) => {
        strangers.push(route.request().url());
        return route.abort();
      },
    );
  }
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, complaints, strangers, close: () => context.close() };
}

/** Closes a page on which nothing was said and which asked nobody else for anything. */
export async function leavePage({ complaints, strangers, close }: OpenPage): Promise<void> {
  expect(complaints).toEqual([]);
  expect(strangers).toEqual([]);
  await close();
}

/** Waits until the rows of the latest choices are there. */
export async function settled(page: Page): Promise<void> {
  await page.getByText(/^simulated and drawn in \d+ ms$/).waitFor();
}

/** Texts of a table's cells, row by row, by its caption. */
export function cells(page: Page, group: string | RegExp): Promise<string[][]> {
  return page
    .getByRole('group', { name: group })
    .first()
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}
