/** @file Names in Redis. Rows wait in a bullmq queue of this version of onchip, so that a worker of another one never takes them;
 * definitions and results stand beside it, by the hash of the sweep. */

import type { RowInputs } from '../../../study/sweep/row.js';
import { version } from '../../version.js';

export const PREFIX = 'onchip';
export const QUEUE_NAME = `rows-${version}`;

/** What a job is: one row of one sweep. */
export interface RowJob {
  readonly sweep: string;
  readonly row: RowInputs;
}

/** The key of the row and of its sweep: the same row is never queued twice. */
export const jobId = (sweep: string, key: string): string => `${key}-${sweep.slice(0, 8)}`;

export const definitionKey = (sweep: string): string => `${PREFIX}:sweep:${sweep}`;
export const resultsKey = (sweep: string): string => `${PREFIX}:results:${sweep}`;
export const coordinatorKey = (sweep: string): string => `${PREFIX}:coordinator:${sweep}`;

/** What nobody comes back for is forgotten after two weeks. */
export const KEPT_SECONDS = 14 * 86_400;
