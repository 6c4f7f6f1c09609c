/** @file The text that the language model reads: a user's file, or the library text that every clone has. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../numerics/errors.js';
import { readTextFile } from './files.js';

export interface StudyText {
  readonly text: string;
  /** What the manifest calls it. */
  readonly textName: string;
}

/** Real source text under Apache-2.0, the same for everybody who has this lockfile. The end of a text is what a model is
 * judged on: lib.dom.d.ts ends in lists of names unlike all before, lib.es5.d.ts in commented declarations as in both. */
const libraryFiles = ['lib.dom.d.ts', 'lib.es5.d.ts'];

/** Text of the pinned `typescript` package's library declarations. */
export function libraryText(): StudyText {
  const packageFile = createRequire(import.meta.url).resolve('typescript/package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const folder = join(dirname(packageFile), 'lib');
  const text = libraryFiles.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  return { text, textName: `typescript ${version}: ${libraryFiles.join(' + ')}` };
}

/** The text of `--text`, or the library text. Throws InputError for an empty, unreadable or non-UTF-8 file. */
export function studyText(path: string | undefined): StudyText {
  if (path === undefined) return libraryText();
  const text = readTextFile(path, { what: 'a text' });
  if (text.trim() === '') throw new InputError({ where: path, expected: 'a text', found: 'an empty file' });
  return { text, textName: path };
}
