/** @file The next character, or the next word, of a text. */
import { StreamSource } from '../batch.js';
import { type Corpus, type CorpusOptions, corpusOf } from '../text.js';
import { bitsACharacter, perplexity, type Task, type TaskSizes } from './task.js';

/** Throws InputError for a text shorter than one batch. */
export function textTask(text: string, name: string, sizes: TaskSizes, options: CorpusOptions): Task {
  const { batch, steps } = sizes;
  const corpus = knownCorpus(text, name, { heldOut: heldOutOf(text, sizes, options), ...options });
  const symbols = corpus.symbols.length;
  const heldOut = new StreamSource(`${name} (held-out part)`, corpus.heldOut, batch, steps);
  const metric = corpus.unit === 'char' ? bitsACharacter : perplexity;
  return {
    name: corpus.unit,
    title: `next ${corpus.unit === 'char' ? 'character' : 'word'} of ${name}`,
    shape: { classes: symbols, vocabulary: symbols, regression: false, realInputs: 0 },
    training: new StreamSource(name, corpus.training, batch, steps),
    heldOut,
    heldOutBatches: heldOut.batchesPerPass,
    metric,
    baseline: metric.of(corpus.unigramBits * Math.LN2),
    best: null,
  };
}

let latest: { readonly text: string; readonly key: string; readonly corpus: Corpus } | undefined;

/** The runs of a study read the same text: it is cut and numbered once. */
function knownCorpus(text: string, name: string, options: CorpusOptions): Corpus {
  const key = JSON.stringify([name, options]);
  if (latest?.key !== key || latest.text !== text) latest = { text, key, corpus: corpusOf(text, name, options) };
  return latest.corpus;
}

/** Eight batches, or a tenth of a short text, but at least one batch. */
function heldOutOf(text: string, { batch, steps }: TaskSizes, { unit }: CorpusOptions): number {
  const symbols = unit === 'word' ? text.split(/\s+/).length : text.length;
  const one = batch * steps + 1;
  return Math.max(one, Math.min(8 * one, Math.floor(symbols / 10)));
}
