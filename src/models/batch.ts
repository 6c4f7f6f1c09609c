/** @file What a network is fed: one batch of T steps x B sequences, and sources that make the n-th batch from n alone, so
 * that a run can stop and go on anywhere. */
import { InputError } from '../numerics/errors.js';

export interface Batch {
  /** ids [T,1,B] or values [T,I,B]. */
  readonly x: Float32Array;
  /** ids [T,1,B] or values [T,C,B]. */
  readonly targets: Float32Array;
  /** Weight of each prediction [T,1,B]; together 1. */
  readonly weights: Float32Array;
  /** True when the sequences start here: the state before them is zero. */
  readonly fresh: boolean;
}

export interface BatchSource {
  batch(index: number): Batch;
}

/** Side-by-side streams of one long sequence: stream j of B is the j-th part; each batch goes on where the last ended. */
export class StreamSource implements BatchSource {
  readonly #ids: Int32Array;
  readonly #batch: number;
  readonly #steps: number;
  readonly #length: number;
  /** Batches until the streams start again. */
  readonly batchesPerPass: number;

  /** Throws InputError when the sequence does not fill one batch. */
  constructor(name: string, ids: Int32Array, batch: number, steps: number) {
    this.#ids = ids;
    this.#batch = batch;
    this.#steps = steps;
    this.#length = Math.floor((ids.length - 1) / batch);
    this.batchesPerPass = Math.floor(this.#length / steps);
    if (this.batchesPerPass >= 1) return;
    throw new InputError({
      where: `text ${name}`,
      expected: `at least ${batch * steps + 1} symbols for one batch of ${batch} x ${steps}`,
      found: String(ids.length),
    });
  }

  batch(index: number): Batch {
    const [B, T] = [this.#batch, this.#steps];
    const place = index % this.batchesPerPass;
    const x = new Float32Array(T * B);
    const targets = new Float32Array(T * B);
    for (let j = 0; j < B; j++) {
      const from = j * this.#length + place * T;
      for (let t = 0; t < T; t++) {
        x[t * B + j] = this.#ids[from + t];
        targets[t * B + j] = this.#ids[from + t + 1];
      }
    }
    return { x, targets, weights: new Float32Array(T * B).fill(1 / (T * B)), fresh: place === 0 };
  }
}
