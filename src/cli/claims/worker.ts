/** @file Answers some claims one after the other and says which it is at; in a thread of its own or in the caller's. */
import { parentPort } from 'node:worker_threads';
import type { Claim } from '../../study/claims/claim.js';
import { runClaims } from '../../study/claims/index.js';
import { readMeasuredTable } from '../measuredTables.js';

export interface ClaimsTask {
  readonly ids: readonly string[];
  readonly seed: number;
  readonly samples: number;
}

/** What a thread says while it works. */
export interface ClaimsNote {
  /** Claims that are finished since the last note. */
  readonly finished: number;
  readonly label: string;
}

/** Answers in the order of the ids. */
export function answerClaims({ ids, seed, samples }: ClaimsTask, say: (note: ClaimsNote) => void): Claim[] {
  return ids.flatMap((id) => {
    const onProgress = (label: string): void => say({ finished: 0, label: `${id} ${label}` });
    const answers = runClaims([id], { seed, samples, onProgress, readTable: readMeasuredTable });
    say({ finished: 1, label: id });
    return answers;
  });
}

/** What the pool calls. */
export function answerInThread(task: ClaimsTask): Claim[] {
  return answerClaims(task, (note) => parentPort?.postMessage(note));
}
