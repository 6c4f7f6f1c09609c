/** @file What the command and the thread of an author's file tell each other. */
import type { InputProblem } from '../../numerics/errors.js';
import type { ExplainedPlans, PlanFlags } from '../explainedPlans.js';
import type { RunFlags } from '../runFlags.js';
import type { RunReport } from '../runReport.js';

/** What is wanted of the file's kernel. */
export type AuthorTask =
  | { readonly kind: 'run'; readonly flags: RunFlags }
  | { readonly kind: 'plan'; readonly flags: PlanFlags };

export interface WorkerSetup {
  /** Absolute. */
  readonly path: string;
  readonly name: string | null;
  readonly task: AuthorTask;
  /** The words of guard.ts. */
  readonly shared: SharedArrayBuffer;
}

export type WorkerReply =
  | { readonly kind: 'file'; readonly path: string; readonly shown: string; readonly index: number }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly label: string }
  | { readonly kind: 'done'; readonly result: RunReport | ExplainedPlans; readonly notice: string | null }
  | { readonly kind: 'wrong'; readonly problem: InputProblem };
