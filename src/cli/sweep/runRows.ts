/** @file All rows of a sweep that are not there yet, through whatever computes them: worker threads here, or machines behind a
 * queue. */

import { objectivesOf } from '../../report/sweep/summary.js';
import { genomeSpace } from '../../study/sweep/genome.js';
import { costsOf } from '../../study/sweep/objectives.js';
import type { RowInputs, SweepRow } from '../../study/sweep/row.js';
import { type Costs, ParetoSearch } from '../../study/sweep/search.js';
import { type SweepSpace, sweepSpace } from '../../study/sweep/space.js';
import type { Sweep } from '../../study/sweep/sweepTypes.js';
import type { RowResult } from './messages.js';
import type { KeyOf } from './rowKey.js';
import type { RowStore } from './rowStore.js';
import type { Shard } from './sweepHeader.js';

/** Computes rows; gives results as they come, in any order. Settles early, without an error, when `stop` is raised. */
export interface Runner {
  run(rows: Iterable<RowInputs>, onResults: (results: readonly RowResult[]) => void, stop: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The rows of a sweep as far as they are known before it runs. */
export interface RowPlan {
  /** Rows of the whole sweep; of a search, at most so many. */
  readonly count: number;
  /** null for a search, whose rows follow from each other. */
  readonly space: SweepSpace | null;
}

/** Throws InputError for more rows than anybody could keep. */
export function rowPlan(sweep: Sweep): RowPlan {
  const { method } = sweep.definition;
  if (method.kind === 'pareto') return { count: Math.min(method.evaluations, genomeSpace(sweep).size), space: null };
  const space = sweepSpace(sweep);
  return { count: space.count, space };
}

export const isOfShard = (index: number, shard: Shard | null): boolean =>
  shard === null || index % shard.count === shard.index - 1;

/** Rows of the whole sweep that a shard has. */
export const rowsOfShard = (count: number, shard: Shard | null): number =>
  shard === null ? count : Math.floor((count - shard.index) / shard.count) + 1;

export interface RunRowsOptions {
  readonly store: RowStore;
  readonly runner: Runner;
  readonly keyOf: KeyOf;
  readonly shard: Shard | null;
  readonly stop: AbortSignal;
  readonly onProgress: () => void;
}

/** Runs what is missing into the store. */
export async function runRows(sweep: Sweep, plan: RowPlan, options: RunRowsOptions): Promise<void> {
  const { store, runner, stop, shard, onProgress } = options;
  const keep = (results: readonly RowResult[]): void => {
    store.add(results);
    onProgress();
  };
  if (plan.space === null) return search(sweep, options, keep);
  await runner.run(missingRows(plan.space, store, shard), keep, stop);
}

function* missingRows(space: SweepSpace, store: RowStore, shard: Shard | null): Generator<RowInputs> {
  for (let index = shard === null ? 0 : shard.index - 1; index < space.count; index += shard?.count ?? 1) {
    if (!store.has(index)) yield space.at(index);
  }
}

async function search(
  sweep: Sweep,
  { store, runner, keyOf, stop }: RunRowsOptions,
  keep: (results: readonly RowResult[]) => void,
): Promise<void> {
  const { method, seed } = sweep.definition;
  if (method.kind !== 'pareto') throw new Error('no search');
  const objectives = objectivesOf(sweep);
  const found = new ParetoSearch(genomeSpace(sweep), { ...method, seed });
  const costs = ({ index }: RowInputs): Costs =>
    store.isFailed(index) ? null : costsOf(JSON.parse(store.line(index)) as SweepRow, objectives);
  for (let rows = found.next(); rows.length > 0 && !stop.aborted; rows = found.next()) {
    // Rows of an earlier process count only when they are the ones that this search asks for.
    for (const row of rows) {
      if (store.has(row.index) && !store.line(row.index).includes(`"key":"${keyOf(row)}"`)) store.forget(row.index);
    }
    await runner.run(
      rows.filter(({ index }) => !store.has(index)),
      keep,
      stop,
    );
    if (stop.aborted) return;
    found.tell(rows.map(costs));
  }
}
