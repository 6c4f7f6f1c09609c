/** @file Files of the user: read with one-line errors, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../numerics/errors.js';

const LARGEST_TEXT_BYTES = 64 * 2 ** 20;
const LARGEST_BINARY_BYTES = 2 ** 31;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EISDIR: 'a folder',
  ENOTDIR: 'a file where a folder is wanted',
  EEXIST: 'a file where a folder is wanted',
  EROFS: 'a read-only file system',
  ENOSPC: 'a full disk',
  EDQUOT: 'a full quota',
  EFBIG: 'a limit on file sizes',
  EIO: 'a device that fails',
  ENAMETOOLONG: 'too long a name',
  ELOOP: 'links that lead in a circle',
};

/** What the system said, in plain words. Rethrows what is not the system's. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return reasons[code] ?? code;
}

export interface ReadOptions {
  /** What the file should be, for messages: `a chip file`. */
  readonly what: string;
}

/** Text of a UTF-8 file. Throws InputError when it is missing, a folder, a device, unreadable, too large or not UTF-8. */
export function readTextFile(path: string, { what }: ReadOptions): string {
  if (path.includes('\0')) throw new InputError({ where: 'file name', expected: what, found: 'a NUL character' });
  const bytes = readBytes(path, what, LARGEST_TEXT_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError({ where: path, expected: `${what} in UTF-8`, found: 'bytes that are not UTF-8' });
  }
}

/** Bytes of a file. Throws InputError when it is missing, a folder, a device, unreadable or too large. */
export function readBinaryFile(path: string, { what }: ReadOptions): Uint8Array {
  return readBytes(path, what, LARGEST_BINARY_BYTES);
}

function readBytes(path: string, what: string, most: number): Uint8Array {
  try {
    const stat = statSync(path);
    const found = stat.isDirectory() ? 'a folder' : stat.isFile() || stat.isFIFO() ? null : 'a device';
    if (found !== null) throw new InputError({ where: path, expected: what, found });
    if (stat.size > most) {
      const found = `${stat.size} bytes`;
      throw new InputError({ where: path, expected: `${what} of at most ${most} bytes`, found });
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({ where: path, expected: what, found: reasonOf(error) });
  }
}

/** Name of a file that is not yet whole, beside the one that it becomes. A killed process leaves it behind. */
export const unfinished = (folder: string, name: string): string =>
  join(folder, `.${name}.${randomBytes(6).toString('hex')}.part`);

/** True for names of files that were never finished. */
export const isUnfinished = (name: string): boolean => /^\..*\.[0-9a-f]{12}\.part$/.test(name);

/** Replaces a file as a whole: whatever happens, the old bytes or the new ones are there, never a part of them. Throws
 * InputError that names the file (a full disk, no permission). */
export function replaceFile(path: string, data: string | Uint8Array): void {
  const temporary = unfinished(dirname(path), basename(path));
  try {
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const found = reasonOf(error);
    throw new InputError({ where: path, expected: 'a file that can be written', found });
  }
}

/** The folder of `--out`. Made and probed before the work starts, so that an hour is not spent for nothing. */
export class OutputFolder {
  readonly path: string;
  readonly #flag: string;
  /** Folders that did not exist before, outermost first. */
  readonly #made: string[] = [];

  /** `flag`: the option that named the folder, for messages. */
  constructor(path: string, flag = '--out') {
    this.path = path;
    this.#flag = flag;
    if (path === '' || path.includes('\0')) this.#refuse(path === '' ? 'an empty name' : 'a NUL character');
    try {
      this.#make(resolve(path));
      const probe = unfinished(path, 'probe');
      writeFileSync(probe, '');
      unlinkSync(probe);
    } catch (error) {
      this.abandon();
      const code = (error as NodeJS.ErrnoException).code;
      this.#refuse(code === 'ENOENT' ? 'a place that takes no folders' : reasonOf(error));
    }
  }

  /** Not `mkdir` with `recursive`: in a folder that cannot hold folders (/proc) Node 20's never returns. */
  #make(path: string): void {
    if (existsSync(path)) return;
    this.#make(dirname(path));
    mkdirSync(path);
    this.#made.push(path);
  }

  /** Writes all files, or none: each under another name first, then renamed. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    const renames = Object.entries(files).map(([name, text]) => ({
      name,
      text,
      temporary: unfinished(this.path, name),
    }));
    try {
      for (const { text, temporary } of renames) writeFileSync(temporary, text);
      for (const { name, temporary } of renames) renameSync(temporary, join(this.path, name));
    } catch (error) {
      for (const { temporary } of renames) rmSync(temporary, { force: true });
      this.#refuse(reasonOf(error));
    }
  }

  /** Removes what it made, as long as nothing was written there. */
  abandon(): void {
    try {
      for (const path of this.#made.reverse()) rmdirSync(path);
    } catch (error) {
      reasonOf(error);
    }
  }

  #refuse(found: string): never {
    throw new InputError({
      where: `${this.#flag} ${this.path}`.trim(),
      expected: 'a folder that can be written',
      found,
    });
  }
}

/** Runs `work` with the folder of `--out`, if one is asked for; leaves no empty folder behind when it fails. */
export async function withOutput<T>(path: string | undefined, work: (folder: OutputFolder | null) => T | Promise<T>) {
  if (path === undefined) return work(null);
  const folder = new OutputFolder(path);
  try {
    return await work(folder);
  } catch (error) {
    folder.abandon();
    throw error;
  }
}
