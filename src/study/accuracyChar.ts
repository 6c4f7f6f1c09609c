/** @file The main job's model: trains a character LSTM for a short while in fp32, then reads held-out text with it in
 * every format. Plain JSON comes out, equal on every machine; rates and times are the caller's business. */

import { trainingKernels } from '../kernels/train/train.js';
import { StreamSource } from '../models/batch.js';
import { initialWeights, type NetworkConfig, parameterCount, type Weights } from '../models/config.js';
import { type PolicyLine, precisionPolicy } from '../models/regime.js';
import { corpusOf } from '../models/text.js';
import { Trainer } from '../models/trainer.js';
import { InputError } from '../numerics/errors.js';
import { parseFormat } from '../numerics/format.js';
import { evaluateInFormats, type FormatResult, referenceLogits } from './accuracyFormats.js';

export interface CharStudyOptions {
  readonly hidden: number;
  readonly layers: number;
  readonly embedding: number;
  readonly batch: number;
  readonly seqLength: number;
  /** Updates. */
  readonly steps: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  readonly seed: number;
  readonly formats: readonly string[];
  readonly heldOutCharacters: number;
  readonly maxSymbols: number;
  /** Held-out batches whose predictions are computed in float64, too. */
  readonly referenceBatches: number;
  /** Batches of training text before counting starts. */
  readonly warmUpBatches: number;
}

export const charStudyDefaults: CharStudyOptions = {
  hidden: 200,
  layers: 2,
  embedding: 64,
  batch: 16,
  seqLength: 32,
  steps: 240,
  learningRate: 0.01,
  clipNorm: 1,
  seed: 1,
  formats: ['fp32', 'fp16', 'fp16-all', 'bf16', 'flex16+5'],
  heldOutCharacters: 10_000,
  maxSymbols: 128,
  referenceBatches: 2,
  warmUpBatches: 2,
};

/** Characters done so far in a phase; rate and remaining time follow from the caller's clock. */
export interface CharStudyProgress {
  readonly phase: 'train' | 'reference' | 'evaluate';
  readonly done: number;
  readonly total: number;
  readonly characters: number;
  /** `loss 2.31 bits`, or the format just evaluated. */
  readonly note: string;
}

export interface CharStudyResult {
  readonly text: { readonly name: string; readonly characters: number; readonly symbols: number };
  readonly model: {
    readonly cell: string;
    readonly hidden: number;
    readonly layers: number;
    readonly embedding: number;
    readonly classes: number;
    readonly parameters: number;
    readonly policy: readonly PolicyLine[];
  };
  readonly training: {
    readonly format: string;
    readonly optimiser: string;
    readonly learningRate: number;
    readonly clipNorm: number;
    readonly steps: number;
    readonly batch: number;
    readonly seqLength: number;
    readonly seed: number;
    readonly characters: number;
    /** Nats per character of each update's batch, before the update. */
    readonly losses: readonly number[];
    /** Mean of the last tenth of `losses`. */
    readonly finalLoss: number;
    readonly bitsPerChar: number;
    readonly unigramBits: number;
  };
  readonly formats: readonly FormatResult[];
  readonly heldOutCharacters: number;
  /** What was done so that predicted exponents are judged fairly. */
  readonly protocol: string;
}

/** Train and evaluate. Throws InputError for a text that is too short, bad sizes, unknown formats. */
export function runCharStudy(
  text: string,
  textName: string,
  options: Partial<CharStudyOptions> = {},
  onProgress: (progress: CharStudyProgress) => void = () => {},
): CharStudyResult {
  const o = { ...charStudyDefaults, ...options };
  for (const format of o.formats) parseFormat(format);
  const heldOutCharacters = heldOutOf(text, textName, o);
  // One piece for each of the side-by-side streams: the model is judged on all the kinds of passages that it has seen.
  const corpus = corpusOf(text, textName, { maxSymbols: o.maxSymbols, heldOut: heldOutCharacters, pieces: o.batch });
  const symbols = corpus.symbols.length;
  const config: NetworkConfig = {
    cell: 'lstm',
    hidden: o.hidden,
    layers: o.layers,
    classes: symbols,
    vocabulary: symbols,
    input: o.embedding,
    regression: false,
  };
  const training = new StreamSource(textName, corpus.training, o.batch, o.seqLength);
  const heldOut = new StreamSource(`${textName} (held-out part)`, corpus.heldOut, o.batch, o.seqLength);
  const { losses, weights } = trainChars(config, training, o, onProgress);
  const finalLoss = meanOfLastTenth(losses);
  const referenceBatches = Math.min(o.referenceBatches, heldOut.batchesPerPass);
  const reference = referenceLogits(config, weights, heldOut, referenceBatches, o.batch);
  const batches = heldOut.batchesPerPass;
  const perFormat = batches * o.batch * o.seqLength;
  const total = o.formats.length;
  onProgress({ phase: 'reference', done: 1, total: 1, characters: reference.length / symbols, note: 'float64' });
  const formats = evaluateInFormats(
    o.formats,
    {
      config,
      weights,
      heldOut,
      batches,
      warmUp: training,
      warmUpBatches: o.warmUpBatches,
      batch: o.batch,
      steps: o.seqLength,
      seed: o.seed,
      reference,
    },
    (done, note) => onProgress({ phase: 'evaluate', done, total, characters: done * perFormat, note }),
  );
  const { hidden, layers, embedding, learningRate, clipNorm, steps, batch, seqLength, seed } = o;
  const sizes = { hidden, layers, batch, steps: seqLength, classes: symbols, vocabulary: symbols, input: embedding };
  return {
    text: { name: textName, characters: corpus.training.length + corpus.heldOut.length, symbols },
    model: {
      cell: config.cell,
      hidden,
      layers,
      embedding,
      classes: symbols,
      parameters: parameterCount(config),
      policy: precisionPolicy(trainingKernels.lstm, sizes, 'shared'),
    },
    training: {
      format: 'fp32',
      optimiser: 'adam',
      learningRate,
      clipNorm,
      steps,
      batch,
      seqLength,
      seed,
      characters: steps * batch * seqLength,
      losses,
      finalLoss,
      bitsPerChar: finalLoss / Math.LN2,
      unigramBits: corpus.unigramBits,
    },
    formats,
    heldOutCharacters: perFormat,
    protocol:
      `all formats read the same ${batches} held-out batches of ${batch} x ${seqLength} characters with the same fp32-trained weights; ` +
      `${o.warmUpBatches} batches of training text run first and are not counted, so that predicted exponents (one a tensor, shared over the steps) have a history; ` +
      `float64 predictions of the first ${referenceBatches} batches are the reference of the relative error`,
  };
}

/** A short text keeps a tenth for evaluation, but at least what one batch needs. */
function heldOutOf(text: string, name: string, o: CharStudyOptions): number {
  const least = o.batch * o.seqLength + 1;
  if (text.length < 4 * least) {
    throw new InputError({
      where: `text ${name}`,
      expected: `at least ${4 * least} characters for batches of ${o.batch} x ${o.seqLength}`,
      found: String(text.length),
    });
  }
  return Math.min(o.heldOutCharacters, Math.max(least, Math.floor(text.length / 10)));
}

function trainChars(
  config: NetworkConfig,
  source: StreamSource,
  o: CharStudyOptions,
  onProgress: (progress: CharStudyProgress) => void,
): { losses: number[]; weights: Weights } {
  const { batch, seqLength, steps, learningRate, clipNorm, seed } = o;
  const trainer = new Trainer(
    config,
    { batch, steps: seqLength, optimiser: 'adam', learningRate, clipNorm, seed },
    parseFormat('fp32'),
    initialWeights(config, { seed }),
  );
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { loss } = trainer.train(source.batch(i));
    losses.push(loss);
    const note = `loss ${(loss / Math.LN2).toFixed(2)} bits a character`;
    onProgress({ phase: 'train', done: i + 1, total: steps, characters: (i + 1) * batch * seqLength, note });
  }
  const weights = trainer.weights();
  trainer.release();
  return { losses, weights };
}

function meanOfLastTenth(losses: readonly number[]): number {
  const last = losses.slice(-Math.max(1, Math.ceil(losses.length / 10)));
  return last.reduce((sum, x) => sum + x, 0) / last.length;
}
