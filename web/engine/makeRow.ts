/** @file The engine behind a row: the same calls as the command line's. */
import type { Kernel } from '../../src/kernels/kernel.js';
import { InputError } from '../../src/numerics/errors.js';
import { target } from '../../src/sim/namedTarget.js';
import type { Target } from '../../src/sim/target.js';
import { isRejected } from '../../src/study/row.js';
import { runExperiment } from '../../src/study/run.js';
import { changedChip } from './changedChip.js';
import type { Outcome, RowJob } from './job.js';

export function targetOf({ chip, changes, format, runtime }: Omit<RowJob, 'kernel' | 'params'>): Target {
  return target(changedChip(chip, changes), { format: format ?? undefined, runtime: runtime ?? undefined });
}

/** Never throws: what was thrown is told. `values`: compute them, too, and hold them to the reference. */
export function makeRow(kernel: () => Kernel, job: RowJob, values: boolean): Outcome {
  try {
    const [row] = runExperiment(kernel(), job.params, [targetOf(job)], { values });
    return isRejected(row) ? { kind: 'rejected', row } : { kind: 'done', row };
  } catch (error) {
    return { kind: error instanceof InputError ? 'refused' : 'failed', message: messageOf(error) };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
