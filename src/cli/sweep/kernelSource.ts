/** @file An author's kernel in a sweep: its code never runs on the main thread, and the hash of all files that it is made of
 * goes into the keys of its rows. */
import { readFileSync } from 'node:fs';
import { Piscina } from 'piscina';
import type { Kernel } from '../../kernels/kernel.js';
import { kernelNamed } from '../../kernels/registry.js';
import { InputError, type InputProblem } from '../../numerics/errors.js';
import type { SweepKernel } from '../../study/sweep/sweepTypes.js';
import { kernelFile } from '../author/kernelFile.js';
import { pickKernel } from '../author/pickKernel.js';
import { shownPath } from '../author/shownPath.js';
import { AuthorSources } from '../author/sources.js';
import { readTextFile } from '../files.js';
import { digest } from './rowKey.js';

/** Longest that an author's file may take to be read. */
export const LOADING_SECONDS = 30;

/** A loaded kernel and the hash of the files that it came from, in the order in which they were read. */
export function loadKernelFile(
  path: string,
  name: string | null,
): { readonly kernel: Kernel; readonly source: string } {
  const files: string[] = [];
  const sources = new AuthorSources({ tick: () => {}, onFile: (file) => files.push(file) });
  const kernel = pickKernel(sources.load(path), shownPath(path), name);
  return { kernel, source: digest(files.map((file) => digest(readFileSync(file, 'utf8'))).join('\n')) };
}

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
