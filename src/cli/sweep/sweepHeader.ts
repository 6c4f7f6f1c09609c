/** @file sweep.json: what a folder's rows are rows of. Written before the first row and never changed, so that a stopped sweep
 * needs nothing else to go on, and a merge can tell shards of different sweeps apart. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../numerics/errors.js';
import { assumedFigures } from '../../sim/chipFigures.js';
import { chipSchema } from '../../sim/chipSchema.js';
import type { Sweep, SweepDefinition } from '../../study/sweep/sweepTypes.js';
import { readTextFile, replaceFile } from '../files.js';
import { jsonText } from '../output.js';
import { version } from '../version.js';
import { digest } from './rowKey.js';

export const HEADER_FILE = 'sweep.json';
export const SWEEP_SCHEMA = 'onchip-sweep/1';

export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
}

export interface SweepHeader {
  readonly schema: typeof SWEEP_SCHEMA;
  readonly version: string;
  /** Hash of version, definition and chips: equal for all shards of a sweep. */
  readonly hash: string;
  /** Rows of the whole sweep; of a search, at most so many. */
  readonly rows: number;
  readonly shard: Shard | null;
  readonly definition: SweepDefinition;
  readonly chips: readonly { readonly name: string; readonly hash: string; readonly assumed: readonly string[] }[];
}

export function headerOf(sweep: Sweep, rows: number, shard: Shard | null): SweepHeader {
  const { definition, machines } = sweep;
  const chips = machines.map(({ name, chip }) => ({
    name,
    hash: digest(JSON.stringify(chip)),
    assumed: assumedFigures(chip).map(({ path }) => path),
  }));
  const hash = digest(JSON.stringify({ version, definition, chips: chips.map((c) => c.hash) }));
  return { schema: SWEEP_SCHEMA, version, hash, rows, shard, definition, chips };
}

export const hasHeader = (folder: string): boolean => existsSync(join(folder, HEADER_FILE));

export function writeHeader(folder: string, header: SweepHeader): void {
  replaceFile(join(folder, HEADER_FILE), jsonText(header));
}

const axis = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('list'), values: z.array(z.number()).min(1) }),
  z.strictObject({ kind: z.literal('range'), low: z.number(), high: z.number() }),
]);
const numbers = z.record(z.string(), z.number());
const definition = z.strictObject({
  kernels: z.array(z.strictObject({ name: z.string(), source: z.string().nullable(), file: z.string().nullable() })),
  machines: z.array(z.strictObject({ name: z.string(), spec: chipSchema.nullable() })),
  runtimes: z.array(z.string()).nullable(),
  formats: z.array(z.string()).nullable(),
  params: z.record(z.string(), axis),
  figures: z.array(z.strictObject({ machine: z.string(), path: z.string(), unit: z.string(), axis })),
  points: z
    .array(
      z.strictObject({
        kernel: z.string().optional(),
        chip: z.string().optional(),
        runtime: z.string().optional(),
        format: z.string().optional(),
        params: numbers,
        figures: z.array(z.strictObject({ machine: z.string(), path: z.string(), value: z.number() })),
      }),
    )
    .nullable(),
  values: z.enum(['none', 'full']),
  seed: z.number(),
  method: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('grid') }),
    z.strictObject({ kind: z.literal('sample'), samples: z.number() }),
    z.strictObject({ kind: z.literal('pareto'), evaluations: z.number(), population: z.number() }),
  ]),
  objectives: z.array(z.string()),
});
const header = z.strictObject({
  schema: z.literal(SWEEP_SCHEMA),
  version: z.string(),
  hash: z.string(),
  rows: z.number(),
  shard: z.strictObject({ index: z.number(), count: z.number() }).nullable(),
  definition,
  chips: z.array(z.strictObject({ name: z.string(), hash: z.string(), assumed: z.array(z.string()) })),
});

/** The header of a folder. Throws InputError when there is none, or it is of another version or damaged. */
export function readHeader(folder: string): SweepHeader {
  const path = join(folder, HEADER_FILE);
  return parseHeader(readTextFile(path, { what: 'a sweep' }), path);
}

export function parseHeader(text: string, where: string): SweepHeader {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError({ where, expected: 'a JSON file', found: (error as Error).message });
  }
  const found = (data as { version?: unknown } | null)?.version;
  if (typeof found === 'string' && found !== version) {
    throw new InputError({
      where: `${where}: version`,
      expected: version,
      found,
      hint: 'each version has rows of its own',
    });
  }
  const parsed = header.safeParse(data);
  if (parsed.success) return parsed.data as SweepHeader;
  const [issue] = parsed.error.issues;
  const at = issue.path.map(String).join('.') || 'top';
  throw new InputError({ where: `${where}: ${at}`, expected: 'what onchip sweep writes there', found: issue.message });
}

/** Throws InputError that names the first thing in which two sweeps differ. */
export function requireSameSweep(found: SweepHeader, wanted: SweepHeader, where: string): void {
  if (found.hash === wanted.hash) return;
  const parts = (h: SweepHeader): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(h.definition).map(([key, value]) => [key, JSON.stringify(value)])),
    chips: h.chips.map((c) => c.hash).join(' '),
  });
  const [a, b] = [parts(wanted), parts(found)];
  const key = Object.keys(a).find((k) => a[k] !== b[k]) ?? 'hash';
  throw new InputError({
    where: `${where}: ${key}`,
    expected: short(a[key] ?? wanted.hash),
    found: short(b[key] ?? found.hash),
    hint: 'another sweep; give it another folder',
  });
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
