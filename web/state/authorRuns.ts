/** @file Running the kernel of the editor: only when the user asks, in a worker of its own that is ended when it says
 * nothing for too long. */
import { signal } from '@preact/signals';
import { checkedDescription, checkedOutcome } from '../author/checkReply.js';
import { firstExample } from '../author/examples.js';
import { startAuthor } from '../author/start.js';
import { transpile } from '../author/transpile.js';
import { Cancelled, WorkerClient } from '../engine/client.js';
import { messageOf } from '../engine/makeRow.js';
import type { AuthorApi, AuthorKernel } from '../worker/author.js';
import { choices, source, sourceParams } from './page.js';
import type { ResultRow, Results } from './rows.js';
import { wantedRows } from './targets.js';

/** Longest that the author's code may take at a time. */
export const LIMIT_SECONDS = 10;

export const authorKernel = signal<AuthorKernel | null>(null);
export const authorResults = signal<Results | null>(null);
export const authorProgress = signal<{ readonly done: number; readonly total: number } | null>(null);
/** What went wrong, in one line. */
export const authorProblem = signal('');

export const sourceText = (): string => source.value || firstExample;

let running: WorkerClient<AuthorApi> | null = null;
let latest = 0;

/** Whatever stage it is in: nothing of it is shown afterwards. */
export function cancelAuthor(): void {
  latest++;
  running?.cancel();
  running = null;
  authorProgress.value = null;
}

/** Runs what is in the editor on the chosen targets. Never throws. */
export async function runAuthor(): Promise<void> {
  cancelAuthor();
  const ticket = latest;
  authorProblem.value = '';
  authorProgress.value = { done: 0, total: 0 };
  let client: WorkerClient<AuthorApi> | null = null;
  try {
    const code = await transpile(sourceText());
    if (ticket !== latest) return;
    client = new WorkerClient<AuthorApi>(() => startAuthor(code));
    running = client;
    await runOn(client);
  } catch (error) {
    if (ticket === latest && !(error instanceof Cancelled)) {
      authorProblem.value = messageOf(error);
      authorResults.value = null;
    }
  } finally {
    client?.cancel();
    if (ticket === latest) authorProgress.value = null;
  }
}

async function runOn(client: WorkerClient<AuthorApi>): Promise<void> {
  const described = checkedDescription(await inTime<unknown>(client, (remote) => remote.describe()));
  if ('problem' in described) throw new Error(described.problem);
  authorKernel.value = described as AuthorKernel;
  const known = Object.entries(sourceParams.value).filter(([name]) => Object.hasOwn(described.params, name));
  const wanted = wantedRows(choices.value, described.name, Object.fromEntries(known));
  const rows: ResultRow[] = [];
  for (const row of wanted) {
    authorProgress.value = { done: rows.length, total: wanted.length };
    rows.push({ ...row, outcome: checkedOutcome(await inTime<unknown>(client, (remote) => remote.row(row.job))) });
  }
  const [base] = rows;
  authorResults.value = { kernel: described.name, rows, base };
}

/** The call's answer, or an end of the worker when it takes too long. */
async function inTime<T>(client: WorkerClient<AuthorApi>, ask: Parameters<typeof client.call<T>>[0]): Promise<T> {
  const clock = setTimeout(
    () =>
      client.cancel(
        new Error(
          `stopped: the kernel’s own code took longer than ${LIMIT_SECONDS} s. Is there a loop without an end?`,
        ),
      ),
    LIMIT_SECONDS * 1000,
  );
  try {
    return await client.call(ask);
  } finally {
    clearTimeout(clock);
  }
}
