/** @file The measured tables that come with the package. */
import { fileURLToPath } from 'node:url';
import { readTextFile } from './files.js';
import { packageRoot } from './version.js';

/** Text of a file of data/measured. */
export function readMeasuredTable(file: string): string {
  return readTextFile(fileURLToPath(new URL(`data/measured/${file}`, packageRoot)), { what: 'a measured table' });
}
