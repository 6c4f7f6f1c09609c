/** @file The chip file: one accelerator as data. Validated at load; its JSON schema is published for editors. */
import { z } from 'zod';
import { figure } from './figure.js';

const formatNames = z.array(z.string().min(1)).min(1).readonly();

/** A systolic array per unit. `formats` lists what it multiplies natively or at the same rate. */
const systolic = z.strictObject({
  kind: z.literal('systolic'),
  name: z.string().min(1),
  formats: formatNames,
  rows: figure('rows', { integer: true }),
  columns: figure('columns', { integer: true }),
  /** Arrays of that shape in one unit. */
  arrays: figure('arrays', { integer: true }),
  dataflow: z.enum(['weight-stationary', 'output-stationary']),
  /** false: drain and next fill never overlap (the SCALE-Sim closed form). true: they do, as in real chips. */
  overlapFolds: z.boolean().default(true),
  /** How the values are computed when that differs from the stored format, e.g. "fp16 storage, bf16 array rate". */
  note: z.string().optional(),
});

/** Lanes of fused multiply-add: GPU cores, CPU vectors. */
const simt = z.strictObject({
  kind: z.literal('simt'),
  name: z.string().min(1),
  formats: formatNames,
  /** Multiply-accumulates a cycle and unit at these formats. */
  macsPerCycle: figure('MAC/cycle/unit'),
  /** Dependent-issue latency of one multiply-add. */
  latencyCycles: figure('cycles'),
  note: z.string().optional(),
});

/** Small dense matrix blocks a cycle (tensor cores 4x4x4, GC2's AMP): whole blocks only. */
const matrixBlocks = z.strictObject({
  kind: z.literal('matrix-blocks'),
  name: z.string().min(1),
  formats: formatNames,
  macsPerCycle: figure('MAC/cycle/unit'),
  /** Shape of the block that one instruction multiplies: m x n x k. Edges are padded to it. */
  block: z.strictObject({ m: z.int().positive(), n: z.int().positive(), k: z.int().positive() }),
  latencyCycles: figure('cycles'),
  note: z.string().optional(),
});

const matrixEngine = z.discriminatedUnion('kind', [systolic, simt, matrixBlocks]);

const vectorEngine = z.strictObject({
  /** Simple element-wise operations (add, multiply, compare) a cycle and unit. */
  lanes: figure('elements/cycle/unit'),
  /** exp, tanh, sigmoid, reciprocal results a cycle and unit. */
  specialPerCycle: figure('elements/cycle/unit'),
  latencyCycles: figure('cycles', { min: 0 }),
});

/** On-chip memory, nearest first. Figures of a `unit` level are per unit, those of a `chip` level are for the chip. */
const memoryLevel = z.strictObject({
  name: z.string().min(1),
  scope: z.enum(['unit', 'chip']),
  managed: z.enum(['software', 'hardware']),
  capacityBytes: figure('bytes', { integer: true }),
  /** Share of the capacity that a kernel can pin; the rest holds accumulators, addresses, stacks. 0: cannot pin. */
  pinnableFraction: figure('fraction', { min: 0 }),
  readBytesPerCycle: figure('bytes/cycle'),
  writeBytesPerCycle: figure('bytes/cycle'),
  latencyCycles: figure('cycles', { min: 0 }),
  /** Reads and writes each have a port of their own and do not wait for each other. */
  separateWritePort: z.boolean().default(false),
  banks: figure('banks', { integer: true }).optional(),
  bankBytes: figure('bytes', { integer: true }).optional(),
  /** Largest part of the level that one thread block may own (48 KiB on Pascal). */
  maxBlockBytes: figure('bytes', { integer: true }).optional(),
});

const dram = z.strictObject({
  kind: z.string().min(1),
  capacityBytes: figure('bytes', { integer: true }),
  bytesPerSecond: figure('bytes/s'),
  /** Share of the peak that long streams reach. */
  sustainedFraction: figure('fraction'),
  latencySeconds: figure('s'),
});

const exchange = z.strictObject({
  /** through-l2: units have no direct path, they write and read a shared cache. */
  topology: z.enum(['crossbar', 'mesh', 'ring', 'through-l2']),
  injectBytesPerCycle: figure('bytes/cycle/unit'),
  ejectBytesPerCycle: figure('bytes/cycle/unit'),
  /** Bytes a cycle across the middle of the network. */
  bisectionBytesPerCycle: figure('bytes/cycle'),
  hopLatencyCycles: figure('cycles', { min: 0 }),
  multicast: z.boolean(),
});

const barrier = z.strictObject({
  kind: z.enum(['hardware', 'software']),
  latencySeconds: figure('s', { min: 0 }),
});

/** Host launches of the chip's own runtime; a named runtime (cudnn-7.0 …) replaces them. */
const launch = z.strictObject({
  /** Host time a launch; launches queue behind each other. */
  gapSeconds: figure('s', { min: 0 }),
  /** From the host's call to the first instruction on an idle chip. */
  latencySeconds: figure('s', { min: 0 }),
  /** Between the end of one kernel and the start of the next one, already queued. */
  turnaroundSeconds: figure('s', { min: 0 }),
});

const links = z.strictObject({
  kind: z.string().min(1),
  count: figure('links', { integer: true }),
  bytesPerSecond: figure('bytes/s'),
  latencySeconds: figure('s'),
});

/** Flexpoint's bookkeeping. Nobody has published its cost; the defaults are assumptions with wide ranges. */
const flexpoint = z.strictObject({
  /** Controller cycles for one exponent: compare, scan of 16 maxima, shift. */
  updateCycles: figure('cycles'),
  /** Trial runs of an operation until its output's exponent is initialised (paper Alg. 1; at most 11). */
  initReruns: figure('runs', { integer: true }),
});

const price = z.strictObject({
  usd: figure('USD'),
  date: z.string().min(4),
});

export const chipSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z0-9][a-z0-9.+-]*$/, 'a name of a-z, 0-9, ., + and -'),
  title: z.string().min(1),
  family: z.enum(['nnp', 'gpu', 'tpu', 'ipu', 'cpu', 'custom']),
  /** volta, pascal, maxwell, gcn5 …: what a runtime's kernel menu depends on. */
  architecture: z.string().min(1),
  year: z.int().min(1940).max(2100),
  notes: z.string().optional(),
  clockHz: figure('Hz'),
  units: z.strictObject({ kind: z.string().min(1), count: figure('units', { integer: true }) }),
  matrix: z.array(matrixEngine).min(1).readonly(),
  vector: vectorEngine,
  levels: z.array(memoryLevel).min(1).readonly(),
  dram,
  exchange,
  barrier,
  launch,
  links: links.optional(),
  flexpoint: flexpoint.default({
    updateCycles: { value: 32, unit: 'cycles', source: 'no figure published', status: 'assumed', range: [8, 256] },
    initReruns: {
      value: 3,
      unit: 'runs',
      source: 'typical of the public algorithm',
      status: 'assumed',
      range: [1, 11],
    },
  }),
  /** What the chip cannot do is said here, so that a kernel is refused and not guessed. */
  can: z.strictObject({ train: z.boolean() }),
  /** Format of the study's rows when none is asked for. */
  defaultFormat: z.string().min(1),
  price: price.optional(),
  tdpWatts: figure('W').optional(),
});

export type ChipSpec = z.output<typeof chipSchema>;
export type ChipFile = z.input<typeof chipSchema>;
export type MatrixEngine = ChipSpec['matrix'][number];
export type MemoryLevel = ChipSpec['levels'][number];
