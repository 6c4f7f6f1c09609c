/** @file The folder of `--checkpoint`: what the study is (study.json), one file for each run under way, one for each run
 * that is done. Every file is replaced as a whole, so that a kill or a full disk at any moment leaves the last good ones. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { hashText } from '../../report/hash.js';
import type { AccuracyJob } from '../../study/accuracyTypes.js';
import { isUnfinished, OutputFolder, readBinaryFile, readTextFile, replaceFile } from '../files.js';
import { jsonText } from '../output.js';
import { version } from '../version.js';
import type { StudyDefinition } from './definition.js';

const STUDY_FILE = 'study.json';
const STUDY_SCHEMA = 'onchip.accuracy-checkpoint/1';
const RESULT_HEAD = 'onchip accuracy result 1';

/** A new folder for a study. Throws InputError when it cannot be written or already holds one. */
export function beginCheckpoints(path: string, definition: StudyDefinition): void {
  new OutputFolder(path, '--checkpoint');
  const file = join(path, STUDY_FILE);
  if (existsSync(file)) {
    const hint = '--resume goes on with it';
    throw new InputError({ where: `--checkpoint ${path}`, expected: 'a new folder', found: 'a study in it', hint });
  }
  replaceFile(file, jsonText({ schema: STUDY_SCHEMA, version, definition }));
}

/** The study in a folder; removes what a killed process left unfinished. Throws InputError. */
export function readStudy(path: string): StudyDefinition {
  const file = join(path, STUDY_FILE);
  const study = parse(readTextFile(file, { what: 'a study to go on with' }), file);
  const same = (what: string, expected: string, found: unknown): void => {
    if (found !== expected) throw new InputError({ where: `${file}: ${what}`, expected, found: String(found) });
  };
  same('schema', STUDY_SCHEMA, study.schema);
  same('version', version, study.version);
  if (typeof study.definition !== 'object' || study.definition === null) {
    throw new InputError({ where: `${file}: definition`, expected: 'an object', found: String(study.definition) });
  }
  for (const name of readdirSync(path)) if (isUnfinished(name)) rmSync(join(path, name), { force: true });
  return study.definition as StudyDefinition;
}

function parse(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new InputError({ where: file, expected: 'a JSON file', found: (error as Error).message });
  }
}

/** The files of one run. Nothing is kept without a folder. */
export class RunFiles {
  readonly #checkpoint: string;
  readonly #result: string;

  constructor(folder: string, index: number, { task, format, seed }: Pick<AccuracyJob, 'task' | 'format' | 'seed'>) {
    const stem = `${String(index).padStart(4, '0')}-${task}-${format}-seed${seed}`;
    this.#checkpoint = join(folder, `${stem}.checkpoint`);
    this.#result = join(folder, `${stem}.result`);
  }

  saveCheckpoint(bytes: Uint8Array): void {
    replaceFile(this.#checkpoint, bytes);
  }

  /** The last good checkpoint, or null. Throws InputError. */
  loadCheckpoint(): { readonly bytes: Uint8Array; readonly name: string } | null {
    if (!existsSync(this.#checkpoint)) return null;
    return { bytes: readBinaryFile(this.#checkpoint, { what: 'a checkpoint' }), name: this.#checkpoint };
  }

  /** JSON of a finished run; its checkpoint is needed no longer. */
  saveResult(json: string): void {
    replaceFile(this.#result, `${RESULT_HEAD} ${hashText(json)}\n${json}\n`);
    rmSync(this.#checkpoint, { force: true });
  }

  /** JSON of the run when it is done, or null. Throws InputError for a damaged file. */
  loadResult(): string | null {
    if (!existsSync(this.#result)) return null;
    const text = readTextFile(this.#result, { what: 'a finished run' });
    const [head, json = ''] = text.split('\n', 2);
    if (head === `${RESULT_HEAD} ${hashText(json)}`) return json;
    const hint = 'remove it and the run is done again';
    throw new InputError({
      where: this.#result,
      expected: `a file that begins with "${RESULT_HEAD}" and its checksum`,
      found: 'another or a damaged one',
      hint,
    });
  }
}
