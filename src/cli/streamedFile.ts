/** @file A file that is written piece by piece and is there only when it is whole: it grows under another name beside its
 * own, with one small buffer in memory. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { InputError } from '../numerics/errors.js';
import { reasonOf, unfinished } from './files.js';

const BUFFER_CHARACTERS = 1 << 16;

export class StreamedFile {
  readonly path: string;
  readonly #flag: string;
  readonly #temporary: string;
  readonly #file: number;
  #buffer = '';
  #open = true;

  /** Throws InputError where nothing can be written, before any work is done. `flag`: the option that named the file. */
  constructor(path: string, flag: string) {
    this.path = path;
    this.#flag = flag;
    if (path === '' || path.includes('\0')) this.#refuse(path === '' ? 'an empty name' : 'a NUL character');
    this.#temporary = unfinished(dirname(path), basename(path));
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) this.#refuse('something that is no file');
      this.#file = openSync(this.#temporary, 'wx');
    } catch (error) {
      if (error instanceof InputError) throw error;
      this.#refuse(reasonOf(error));
    }
  }

  /** Throws InputError for a full disk; nothing is left behind then. */
  write(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length >= BUFFER_CHARACTERS) this.#guard(() => this.#flush());
  }

  /** Makes the file appear under its name. */
  finish(): void {
    this.#guard(() => {
      this.#flush();
      fsyncSync(this.#file);
      this.#close();
      renameSync(this.#temporary, this.path);
    });
  }

  /** Removes what was written; nothing happens after `finish`. */
  abandon(): void {
    if (!this.#open) return;
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
  }

  #close(): void {
    this.#open = false;
    closeSync(this.#file);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#open) this.#close();
      rmSync(this.#temporary, { force: true });
      this.#refuse(reasonOf(error));
    }
  }

  #refuse(found: string): never {
    throw new InputError({ where: `${this.#flag} ${this.path}`.trim(), expected: 'a file that can be written', found });
  }
}
