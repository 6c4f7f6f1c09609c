/** @file The flags of `onchip run`. */
import type { SearchMode } from '../kernels/planner/search.js';
import type { TraceFlags } from './traceFlags.js';

export interface RunFlags extends TraceFlags {
  /** Missing: that of the plan file. */
  readonly chip?: readonly string[];
  readonly format?: readonly string[];
  readonly runtime?: readonly string[];
  readonly parallel?: readonly string[];
  readonly param?: readonly string[];
  readonly values?: 'full' | 'none';
  readonly seed?: string;
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
  /** Seconds that an author's code may take at a time. */
  readonly limit?: string;
  readonly watch?: true;
  /** How much of the mapping space is searched. */
  readonly search?: SearchMode;
  /** A plan file. */
  readonly plan?: string;
}
