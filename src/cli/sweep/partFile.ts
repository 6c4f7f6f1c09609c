/** @file A file that appears whole or not at all, for texts too long for memory: written under another name in large pieces,
 * put on the disk, then renamed. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { reasonOf } from '../files.js';

const PIECE = 1 << 20;

/** Name of a file that is not yet whole; there is one process in a folder at a time. */
export const partName = (name: string): string => `.${name}.part`;

export class PartFile {
  readonly #file: number;
  readonly #path: string;
  readonly #part: string;
  #waiting: string[] = [];
  #length = 0;

  constructor(folder: string, name: string) {
    this.#path = join(folder, name);
    this.#part = join(folder, partName(name));
    this.#file = writing(this.#path, () => openSync(this.#part, 'w'));
  }

  write(text: string): void {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length > PIECE) this.#flush();
  }

  /** The file takes its name. */
  finish(): void {
    this.#flush();
    writing(this.#path, () => {
      fsyncSync(this.#file);
      closeSync(this.#file);
      renameSync(this.#part, this.#path);
    });
  }

  /** Nothing of it stays. */
  abandon(): void {
    closeSync(this.#file);
    rmSync(this.#part, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#length = 0;
    writing(this.#path, () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    });
  }
}

/** Runs `work`; what the system refuses becomes an InputError that names the file. */
export function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const hint = 'the rows are safe; --resume goes on';
    throw new InputError({ where: path, expected: 'a file that can be written', found: reasonOf(error), hint });
  }
}
