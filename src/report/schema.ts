/** @file The report as data: the one product of which terminal, HTML and files are renderings. Versioned: a change that
 * breaks a reader raises the number in `schema`. Numbers are raw (cycles, seconds, bytes); the unknown is `{ na: why }`. */
import { z } from 'zod';
import { claim } from './schemas/claims.js';
import { rejectedRow, simulatedRow } from './schemas/row.js';
import { count, known, numbers, range } from './schemas/shared.js';

export const REPORT_SCHEMA = 'onchip-report/2';

const base = z.strictObject({
  id: z.string(),
  chip: z.string(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
});

const speedup = z.strictObject({
  chip: z.string(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
  batch: count,
  /** Base id → time of the base / time of this row. */
  versus: z.record(z.string(), known).readonly(),
});

const losses = z.array(known).readonly();

const accuracy = z.strictObject({
  model: z.strictObject({
    cell: z.string(),
    hidden: count,
    layers: count,
    embedding: count,
    classes: count,
    parameters: count,
  }),
  training: z.strictObject({
    format: z.string(),
    optimiser: z.string(),
    learningRate: z.number(),
    clipNorm: z.number(),
    steps: count,
    batch: count,
    seqLength: count,
    seed: z.number(),
    characters: count,
    losses,
    finalLoss: known,
    bitsPerChar: known,
    unigramBits: known,
  }),
  formats: z
    .array(
      z.strictObject({
        format: z.string(),
        elements: count,
        bitsPerChar: known,
        deltaToFp32: known.nullable(),
        relativeError: known,
        saturated: count,
        overflows: count,
        flushedToZero: count,
        infinities: count,
        nans: count,
        minExponent: z.number().nullable(),
        maxExponent: z.number().nullable(),
      }),
    )
    .readonly(),
  heldOutCharacters: count,
  protocol: z.string(),
});

const figure = z.strictObject({
  path: z.string(),
  value: z.number(),
  unit: z.string(),
  source: z.string(),
  range,
});

const chip = z.strictObject({
  name: z.string(),
  title: z.string(),
  family: z.string(),
  year: z.number(),
  clockHz: z.number(),
  unitKind: z.string(),
  unitCount: count,
  notes: z.string().optional(),
  /** Levels of on-chip memory, nearest first; bytes of the whole chip. */
  levels: z
    .array(
      z.strictObject({
        name: z.string(),
        scope: z.enum(['unit', 'chip']),
        managed: z.enum(['software', 'hardware']),
        bytesOnChip: count,
        pinnableBytesOnChip: count,
      }),
    )
    .readonly(),
  /** Hardware figures by status. */
  figures: z.strictObject({ published: count, measured: count, derived: count, assumed: count }),
  assumed: z.array(figure).readonly(),
  values: numbers
    .nullable()
    .meta({ description: 'Every hardware figure by its path; null: the version that wrote it did not record them' }),
});

const manifest = z.strictObject({
  tool: z.literal('onchip'),
  version: z.string(),
  study: z.literal('main'),
  /** What `rerun` needs, with the text of that name and hash. */
  options: z.strictObject({ textName: z.string(), seed: z.number(), quick: z.boolean() }),
  text: z.strictObject({ characters: count, hash: z.string() }),
  params: numbers,
  batches: z.array(count).readonly(),
  kernels: z.array(z.string()).readonly(),
  formats: z.array(z.string()).readonly(),
  chips: z.record(z.string(), z.string()).readonly().meta({ description: 'Chip → hash of its specification' }),
  hash: z.string().meta({ description: 'Hash of version, options, text, parameters and chips' }),
});

export const reportSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(REPORT_SCHEMA),
  title: z.string(),
  manifest,
  claims: z.array(claim).readonly(),
  bases: z.array(base).readonly(),
  speedups: z.array(speedup).readonly(),
  accuracy: accuracy.nullable(),
  rows: z.array(z.union([simulatedRow, rejectedRow])).readonly(),
  notRun: z
    .array(z.strictObject({ chip: z.string(), kernel: z.string(), format: z.string(), reason: z.string() }))
    .readonly(),
  chips: z.array(chip).readonly(),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportRow = Report['rows'][number];
export type ReportSimulatedRow = z.infer<typeof simulatedRow>;
export type ReportChip = z.infer<typeof chip>;
export type ReportClaim = z.infer<typeof claim>;
export type ReportAccuracy = z.infer<typeof accuracy>;
export type ReportSpeedup = z.infer<typeof speedup>;
export type ReportManifest = z.infer<typeof manifest>;
