/** @file The file of a validation (`onchip validate --json`, validate.json): predictions beside measured times. */
import { z } from 'zod';
import { count, versionText } from './shared.js';

export const VALIDATE_SCHEMA = 'onchip-validate/1';

const maybe = z.number().nullable();

const fit = z.strictObject({
  medianApe: maybe,
  meanApe: maybe,
  meanSymmetric: maybe,
  slope: maybe,
  spearman: maybe,
  n: count,
});

/** The columns of the measured table under their own names, and what the model says to them. */
const row = z
  .object({
    line: count,
    predictedMs: count,
    measuredMs: count,
    ratio: count,
    boundBy: z.string(),
    mapping: z.string(),
  })
  .catchall(z.union([z.string(), z.number()]));

export const validateSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(VALIDATE_SCHEMA),
  version: versionText,
  rows: z.array(row).readonly(),
  summary: fit,
  tables: z
    .array(
      z.strictObject({
        file: z.string(),
        chip: z.string(),
        runtime: z.string(),
        summary: fit,
        groups: z.record(z.string(), fit).readonly(),
        worst: z.array(row).readonly(),
        skipped: z.array(z.strictObject({ line: count, reason: z.string() })).readonly(),
      }),
    )
    .readonly(),
});

export type ValidateFile = z.infer<typeof validateSchema>;
