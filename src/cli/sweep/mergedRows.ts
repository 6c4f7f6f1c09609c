/** @file The rows of many folders as those of one: where each stands, without taking them into memory. A row that two folders
 * have must be the same in both. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../numerics/errors.js';
import { reasonOf } from '../files.js';
import type { RowSource } from './finalFiles.js';
import { textAt, wholeLines } from './lineFile.js';
import { FAILED_FILE, ROWS_FILE, rowHead } from './rowStore.js';

interface OpenFile {
  readonly path: string;
  readonly file: number;
  readonly failed: boolean;
}

export class MergedRows implements RowSource {
  readonly count: number;
  readonly #keyOf: (index: number) => string;
  readonly #files: OpenFile[] = [];
  /** 1 + index of the file; 0 for a row that is not there. */
  readonly #place: Uint32Array;
  readonly #offset: Float64Array;
  readonly #length: Uint32Array;
  #done = 0;

  constructor(count: number, keyOf: (index: number) => string) {
    this.count = count;
    this.#keyOf = keyOf;
    this.#place = new Uint32Array(count);
    this.#offset = new Float64Array(count);
    this.#length = new Uint32Array(count);
  }

  /** Takes the rows of a folder. Throws InputError for a line that is no row of the sweep, and for two that differ. */
  add(folder: string): void {
    this.#addFile(join(folder, ROWS_FILE), false);
    this.#addFile(join(folder, FAILED_FILE), true);
  }

  get counts(): { readonly done: number } {
    return { done: this.#done };
  }

  has(index: number): boolean {
    return this.#place[index] !== 0;
  }

  isFailed(index: number): boolean {
    return this.#files[this.#place[index] - 1].failed;
  }

  line(index: number): string {
    const { file, path } = this.#files[this.#place[index] - 1];
    return textAt(file, path, this.#offset[index], this.#length[index]);
  }

  isOrdered(): boolean {
    return false;
  }

  close(): void {
    for (const { file } of this.#files) closeSync(file);
  }

  #addFile(path: string, failed: boolean): void {
    const file = openFile(path);
    this.#files.push({ path, file, failed });
    const place = this.#files.length;
    let number = 0;
    for (const { offset, bytes } of wholeLines(file)) {
      number++;
      const text = bytes.toString('utf8');
      const head = rowHead(text);
      if (head === null || head.index >= this.count || head.key !== this.#keyOf(head.index)) {
        const hint = 'onchip sweep --resume there mends it';
        throw new InputError({
          where: `${path}:${number}`,
          expected: 'a row of this sweep',
          found: 'another line',
          hint,
        });
      }
      const { index } = head;
      if (this.has(index)) this.#requireEqual(index, text, path, number);
      else {
        this.#place[index] = place;
        this.#offset[index] = offset;
        this.#length[index] = bytes.length;
        if (!failed) this.#done++;
      }
    }
  }

  #requireEqual(index: number, text: string, path: string, number: number): void {
    if (this.line(index) === text) return;
    const other = this.#files[this.#place[index] - 1].path;
    const expected = `row ${index} as it is in ${other}`;
    throw new InputError({ where: `${path}:${number}`, expected, found: 'another result for the same inputs' });
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new InputError({ where: path, expected: 'rows of a sweep', found: reasonOf(error) });
  }
}
