/** @file An author's kernel and the hash of all files that it is made of, which goes into the keys of its rows. In a file of its
 * own, because a compiler is loaded with it. */
import { readFileSync } from 'node:fs';
import type { Kernel } from '../../kernels/kernel.js';
import { pickKernel } from '../author/pickKernel.js';
import { shownPath } from '../author/shownPath.js';
import { AuthorSources } from '../author/sources.js';
import { digest } from './rowKey.js';

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
