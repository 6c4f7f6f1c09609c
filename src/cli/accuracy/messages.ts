/** @file What the command and its workers tell each other. */
import type { InputProblem } from '../../numerics/errors.js';
import type { AccuracyJob } from '../../study/accuracyTypes.js';

export interface WorkerSetup {
  readonly text: { readonly text: string; readonly name: string } | null;
  /** One 32-bit word; not 0 when the runs should stop at their next checkpoint. */
  readonly stop: SharedArrayBuffer;
  readonly checkpoints: { readonly folder: string; readonly every: number } | null;
}

/** One run; a text is in the setup. */
export interface WorkerTask {
  readonly index: number;
  readonly job: Omit<AccuracyJob, 'text'>;
}

export type WorkerMessage =
  | { readonly kind: 'step'; readonly index: number; readonly done: number; readonly note: string }
  | { readonly kind: 'result'; readonly index: number; readonly json: string }
  | { readonly kind: 'stopped'; readonly index: number }
  | { readonly kind: 'wrong'; readonly problem: InputProblem };
