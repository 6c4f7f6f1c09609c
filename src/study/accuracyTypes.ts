/** @file What an accuracy study is made of, and the JSON that comes out. Numbers that do not exist are null. */
import type { CellName } from '../kernels/train/network.js';
import type { OptimiserName } from '../kernels/train/trainParams.js';
import type { FormatCounts } from '../models/formatCounts.js';
import type { FirstNonFinite } from '../models/observer.js';
import type { PolicyLine } from '../models/regime.js';
import type { TaskName } from '../models/tasks/index.js';
import type { ExponentSharing } from '../sim/exponentUses.js';

/** Network and training of one task. */
export interface TaskSettings {
  readonly cell: CellName;
  readonly hidden: number;
  readonly layers: number;
  /** Width of the embedding (tasks with symbols). */
  readonly embedding: number;
  readonly batch: number;
  /** Steps that gradients flow through. */
  readonly seqLength: number;
  readonly updates: number;
  readonly optimiser: OptimiserName;
  readonly learningRate: number;
  readonly clipNorm?: number;
  readonly clipValue?: number;
  readonly dropoutPercent?: number;
  /** All weights start uniform in +- this; default see initialWeights. */
  readonly initRange?: number;
  /** Most symbols of a text. */
  readonly maxSymbols?: number;
  /** Where the settings come from. */
  readonly source: string;
}

/** One independent run: everything that decides its result. */
export interface AccuracyJob {
  readonly task: TaskName;
  readonly format: string;
  readonly seed: number;
  readonly settings: TaskSettings;
  /** Steps at which stores, gradients and updates are looked at closely. */
  readonly samples: number;
  readonly text?: { readonly text: string; readonly name: string };
  /** Shared exponents (flex): one for all time steps of a tensor, or one for each. */
  readonly exponents: ExponentSharing;
}

export interface AccuracyRun {
  readonly task: TaskName;
  readonly format: string;
  readonly seed: number;
  /** Mean loss (nats, or squared error) over `lossEvery` updates each. */
  readonly loss: readonly (number | null)[];
  readonly lossEvery: number;
  readonly lossScale: readonly { readonly step: number; readonly scale: number }[];
  readonly final: FinalResult;
}

export interface FinalResult {
  readonly trainLoss: number | null;
  readonly heldOutLoss: number | null;
  /** Held-out loss as the task's metric. */
  readonly value: number | null;
  readonly metric: string;
  /** Value without learning, and the best possible one. */
  readonly baseline: number;
  readonly best: number | null;
  /** value minus that of fp32 with the same seed, initial weights and data. */
  readonly deltaToFp32: number | null;
  /** First step whose loss was not finite; the run stops there. */
  readonly divergedAt: number | null;
  readonly updates: number;
  readonly skippedUpdates: number;
  readonly firstNonFinite: FirstNonFinite | null;
  /** Cosine between the gradient in the format and in fp32 at the same weights and batch, at the sampled steps. */
  readonly gradientCosine: readonly { readonly step: number; readonly cosine: number | null }[];
  readonly counts: FormatCounts;
}

/** State of one tensor's exponent after a sampled step; with one for each time step, of that which holds the most. */
export interface ExponentSample {
  readonly step: number;
  /** e, scale = 2^e; null without a shared exponent. */
  readonly exponent: number | null;
  /** With an exponent for each time step: all of them, in the order of slots or iterations; else null. */
  readonly stepExponents: readonly number[] | null;
  /** Largest magnitude that the predicted exponent can hold, and the largest that was held. */
  readonly predictedMax: number | null;
  readonly actualMax: number;
  readonly headroomBits: number | null;
}

export interface TensorRecord extends FormatCounts {
  readonly task: TaskName;
  readonly format: string;
  readonly seed: number;
  readonly tensor: string;
  readonly minExponent: number | null;
  readonly maxExponent: number | null;
  readonly exponentChanges: number;
  readonly samples: readonly ExponentSample[];
  /** Signal to rounding noise over the sampled stores; null when nothing was lost. */
  readonly sqnrDb: number | null;
  readonly mantissaBits: readonly number[];
  readonly magnitudes: readonly (readonly [number, number])[];
  /** Weights: share of the elements with a gradient that an update left as they were, mean over the sampled steps. */
  readonly unchangedUpdates: number | null;
  /** Gradients: cosine to fp32, mean over the sampled steps. */
  readonly gradientCosine: number | null;
}

export interface JobResult {
  readonly run: AccuracyRun;
  readonly tensors: readonly TensorRecord[];
}

/** One format on one task over all seeds. */
export interface FormatSummary {
  readonly task: TaskName;
  readonly format: string;
  readonly metric: string;
  readonly seeds: number;
  readonly diverged: number;
  readonly mean: number | null;
  /** Sample standard deviation over the seeds; null for fewer than two. */
  readonly deviation: number | null;
  /** Paired difference to fp32: mean and standard deviation over the seeds. */
  readonly meanDelta: number | null;
  readonly deltaDeviation: number | null;
  readonly unchangedUpdates: number | null;
  readonly gradientCosine: number | null;
}

export interface AccuracyResult {
  readonly preset: string;
  /** How formats with shared exponents treat the time steps of a tensor. */
  readonly exponents: ExponentSharing;
  readonly tasks: readonly {
    readonly task: TaskName;
    readonly title: string;
    readonly settings: TaskSettings;
    readonly parameters: number;
    readonly policy: readonly PolicyLine[];
  }[];
  readonly formats: readonly {
    readonly format: string;
    readonly regime: string;
    readonly bitTrue: string;
    readonly emulated: string;
  }[];
  readonly seeds: readonly number[];
  readonly runs: readonly AccuracyRun[];
  readonly tensors: readonly TensorRecord[];
  readonly summary: readonly FormatSummary[];
}
