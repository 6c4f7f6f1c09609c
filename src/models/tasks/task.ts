/** @file What a network can be asked to learn: data for training and for evaluation, and how the result is measured. */
import type { BatchSource } from '../batch.js';
import type { NetworkConfig } from '../config.js';

export interface Task {
  readonly name: string;
  /** One line: what is to be learned, and why formats might matter. */
  readonly title: string;
  /** Sizes that follow from the data. */
  readonly shape: Pick<NetworkConfig, 'classes' | 'vocabulary' | 'regression'> & { readonly realInputs: number };
  readonly training: BatchSource;
  readonly heldOut: BatchSource;
  readonly heldOutBatches: number;
  readonly metric: Metric;
  /** Value of the metric without learning anything, and the best possible one where known. */
  readonly baseline: number;
  readonly best: number | null;
}

/** A number for people, made of the mean loss; smaller is better for all of them. */
export interface Metric {
  readonly name: 'bits a character' | 'perplexity' | 'bits a symbol' | 'squared error' | 'normalised error';
  of(loss: number): number;
}

export const bitsACharacter: Metric = { name: 'bits a character', of: (loss) => loss / Math.LN2 };
export const bitsASymbol: Metric = { name: 'bits a symbol', of: (loss) => loss / Math.LN2 };
export const perplexity: Metric = { name: 'perplexity', of: (loss) => Math.exp(loss) };
export const squaredErrorMetric: Metric = { name: 'squared error', of: (loss) => loss };
/** Squared error of a signal with unit variance, as a share of that variance, square root. */
export const normalisedError: Metric = { name: 'normalised error', of: (loss) => Math.sqrt(loss) };

export interface TaskSizes {
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
}

/** Batches made from their number alone. Held-out ones have numbers that training never reaches. */
export function countedSource(make: (index: number) => ReturnType<BatchSource['batch']>, first = 0): BatchSource {
  return { batch: (index) => make(first + index) };
}

/** First number of the batches that are held out. */
export const HELD_OUT = 2 ** 30;
