/** @file What the command and the thread of an author's file tell each other. */
import type { InputProblem } from '../../numerics/errors.js';
import type { RunFlags, RunReport } from '../runReport.js';

export interface WorkerSetup {
  /** Absolute. */
  readonly path: string;
  readonly name: string | null;
  readonly flags: RunFlags;
  /** The words of guard.ts. */
  readonly shared: SharedArrayBuffer;
}

export type WorkerReply =
  | { readonly kind: 'file'; readonly path: string; readonly shown: string; readonly index: number }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly label: string }
  | { readonly kind: 'report'; readonly report: RunReport; readonly notice: string | null }
  | { readonly kind: 'wrong'; readonly problem: InputProblem };
