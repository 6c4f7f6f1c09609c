/** @file The file of a run (`onchip run --json`, run.json): rows, and the chips that they are of. */
import { z } from 'zod';
import { runRow } from './row.js';
import { numbers, versionText } from './shared.js';

export const RUN_SCHEMA = 'onchip-run/2';

/** A chip as `compare` needs it: with these figures a change of the specification can be named. */
export const chipValues = z.strictObject({
  hash: z.string().meta({ description: 'Of the whole specification, sources included' }),
  values: numbers.meta({ description: 'Every hardware figure by its path' }),
});

export const runSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(RUN_SCHEMA),
  version: versionText,
  kernel: z.string(),
  source: z
    .strictObject({ file: z.string(), hash: z.string() })
    .nullable()
    .meta({ description: 'File of an author’s kernel and the hash of all his files; null for kernels of onchip' }),
  seed: z.number(),
  values: z.enum(['full', 'none']),
  valuesCheckedAt: numbers
    .nullable()
    .meta({ description: 'Smaller parameters at which values are checked against the reference; null: not checked' }),
  chips: z
    .record(z.string(), chipValues)
    .readonly()
    .nullable()
    .meta({ description: 'Chips of the rows by name; null: the version that wrote the file did not record them' }),
  rows: z.array(runRow).readonly(),
});

export type RunReport = z.infer<typeof runSchema>;
export type RunReportRow = RunReport['rows'][number];
