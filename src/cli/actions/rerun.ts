/** @file What `onchip rerun` does: the same job from the manifest, the same bytes or a list of what differs. */
import { join, resolve } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { parseReport, reportText } from '../../report/file.js';
import { hashText } from '../../report/hash.js';
import type { Report } from '../../report/schema.js';
import { exitCodes } from '../fail.js';
import { readTextFile, withOutput } from '../files.js';
import { print } from '../output.js';
import { libraryText, type StudyText, studyText } from '../studyText.js';
import { runReport } from './report.js';

export interface RerunFlags {
  readonly text?: string;
  readonly json?: true;
  readonly out: string;
  readonly quiet?: true;
}

/** Sets exit code 1 when the bytes differ. Throws InputError. */
export async function rerunAction(path: string, flags: RerunFlags): Promise<void> {
  const given = readTextFile(path, { what: 'a report' });
  const { manifest } = parseReport(given, path);
  const { textName, seed, quick } = manifest.options;
  const { text } = sameText(manifest, flags.text);
  await withOutput(flags.out, async (folder) => {
    const { report, files } = runReport({ text, textName, seed, quick }, flags.quiet);
    const same = files['report.json'] === given;
    const overGiven = resolve(join(flags.out, 'report.json')) === resolve(path);
    if (same || !overGiven) folder?.write(files);
    if (!same) process.exitCode = exitCodes.checkFailed;
    if (flags.json) print(files['report.json']);
    else print(same ? `same bytes as ${path}` : differenceText(given, report, path, overGiven));
  });
}

/** The text that the report was made of. Throws InputError when it is another one. */
function sameText({ options, text: wanted }: Report['manifest'], path: string | undefined): StudyText {
  const library = libraryText();
  const found =
    path === undefined && options.textName === library.textName ? library : studyText(path ?? options.textName);
  if (hashText(found.text) === wanted.hash) return found;
  throw new InputError({
    where: path ?? options.textName,
    expected: `the text of the report (${wanted.characters} characters, hash ${wanted.hash})`,
    found: `another one (${found.text.length} characters)`,
    ...(path === undefined ? { hint: 'name the file with --text' } : {}),
  });
}

function differenceText(given: string, report: Report, path: string, overGiven: boolean): string {
  const before = JSON.parse(given) as Readonly<Record<string, unknown>>;
  const after = JSON.parse(reportText(report)) as Readonly<Record<string, unknown>>;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const what = differing.length === 0 ? 'only in spacing or order' : `in ${differing.join(', ')}`;
  const kept = overGiven ? '; nothing written over it (choose another folder with --out)' : '';
  return `differs from ${path} ${what}${kept}`;
}
