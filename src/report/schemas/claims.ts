/** @file The answers to claims: of `onchip claims`, and in the main report. */
import { z } from 'zod';
import { count, known, versionText } from './shared.js';

export const CLAIMS_SCHEMA = 'onchip-claims/2';

const verdict = z.enum(['reached', 'partly', 'not reached', 'cannot be tested']);

const unit = z.string().meta({ description: 'Unit of a finding; without it the numbers are ratios' });

const mapping = z.strictObject({
  chip: z.string(),
  runtime: z.string(),
  format: z.string(),
  problem: z.string(),
  kernel: z.string(),
  units: z.string(),
  engine: z.string(),
  resident: z.record(z.string(), z.number()).readonly(),
  boundBy: z.string(),
  seconds: z.number(),
});

export const claim = z.strictObject({
  id: z.string(),
  statement: z.string(),
  verdict,
  parts: z
    .array(
      z.strictObject({
        name: z.string(),
        verdict,
        reached: count,
        partly: count,
        notReached: count,
        context: z.literal(true).exactOptional().meta({ description: 'Told beside the claim, decides nothing' }),
      }),
    )
    .readonly()
    .exactOptional()
    .meta({
      description: 'Halves of the statement, bases and readings of the hardware, with their findings by verdict',
    }),
  range: z.tuple([known, known]).readonly(),
  unit: unit.optional(),
  base: z.string(),
  reason: z.string(),
  topFactors: z
    .array(z.strictObject({ chip: z.string(), path: z.string(), atLow: known, atHigh: known, unit: unit.optional() }))
    .readonly(),
  findings: z
    .array(
      z.strictObject({
        subject: z.string(),
        base: z.string(),
        what: z.string(),
        value: known,
        unit: unit.optional(),
        range: z.tuple([known, known]).readonly(),
        verdict,
      }),
    )
    .readonly(),
  /** What ran where with the chips’ figures as they are; only in the reports of `onchip claims`. */
  mappings: z.array(mapping).readonly().optional(),
});

export const claimsSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(CLAIMS_SCHEMA),
  version: versionText,
  seed: z.number(),
  samples: count,
  claims: z.array(claim).readonly(),
  /** What the essay argues with that no simulator can test. */
  notTested: z
    .array(z.strictObject({ topic: z.string(), why: z.string() }))
    .readonly()
    .optional(),
});

export type ClaimsReport = z.infer<typeof claimsSchema>;
