/** @file Text to symbols: alphabet, training and held-out part, batches of side-by-side streams. Deterministic: the same
 * text gives the same ids everywhere. */
import { InputError } from '../numerics/errors.js';

/** Symbol 0 stands for everything that the alphabet leaves out. */
export const UNKNOWN = '<unk>';

export interface Corpus {
  readonly name: string;
  /** `char`: symbols are code points; `word`: white-space separated words and line ends. */
  readonly unit: 'char' | 'word';
  readonly symbols: readonly string[];
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
  /** Bits a symbol of the held-out part costs when only the frequencies of the training part are known. */
  readonly unigramBits: number;
}

export interface CorpusOptions {
  readonly unit?: 'char' | 'word';
  /** Largest number of symbols, <unk> included. Default 128 characters or 2,000 words; the rarest are left out. */
  readonly maxSymbols?: number;
  /** Symbols that are kept from training. Default a tenth, at most 10,000. */
  readonly heldOut?: number;
  /** Equal pieces that the held-out part is taken in, each the end of an equal part of the text. Default 1: the end of
   * the text. Several pieces judge a model on all kinds of passages that it was trained on. */
  readonly pieces?: number;
}

const DEFAULT_SYMBOLS = { char: 128, word: 2000 } as const;

/** Cut and number a text. Throws InputError when there is nothing to cut. */
export function corpusOf(text: string, name: string, options: CorpusOptions = {}): Corpus {
  const unit = options.unit ?? 'char';
  const tokens = unit === 'char' ? [...text] : wordsOf(text);
  if (tokens.length === 0) {
    throw new InputError({
      where: `text ${name}`,
      expected: 'some text',
      found: 'nothing but white space or no bytes',
    });
  }
  const held = options.heldOut ?? Math.min(10_000, Math.floor(tokens.length / 10));
  if (held < 2 || tokens.length - held < 2) {
    throw new InputError({
      where: `text ${name}`,
      expected: `at least ${Math.max(40, held + 2)} ${unit === 'char' ? 'characters' : 'words'}`,
      found: String(tokens.length),
    });
  }
  const { first, kept } = cut(tokens, held, options.pieces ?? 1);
  const symbols = alphabetOf(first, options.maxSymbols ?? DEFAULT_SYMBOLS[unit]);
  const idOf = new Map(symbols.map((symbol, id) => [symbol, id]));
  const encode = (part: readonly string[]): Int32Array => Int32Array.from(part, (token) => idOf.get(token) ?? 0);
  const training = encode(first);
  const heldOut = encode(kept);
  return { name, unit, symbols, training, heldOut, unigramBits: unigramBits(training, heldOut, symbols.length) };
}

/** Take the end of each of `pieces` equal parts of the text, `held` symbols in all. */
function cut(tokens: readonly string[], held: number, pieces: number): { first: string[]; kept: string[] } {
  const first: string[] = [];
  const kept: string[] = [];
  for (let i = 0; i < pieces; i++) {
    const from = Math.floor((i * tokens.length) / pieces);
    const to = Math.floor(((i + 1) * tokens.length) / pieces);
    const length = Math.floor(((i + 1) * held) / pieces) - Math.floor((i * held) / pieces);
    for (let t = from; t < to; t++) (t < to - length ? first : kept).push(tokens[t]);
  }
  return { first, kept };
}

function wordsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const words = line.split(/\s+/).filter((word) => word !== '');
    return words.length === 0 ? [] : [...words, '\n'];
  });
}

/** <unk>, then the most frequent symbols, ties in code unit order. */
function alphabetOf(tokens: readonly string[], maxSymbols: number): string[] {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([token]) => token);
  return [UNKNOWN, ...ordered.slice(0, maxSymbols - 1)];
}

/** Cross-entropy of the held-out part under add-one frequencies of the training part. */
function unigramBits(training: Int32Array, heldOut: Int32Array, symbols: number): number {
  const counts = new Float64Array(symbols).fill(1);
  for (const id of training) counts[id] += 1;
  let bits = 0;
  for (const id of heldOut) bits -= Math.log2(counts[id] / (training.length + symbols));
  // Twelve digits: the last bits of a logarithm differ between JavaScript engines.
  return Number((bits / heldOut.length).toPrecision(12));
}
