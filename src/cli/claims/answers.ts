/** @file The answers to claims, by as many threads as there are groups of claims that share their work. Threads share
 * nothing else, so the answers do not depend on them. */
import { Piscina } from 'piscina';
import type { Claim } from '../../study/claims/claim.js';
import { startProgress } from '../progress.js';
import { answerClaims, type ClaimsNote, type ClaimsTask } from './worker.js';

export interface AnswerOptions {
  readonly seed: number;
  readonly samples: number;
  /** Threads; more than two find no work. */
  readonly workers: number;
  readonly quiet: boolean;
}

/** Claims about single chips, kernels and formats; all others are about the same suites on the same chips and cost about
 * as much. */
const alone: readonly string[] = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C11', 'C15', 'C16', 'C22'];

/** Claims in the order of the ids. */
export async function answersOf(ids: readonly string[], options: AnswerOptions): Promise<Claim[]> {
  const groups = [ids.filter((id) => alone.includes(id)), ids.filter((id) => !alone.includes(id))];
  const busy = groups.filter((group) => group.length > 0);
  const progress = startProgress({ quiet: options.quiet });
  let done = 0;
  const note = ({ finished, label }: ClaimsNote): void => {
    done += finished;
    progress.update({ stage: 'claims', done, total: ids.length, label });
  };
  try {
    const answers = await (busy.length < 2 || options.workers < 2
      ? answerClaims({ ids, ...options }, note)
      : inThreads(busy, options, note));
    const byId = new Map(answers.map((claim) => [claim.id, claim]));
    return ids.map((id) => byId.get(id)!);
  } finally {
    progress.stop();
  }
}

async function inThreads(
  groups: readonly (readonly string[])[],
  { seed, samples }: AnswerOptions,
  note: (note: ClaimsNote) => void,
): Promise<Claim[]> {
  const pool = new Piscina<ClaimsTask, Claim[]>({
    filename: new URL('./worker.js', import.meta.url).href,
    name: 'answerInThread',
    minThreads: groups.length,
    maxThreads: groups.length,
  });
  pool.on('message', note);
  try {
    return (await Promise.all(groups.map((ids) => pool.run({ ids, seed, samples })))).flat();
  } finally {
    await pool.destroy();
  }
}
