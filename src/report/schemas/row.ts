/** @file A row of a report: one kernel on one target. `onchip run`, the main report and sweeps write the same shape. */
import { z } from 'zod';
import { parallelisms } from '../../sim/target.js';
import { count, known, numbers, range, waitReasons } from './shared.js';

const rig = { chips: count, links: z.string(), linkSeconds: count };
const dataParallel = z.strictObject({
  parallel: z.literal('data'),
  ...rig,
  batchPerChip: count,
  gradientBytes: count,
});
const layerParallel = z.strictObject({
  parallel: z.literal('layer'),
  ...rig,
  layersPerChip: z.array(count).readonly(),
  stepsPerTransfer: count,
  transfers: count,
  bytesPerTransfer: count,
  secondsPerChip: z.array(count).readonly(),
  bubble: z.number(),
});

const mapping = z.strictObject({
  unitKind: z.string(),
  source: z.string().exactOptional().meta({ description: 'How the plan was found: a search by name, or given' }),
  unitsUsed: count,
  unitsOnChip: count,
  classes: z.array(z.strictObject({ units: count, firstUnit: count })).readonly(),
  engines: z.record(z.string(), z.string()).readonly(),
  placement: z
    .array(z.strictObject({ tensor: z.string(), level: z.string(), bytesPerUnit: count, bytesOnChip: count }))
    .readonly(),
  rig: z
    .discriminatedUnion('parallel', [dataParallel, layerParallel])
    .exactOptional()
    .meta({ description: 'On a rig: how its chips share the work, and what the links cost' }),
  loopNest: z.array(z.string()).readonly(),
});

const valueCheck = z.strictObject({
  relL2: known,
  maxAbs: known,
  coldRelL2: known.exactOptional(),
  tolerance: z.number(),
  ok: z.boolean(),
  saturated: count,
  overflows: count,
  nans: count,
});

export const rowHead = {
  chip: z.string(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
  params: numbers,
  parallel: z.enum(parallelisms).exactOptional().meta({ description: 'On a rig: how its chips share the work' }),
};

const notRecorded = 'null: the version that wrote the row did not record it';

const life = z.strictObject({
  tensor: z.string(),
  level: z.string(),
  bytes: count.meta({ description: 'All units together' }),
  held: range.meta({ description: 'Cycles from and until which its place is taken' }),
  used: range.nullable().meta({ description: 'Start of the first and end of the last operation that touches it' }),
});

const rejection = z.strictObject({
  level: z.string(),
  needBytes: count,
  haveBytes: count,
  suggestion: z.string(),
  plans: count.exactOptional().meta({ description: 'Plans that were looked at' }),
  causes: z
    .array(z.strictObject({ cause: z.string(), plans: count }))
    .readonly()
    .exactOptional(),
});

const part = z.strictObject({
  part: z.string().meta({ description: "Name of the layer; '' for launches and loads at the start" }),
  cycles: count,
  macs: count,
  residentBytes: count,
  offUnitBytes: count,
});

const timeline = z.strictObject({
  loop: z.string().nullable().meta({ description: 'The loop that the window counts; null: the program has none' }),
  iterations: count,
  from: count,
  to: count.meta({ description: 'Last iteration that is shown, from 0' }),
  tracks: z.array(z.string()).readonly(),
  labels: z.array(z.string()).readonly(),
  spans: z
    .array(z.tuple([count, count, count, count]).readonly())
    .readonly()
    .meta({ description: 'Place in tracks, place in labels, start and end in cycles' }),
  cut: z.boolean().meta({ description: 'There were more operations' }),
});

const rung = z.union([
  z.strictObject({ kernel: z.string(), seconds: count }),
  z.strictObject({ kernel: z.string(), rejected: rejection }),
]);

export const simulatedRow = z.strictObject({
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
  bytes: numbers.nullable().meta({
    description: `Bytes moved through each level, exchange and dram, read and written, all units together; ${notRecorded}`,
  }),
  busy: numbers.nullable().meta({
    description: `Share of the cycles in which each resource was taken, 0 to 1: that of the unit that works most, or of the chip; ${notRecorded}`,
  }),
  peaks: z
    .strictObject({ macsPerSecond: count, bytesPerSecond: numbers })
    .nullable()
    .meta({ description: `What the whole chip could do; ${notRecorded}` }),
  liveness: z
    .array(life)
    .readonly()
    .nullable()
    .meta({
      description: `Buffers of on-chip memory; of a rig, those of the chip that is busy longest; ${notRecorded}`,
    }),
  parts: z
    .array(part)
    .readonly()
    .exactOptional()
    .meta({ description: 'Layer by layer, where the kernel names layers; the cycles sum to those of the row' }),
  rungs: z
    .array(rung)
    .readonly()
    .exactOptional()
    .meta({ description: 'Of a network: all its kernels; the row is of the fastest that fits' }),
  units: z
    .array(z.strictObject({ firstUnit: count, units: count, work: count, bytes: numbers }))
    .readonly()
    .exactOptional()
    .meta({ description: 'What each unit holds and how long it works; units with equal shares are one entry' }),
  timeline: timeline.exactOptional().meta({ description: 'A few steps, operation by operation' }),
  values: valueCheck.nullable(),
});

export const rejectedRow = z.strictObject({ ...rowHead, rejected: rejection });

/** A row as `onchip run` writes it: with the figures of its chip that are assumed. */
export const runRow = z.union([
  simulatedRow.extend({ assumed: z.array(z.string()).readonly().meta({ description: 'Paths of assumed figures' }) }),
  rejectedRow,
]);
