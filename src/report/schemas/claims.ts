/** @file The answers to claims: of `onchip claims`, and in the main report. */
import { z } from 'zod';
import { count, known, versionText } from './shared.js';

export const CLAIMS_SCHEMA = 'onchip-claims/2';

const verdict = z.enum(['reached', 'partly', 'not reached', 'cannot be tested']);

export const claim = z.strictObject({
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

export const claimsSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(CLAIMS_SCHEMA),
  version: versionText,
  seed: z.number(),
  samples: count,
  claims: z.array(claim).readonly(),
});

export type ClaimsReport = z.infer<typeof claimsSchema>;
