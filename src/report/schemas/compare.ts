/** @file What `onchip compare --json` prints. Published; nothing reads it back. */
import { z } from 'zod';
import { rowEffects } from '../compare/rows.js';
import { count, known, numbers, versionText } from './shared.js';

export const COMPARE_SCHEMA = 'onchip-compare/2';

const causes = z.array(z.string()).readonly();
const maybe = z.number().nullable();

const rowChange = z.strictObject({
  chip: z.string(),
  parallel: z.string().nullable(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
  params: numbers,
  what: z.enum(rowEffects),
  secondsBefore: maybe,
  secondsAfter: maybe,
  cyclesBefore: maybe,
  cyclesAfter: maybe,
  change: maybe.meta({ description: 'Time after / time before - 1' }),
  cycles: z.array(z.strictObject({ reason: z.string(), by: z.number() })).readonly(),
  causes,
});

const valueChange = z.strictObject({
  kind: z.enum(['claim', 'finding', 'accuracy', 'fit', 'prediction', 'measured']),
  label: z.string(),
  unit: z.string(),
  what: z.enum(['better', 'worse', 'changed']),
  before: z.union([known, z.string()]),
  after: z.union([known, z.string()]),
  change: maybe.meta({ description: 'After / before - 1; of an error (unit %) after - before' }),
  causes,
});

export const compareSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(COMPARE_SCHEMA),
  version: versionText,
  before: z.string(),
  after: z.string(),
  same: count,
  changes: z.array(rowChange).readonly().meta({ description: 'Rows; largest effect first' }),
  onlyBefore: z.array(z.string()).readonly(),
  onlyAfter: z.array(z.string()).readonly(),
  values: z.array(valueChange).readonly().meta({ description: 'Answers of studies; largest effect first' }),
  verdict: z.string(),
  failOver: z.number().exactOptional(),
  failed: count.exactOptional(),
});

export type CompareReport = z.infer<typeof compareSchema>;
