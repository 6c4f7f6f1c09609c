/** @file The file of an accuracy study (`onchip accuracy --json`, accuracy.json). Numbers that do not exist are null. */
import { z } from 'zod';
import type { AccuracyResult } from '../../study/accuracyTypes.js';
import { count, versionText } from './shared.js';

export const ACCURACY_SCHEMA = 'onchip-accuracy/1';

const maybe = z.number().nullable();
const counts = {
  elements: count,
  saturated: count,
  overflows: count,
  flushedToZero: count,
  infinities: count,
  nans: count,
};
const head = { task: z.string(), format: z.string(), seed: z.number() };

const settings = z.strictObject({
  cell: z.string(),
  hidden: count,
  layers: count,
  embedding: count,
  batch: count,
  seqLength: count,
  updates: count,
  optimiser: z.string(),
  learningRate: z.number(),
  clipNorm: z.number().optional(),
  clipValue: z.number().optional(),
  dropoutPercent: z.number().optional(),
  initRange: z.number().optional(),
  maxSymbols: z.number().optional(),
  source: z.string(),
});

const final = z.strictObject({
  trainLoss: maybe,
  heldOutLoss: maybe,
  value: maybe,
  metric: z.string(),
  baseline: z.number(),
  best: maybe,
  deltaToFp32: maybe,
  divergedAt: maybe,
  updates: count,
  skippedUpdates: count,
  firstNonFinite: z
    .strictObject({ step: count, op: z.string(), tensor: z.string(), kind: z.enum(['infinity', 'NaN']) })
    .nullable(),
  gradientCosine: z.array(z.strictObject({ step: count, cosine: maybe })).readonly(),
  counts: z.strictObject(counts),
});

const run = z.strictObject({
  ...head,
  loss: z.array(maybe).readonly(),
  lossEvery: count,
  lossScale: z.array(z.strictObject({ step: count, scale: z.number() })).readonly(),
  final,
});

const tensor = z.strictObject({
  ...head,
  ...counts,
  tensor: z.string(),
  minExponent: maybe,
  maxExponent: maybe,
  exponentChanges: count,
  samples: z
    .array(
      z.strictObject({
        step: count,
        exponent: maybe,
        stepExponents: z.array(z.number()).readonly().nullable(),
        predictedMax: maybe,
        actualMax: maybe,
        headroomBits: maybe,
      }),
    )
    .readonly(),
  sqnrDb: maybe,
  mantissaBits: z.array(count).readonly(),
  magnitudes: z.array(z.tuple([z.number(), count]).readonly()).readonly(),
  unchangedUpdates: maybe,
  gradientCosine: maybe,
});

const summary = z.strictObject({
  task: z.string(),
  format: z.string(),
  metric: z.string(),
  seeds: count,
  diverged: count,
  mean: maybe,
  deviation: maybe,
  meanDelta: maybe,
  deltaDeviation: maybe,
  unchangedUpdates: maybe,
  gradientCosine: maybe,
});

export const accuracySchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(ACCURACY_SCHEMA),
  version: versionText,
  text: z.strictObject({ name: z.string(), characters: count, hash: z.string() }).nullable(),
  preset: z.string(),
  exponents: z.string(),
  tasks: z
    .array(
      z.strictObject({
        task: z.string(),
        title: z.string(),
        settings,
        parameters: count,
        policy: z
          .array(
            z.strictObject({
              precision: z.string(),
              tensors: z.array(z.string()).readonly(),
              exponents: z.string().optional(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
  formats: z
    .array(z.strictObject({ format: z.string(), regime: z.string(), bitTrue: z.string(), emulated: z.string() }))
    .readonly(),
  seeds: z.array(z.number()).readonly(),
  runs: z.array(run).readonly(),
  tensors: z.array(tensor).readonly(),
  summary: z.array(summary).readonly(),
});

/** What an accuracy file holds. No wall times: the same study, the same bytes. */
export interface AccuracyReport extends AccuracyResult {
  readonly schema: typeof ACCURACY_SCHEMA;
  readonly version: string;
  readonly text: { readonly name: string; readonly characters: number; readonly hash: string } | null;
}

export type AccuracyFile = z.infer<typeof accuracySchema>;
