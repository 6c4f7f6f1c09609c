/** @file The thread in which an author's file is looked at before a sweep: which kernel, with which parameters. */
import { resolve } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { kernelFile } from '../author/kernelFile.js';
import type { Described } from './kernelSource.js';
import { loadKernelFile } from './loadKernelFile.js';
import { noStdout } from './noStdout.js';

noStdout();

/** The kernel of `./mine.ts#name`, or what is wrong with the file. */
export function describe(argument: string): Described {
  const file = kernelFile(argument);
  if (file === null) throw new Error(`${argument} is no file`);
  try {
    const { kernel, source } = loadKernelFile(resolve(file.path), file.name);
    const { name, params } = kernel;
    return { kernel: { name, params, source, file: argument } };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.problem };
    const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { problem: { where: file.path, expected: 'code that runs', found } };
  }
}
