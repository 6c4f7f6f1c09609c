/** @file Kernels of a sweep by their arguments. An author's code never runs on the main thread: a thread of its own tells what
 * is in the file. */
import { Piscina } from 'piscina';
import { kernelNamed } from '../../kernels/registry.js';
import { InputError, type InputProblem } from '../../numerics/errors.js';
import type { SweepKernel } from '../../study/sweep/sweepTypes.js';
import { kernelFile } from '../author/kernelFile.js';
import { shownPath } from '../author/shownPath.js';
import { readTextFile } from '../files.js';

/** Longest that an author's file may take to be read. */
export const LOADING_SECONDS = 30;

export type Described = { readonly kernel: SweepKernel } | { readonly problem: InputProblem };

/** The kernel of an argument: by name, or from a file that is looked at in a thread of its own. Throws InputError. */
export async function sweepKernel(argument: string): Promise<SweepKernel> {
  const file = kernelFile(argument);
  if (file === null) {
    const { name, params } = kernelNamed(argument);
    return { name, params, source: null, file: null };
  }
  readTextFile(file.path, { what: 'a kernel file' });
  const filename = new URL('./describeWorker.js', import.meta.url).href;
  const pool = new Piscina<string, Described>({ filename, name: 'describe', maxThreads: 1 });
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), 1000 * LOADING_SECONDS);
  try {
    const described = await pool.run(argument, { signal: clock.signal });
    if ('problem' in described) throw new InputError(described.problem);
    return described.kernel;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const where = shownPath(file.path);
    if (!clock.signal.aborted) {
      throw new InputError({ where, expected: 'code that runs', found: (error as Error).message });
    }
    throw new InputError({ where, expected: `code that ends within ${LOADING_SECONDS} s`, found: 'it still at work' });
  } finally {
    clearTimeout(timer);
    await pool.destroy();
  }
}
