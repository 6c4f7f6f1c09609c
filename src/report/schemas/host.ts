/** @file The file of a host measurement (`onchip host --json`, host.json): measured rows, and simulated ones beside them. */
import { z } from 'zod';
import { runRow } from './row.js';
import { count, numbers, versionText } from './shared.js';

export const HOST_SCHEMA = 'onchip-host/1';

const who = { kernel: z.string(), library: z.string(), backend: z.string() };

const measured = z.strictObject({
  ...who,
  status: z.literal('measured'),
  params: numbers,
  format: z.string(),
  seconds: count.meta({ description: 'Median of the turns' }),
  medianSeconds: count,
  leastSeconds: count,
  mostSeconds: count,
  turns: count,
  operationsPerSecond: count.meta({ description: 'Of the matrix products; a multiply-add counts as two' }),
  values: z.strictObject({ relL2: z.number().nullable(), tolerance: count, ok: z.boolean() }),
  remark: z.string().exactOptional(),
});

export const hostSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(HOST_SCHEMA),
  version: versionText,
  machine: z.strictObject({
    cpu: z.string(),
    threads: count,
    clockHz: count.meta({ description: '0: the operating system does not say' }),
    memoryBytes: count,
    system: z.string(),
    node: z.string(),
    caches: z.array(z.strictObject({ level: count, capacityBytes: count })).readonly(),
  }),
  rows: z.array(measured).readonly(),
  failed: z.array(z.strictObject({ ...who, reason: z.string() })).readonly(),
  absent: z.array(z.strictObject({ library: z.string(), reason: z.string() })).readonly(),
  simulated: z
    .array(runRow)
    .readonly()
    .meta({ description: 'The same kernels and sizes on chips, values not computed' }),
});

export type HostReport = z.infer<typeof hostSchema>;
