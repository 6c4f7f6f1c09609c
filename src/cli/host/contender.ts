/** @file Who computes a workload on this machine: our own core, or a library of others that happens to be installed. */
import type { Workload } from './workload.js';

/** A workload made ready; `run` does all of it once. */
export interface Prepared {
  readonly run: () => void | Promise<void>;
  /** Values of the last run, in the layout of the workload's output. */
  readonly output: () => ArrayLike<number> | Promise<ArrayLike<number>>;
  readonly dispose?: () => void;
}

export interface Contender {
  /** Package with its version; `onchip 0.1.0`. */
  readonly library: string;
  /** The back end that really runs, as the library itself says: `wasm`, `cpu`, `webasm (asked for gpu)`. */
  readonly backend: string;
  readonly format: string;
  /** What should be known before its numbers are believed. */
  readonly remark?: string;
  readonly prepare: (workload: Workload) => Prepared | Promise<Prepared>;
}

/** A library that is not there: the row says so by name. */
export interface Absent {
  readonly library: string;
  readonly reason: string;
}

/** Loads contenders; a library that cannot be loaded is an Absent, never an exception. */
export type Loader = () => Promise<readonly (Contender | Absent)[]>;

export const isAbsent = (found: Contender | Absent): found is Absent => 'reason' in found;

/** The module, or why it could not be loaded in one line. */
export async function load<T>(name: string): Promise<T | Absent> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ERR_MODULE_NOT_FOUND' && message.includes(name);
    return {
      library: name,
      reason: missing ? 'not installed' : `does not load: ${message.split('\n')[0].slice(0, 160)}`,
    };
  }
}

export const failed = <T extends object>(loaded: T | Absent): loaded is Absent => 'reason' in loaded;
