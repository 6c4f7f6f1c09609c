/** @file The rows of the explorer: whenever the choices change, what is not known yet is simulated in the worker; the
 * latest choices win, and work of before that nobody waits for is not begun. */
import { effect, signal } from '@preact/signals';
import { Cancelled, WorkerClient } from '../engine/client.js';
import { keyOf, type Outcome, type RowJob } from '../engine/job.js';
import type { EngineApi } from '../worker/engine.js';
import { choices } from './page.js';
import { baseRow, type WantedRow, wantedRows } from './targets.js';

export interface ResultRow extends WantedRow {
  readonly outcome: Outcome;
}

export interface Results {
  readonly kernel: string;
  readonly rows: readonly ResultRow[];
  readonly base: ResultRow;
}

export const engine = new WorkerClient<EngineApi>(
  () => new Worker(new URL('./engine.js', import.meta.url), { type: 'module' }),
);

/** The rows of the latest choices that are complete. */
export const results = signal<Results | null>(null);
/** Rows done and wanted while the worker is busy; null when it rests. */
export const progress = signal<{ readonly done: number; readonly total: number } | null>(null);
/** From a change of the choices to its rows on the screen, charts included. */
export const lastUpdateMs = signal<number | null>(null);
export const stopped = signal(false);

const MOST_KNOWN = 2000;
const known = new Map<string, Outcome>();
let wanted = 0;

/** Breaks off what is being simulated; the next change starts anew. */
export function stopRows(): void {
  wanted++;
  engine.cancel();
  progress.value = null;
  stopped.value = true;
}

async function outcomeOf(job: RowJob): Promise<Outcome> {
  const key = keyOf(job);
  const before = known.get(key);
  if (before !== undefined) return before;
  const outcome = await engine.call((remote) => remote.row(job) as Promise<Outcome>);
  if (known.size > MOST_KNOWN) known.clear();
  known.set(key, outcome);
  return outcome;
}

let queue: Promise<void> = Promise.resolve();

/** Starts with the choices of now, and again with each change. */
export function followChoices(): void {
  effect(() => {
    const now = choices.value;
    const began = performance.now();
    const ticket = ++wanted;
    queue = queue.then(() => update(now, ticket, began)).catch(() => {});
  });
}

/** After the next picture. */
const drawn = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

async function update(now: typeof choices.value, ticket: number, began: number): Promise<void> {
  if (ticket !== wanted) return;
  const all = [...wantedRows(now, now.kernel, now.params), baseRow(now, now.params)];
  const done: ResultRow[] = [];
  stopped.value = false;
  try {
    for (const row of all) {
      progress.value = { done: done.length, total: all.length };
      done.push({ ...row, outcome: await outcomeOf(row.job) });
      if (ticket !== wanted) return;
    }
    const base = done.pop();
    if (base !== undefined) results.value = { kernel: now.kernel, rows: done, base };
    await drawn();
    if (ticket === wanted) lastUpdateMs.value = performance.now() - began;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
  } finally {
    if (ticket === wanted) progress.value = null;
  }
}
