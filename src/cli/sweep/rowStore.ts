/** @file The rows of a folder while they come: rows.jsonl and failed.jsonl in the order of their end, and where each row stands
 * in them. A row that is there is never computed again. */
import { join } from 'node:path';
import type { FailedRow } from '../../study/sweep/row.js';
import { LineFile } from './lineFile.js';
import type { RowResult } from './messages.js';

export const ROWS_FILE = 'rows.jsonl';
export const FAILED_FILE = 'failed.jsonl';

const NONE = 0;
const DONE = 1;
const FAILED = 2;

const HEAD = /^\{"index":(\d{1,10}),"key":"([0-9a-f]{32})",/;

export interface StoreCounts {
  readonly done: number;
  readonly failed: number;
  /** Lines that were no rows of this sweep: damaged, or of other inputs. */
  readonly damaged: number;
}

export class RowStore {
  readonly #files: readonly [rows: LineFile, failed: LineFile];
  readonly #state: Uint8Array;
  readonly #offset: Float64Array;
  readonly #length: Uint32Array;
  #done = 0;
  #failed = 0;
  #damaged = 0;

  /** `count`: rows of the sweep. `keyOf`: key of the row at an index, or null when it is not known yet (a search). */
  constructor(folder: string, count: number, keyOf: (index: number) => string | null, keepFailed = true) {
    this.#files = [new LineFile(join(folder, ROWS_FILE)), new LineFile(join(folder, FAILED_FILE))];
    this.#state = new Uint8Array(count);
    this.#offset = new Float64Array(count);
    this.#length = new Uint32Array(count);
    this.#scan(DONE, keyOf);
    if (keepFailed) this.#scan(FAILED, keyOf);
  }

  get counts(): StoreCounts {
    return { done: this.#done, failed: this.#failed, damaged: this.#damaged };
  }

  has(index: number): boolean {
    return this.#state[index] !== NONE;
  }

  isFailed(index: number): boolean {
    return this.#state[index] === FAILED;
  }

  /** Line of a row that is there, without its end. */
  line(index: number): string {
    const file = this.#files[this.#state[index] === FAILED ? 1 : 0];
    return file.read(this.#offset[index], this.#length[index]);
  }

  /** Keeps results that are not there yet. Throws InputError when they cannot be written. */
  add(results: readonly RowResult[]): void {
    const fresh = results.filter(({ index }) => !this.has(index));
    for (const state of [DONE, FAILED] as const) {
      const own = fresh.filter((r) => 'failed' in r === (state === FAILED));
      if (own.length === 0) continue;
      const lines = own.map((r) => ('failed' in r ? failedLine(r.failed) : r.line));
      let offset = this.#files[state - 1].append(lines.map((line) => `${line}\n`).join(''));
      own.forEach(({ index }, i) => {
        const length = Buffer.byteLength(lines[i]);
        this.#put(index, state, offset, length);
        offset += length + 1;
      });
    }
  }

  /** Forgets a row whose key is not the one that it should be. */
  forget(index: number): void {
    if (this.#state[index] === DONE) this.#done--;
    if (this.#state[index] === FAILED) this.#failed--;
    this.#state[index] = NONE;
    this.#damaged++;
  }

  /** True when rows.jsonl or failed.jsonl is nothing but its rows in their order. */
  isOrdered(failed: boolean): boolean {
    const state = failed ? FAILED : DONE;
    let end = 0;
    for (let i = 0; i < this.#state.length; i++) {
      if (this.#state[i] !== state) continue;
      if (this.#offset[i] !== end) return false;
      end += this.#length[i] + 1;
    }
    return end === this.#files[state - 1].size;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  #put(index: number, state: number, offset: number, length: number): void {
    this.#state[index] = state;
    this.#offset[index] = offset;
    this.#length[index] = length;
    if (state === DONE) this.#done++;
    else this.#failed++;
  }

  #scan(state: typeof DONE | typeof FAILED, keyOf: (index: number) => string | null): void {
    for (const { offset, bytes } of this.#files[state - 1].lines()) {
      const text = bytes.toString('utf8');
      const found = rowHead(text);
      const fits = found !== null && found.index < this.#state.length && matches(keyOf(found.index), found.key);
      if (!fits) this.#damaged++;
      else if (!this.has(found.index)) this.#put(found.index, state, offset, bytes.length);
    }
  }
}

const matches = (expected: string | null, found: string): boolean => expected === null || expected === found;

interface Head {
  readonly index: number;
  readonly key: string;
}

/** Index and key of a whole line; null for one that a failing disk has left in pieces. */
export function rowHead(text: string): Head | null {
  const head = HEAD.exec(text);
  return head !== null && isJson(text) ? { index: Number(head[1]), key: head[2] } : null;
}

/** Index and key first, as in rows.jsonl. */
const failedLine = ({ index, key, ...rest }: FailedRow): string => JSON.stringify({ index, key, ...rest });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
