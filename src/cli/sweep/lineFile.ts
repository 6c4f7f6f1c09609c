/** @file A file of lines that only grows. What was written survives a kill of the process at any moment: lines are handed to
 * the system as they finish, and put on the disk once a second and at the end. A line that was cut short by a kill or a
 * full disk is cut off. */
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { InputError } from '../../numerics/errors.js';
import { reasonOf } from '../files.js';

const SYNC_EVERY_MS = 1000;
const READ_BYTES = 1 << 20;
const LINE_END = 10;

export interface Line {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Lines of an open file that have an end, in order. Returns where the last of them ends. */
export function* wholeLines(file: number): Generator<Line, number> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  const chunk = Buffer.alloc(READ_BYTES);
  for (let at = 0; ; ) {
    const count = readSync(file, chunk, 0, READ_BYTES, at);
    if (count === 0) return offset;
    at += count;
    rest = Buffer.concat([rest, chunk.subarray(0, count)]);
    let from = 0;
    for (let end = rest.indexOf(LINE_END, from); end >= 0; end = rest.indexOf(LINE_END, from)) {
      yield { offset: offset + from, bytes: rest.subarray(from, end) };
      from = end + 1;
    }
    rest = rest.subarray(from);
    offset += from;
  }
}

/** Text of so many bytes. */
export function textAt(file: number, path: string, offset: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, length - done, offset + done);
    if (count === 0) throw new Error(`${path} has become shorter`);
    done += count;
  }
  return bytes.toString('utf8');
}

export class LineFile {
  readonly path: string;
  readonly #file: number;
  #size: number;
  #synced = performance.now();

  /** Opens or makes the file. Throws InputError when it cannot be written. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'a+');
      this.#size = fstatSync(this.#file).size;
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Bytes of whole lines. */
  get size(): number {
    return this.#size;
  }

  /** Appends whole lines; gives the offset of the first. On a full disk nothing of them stays, and InputError is thrown. */
  append(text: string): number {
    const at = this.#size;
    const bytes = Buffer.from(text);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
      const now = performance.now();
      if (now - this.#synced > SYNC_EVERY_MS) {
        fdatasyncSync(this.#file);
        this.#synced = now;
      }
    } catch (error) {
      ftruncateSync(this.#file, at);
      this.#refuse(error);
    }
    this.#size = at + bytes.length;
    return at;
  }

  /** All lines in order; what stands after the last line end is cut off. */
  *lines(): Generator<Line> {
    const end = yield* wholeLines(this.#file);
    if (end < this.#size) ftruncateSync(this.#file, end);
    this.#size = end;
  }

  /** Text of a line without its end. */
  read(offset: number, length: number): string {
    return textAt(this.#file, this.path, offset, length);
  }

  /** Puts all on the disk and closes. */
  close(): void {
    try {
      fdatasyncSync(this.#file);
    } catch (error) {
      this.#refuse(error);
    } finally {
      closeSync(this.#file);
    }
  }

  #refuse(error: unknown): never {
    const hint = 'what is written stays; --resume goes on';
    throw new InputError({
      where: this.path,
      expected: 'a file that can be written',
      found: reasonOf(error),
      hint,
    });
  }
}
