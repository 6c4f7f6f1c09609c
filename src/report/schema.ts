/** @file The report as data: the one product of which terminal, HTML and files are renderings. Versioned: a change that
 * breaks a reader raises the number in `schema`. Numbers are raw (cycles, seconds, bytes); the unknown is `{ na: why }`. */
import { z } from 'zod';
import { timeReasons, type WaitReason } from '../sim/waits.js';

export const REPORT_SCHEMA = 'onchip-report/1';

const waitReasons = timeReasons.filter((reason): reason is WaitReason => reason !== 'work');
const range = z.tuple([z.number(), z.number()]).readonly();
const count = z.number().min(0);
const known = z
  .union([z.number(), z.strictObject({ na: z.string() }).readonly()])
  .meta({ description: 'A number, or the reason why there is none' });

const mapping = z.strictObject({
  unitKind: z.string(),
  unitsUsed: count,
  unitsOnChip: count,
  classes: z.array(z.strictObject({ units: count, firstUnit: count })).readonly(),
  engines: z.record(z.string(), z.string()).readonly(),
  placement: z
    .array(z.strictObject({ tensor: z.string(), level: z.string(), bytesPerUnit: count, bytesOnChip: count }))
    .readonly(),
  loopNest: z.array(z.string()).readonly(),
});

const valueCheck = z.strictObject({
  relL2: known,
  maxAbs: known,
  coldRelL2: known.optional(),
  tolerance: z.number(),
  ok: z.boolean(),
  saturated: count,
  overflows: count,
  nans: count,
});

const rowHead = {
  chip: z.string(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
  params: z.record(z.string(), z.number()).readonly(),
};

const simulatedRow = z.strictObject({
  ...rowHead,
  cycles: count,
  seconds: count,
  work: count,
  waits: z.record(z.enum(waitReasons), count).readonly(),
  boundBy: z.enum(['compute', ...waitReasons]),
  resident: z.record(z.string(), count).readonly(),
  mapping,
  macs: count,
  macUtilisation: z.number(),
  dramBytes: count,
  dramUtilisation: z.number(),
  values: valueCheck.nullable(),
});

const rejectedRow = z.strictObject({
  ...rowHead,
  rejected: z.strictObject({ level: z.string(), needBytes: count, haveBytes: count, suggestion: z.string() }),
});

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

const verdict = z.enum(['reached', 'partly', 'not reached', 'cannot be tested']);

const claim = z.strictObject({
  id: z.string(),
  statement: z.string(),
  verdict,
  range: z.tuple([known, known]).readonly(),
  base: z.string(),
  reason: z.string(),
  topFactors: z.array(z.strictObject({ chip: z.string(), path: z.string(), atLow: known, atHigh: known })).readonly(),
  findings: z
    .array(
      z.strictObject({
        subject: z.string(),
        base: z.string(),
        what: z.string(),
        value: known,
        range: z.tuple([known, known]).readonly(),
        verdict,
      }),
    )
    .readonly(),
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
});

const manifest = z.strictObject({
  tool: z.literal('onchip'),
  version: z.string(),
  study: z.literal('main'),
  /** What `rerun` needs, with the text of that name and hash. */
  options: z.strictObject({ textName: z.string(), seed: z.number(), quick: z.boolean() }),
  text: z.strictObject({ characters: count, hash: z.string() }),
  params: z.record(z.string(), z.number()).readonly(),
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

/** JSON schema (draft 7) of a report file. */
export function reportJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(reportSchema, { target: 'draft-7' }), title: 'onchip report' };
}
