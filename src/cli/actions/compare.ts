/** @file What `onchip compare` does. */
import { InputError } from '../../numerics/errors.js';
import { changesOver, compareFiles } from '../../report/compare/index.js';
import { parseCompared } from '../../report/compare/input.js';
import { sheetMarkdown } from '../../report/markdown.js';
import { COMPARE_SCHEMA, type CompareReport } from '../../report/schemas/compare.js';
import { compareSheet } from '../../report/sheets/compare.js';
import { exitCodes } from '../fail.js';
import { readTextFile, withOutput } from '../files.js';
import { jsonText, print } from '../output.js';
import { version } from '../version.js';
import { compareView } from '../views/compareView.js';

export interface CompareFlags {
  readonly failOver?: string;
  readonly json?: true;
  readonly markdown?: true;
  readonly out?: string;
}

/** Sets exit code 1 when something got worse by more than allowed. Throws InputError. */
export async function compareAction(before: string, after: string, flags: CompareFlags): Promise<void> {
  const limit = flags.failOver === undefined ? null : shareOf(flags.failOver);
  if (flags.json && flags.markdown) {
    throw new InputError({ where: '--json', expected: 'either --json or --markdown', found: 'both' });
  }
  const [a, b] = [before, after].map((path) => parseCompared(readTextFile(path, { what: 'a file of onchip' }), path));
  const comparison = compareFiles(a, b);
  const failed = limit === null ? 0 : changesOver(comparison, limit).length;
  const report: CompareReport = {
    ...{ schema: COMPARE_SCHEMA, version, before, after, ...comparison },
    ...(limit === null ? {} : { failOver: limit, failed }),
  };
  const markdown = sheetMarkdown(compareSheet(report));
  await withOutput(flags.out, (folder) => folder?.write({ 'compare.json': jsonText(report), 'compare.md': markdown }));
  print(flags.json ? jsonText(report) : flags.markdown ? markdown : compareView(report));
  if (failed > 0) process.exitCode = exitCodes.checkFailed;
}

/** `2%` as a share of one. */
function shareOf(text: string): number {
  const [, digits] = /^(\d{1,6}(?:\.\d{1,6})?) ?%$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) / 100;
  throw new InputError({ where: '--fail-over', expected: 'per cent, e.g. 2%', found: JSON.stringify(text) });
}
