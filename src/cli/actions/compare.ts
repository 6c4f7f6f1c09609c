/** @file What `onchip compare` does. */
import { InputError } from '../../numerics/errors.js';
import { compareReports, rowsOver } from '../../report/compare.js';
import { parseCompared } from '../../report/compareInput.js';
import { exitCodes } from '../fail.js';
import { readTextFile } from '../files.js';
import { jsonText, print } from '../output.js';
import { version } from '../version.js';
import { compareView } from '../views/compareView.js';

export interface CompareFlags {
  readonly failOver?: string;
  readonly json?: true;
}

/** Sets exit code 1 when a row got slower by more than allowed. Throws InputError. */
export function compareAction(before: string, after: string, flags: CompareFlags): void {
  const limit = flags.failOver === undefined ? null : shareOf(flags.failOver);
  const [a, b] = [before, after].map((path) => parseCompared(readTextFile(path, { what: 'a report' }), path));
  const comparison = compareReports(a, b);
  const over = limit === null ? [] : rowsOver(comparison, limit);
  const result = { schema: 'onchip-compare/1', version, before, after, ...comparison };
  if (flags.json) print(jsonText(limit === null ? result : { ...result, failOver: limit, failed: over.length }));
  else print(compareView(comparison, limit === null ? null : { limit, failed: over.length }));
  if (over.length > 0) process.exitCode = exitCodes.checkFailed;
}

/** `2%` as a share of one. */
function shareOf(text: string): number {
  const [, digits] = /^(\d{1,6}(?:\.\d{1,6})?) ?%$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) / 100;
  throw new InputError({ where: '--fail-over', expected: 'per cent, e.g. 2%', found: JSON.stringify(text) });
}
