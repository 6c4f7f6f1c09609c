/** @file What `onchip compare` reads of a file: rows of any kind of run, values of studies, and what both were made with.
 * Members that it does not need may be missing or new. */
import { z } from 'zod';
import { InputError } from '../../numerics/errors.js';
import { parallelisms } from '../../sim/target.js';
import { dataOf } from '../file.js';
import { migrate } from '../migrate.js';
import { type FileKind, fileKinds } from '../schemas/index.js';
import { known } from '../schemas/shared.js';
import {
  type ComparedValue,
  valuesOfAccuracy,
  valuesOfClaims,
  valuesOfHost,
  valuesOfText,
  valuesOfValidation,
} from './values.js';

const number = z.number();
const numbers = z.record(z.string(), number);
const mapping = z.object({
  unitsUsed: number,
  engines: z.record(z.string(), z.string()),
  placement: z.array(z.object({ tensor: z.string(), level: z.string(), bytesPerUnit: number })),
  loopNest: z.array(z.string()),
});
const head = {
  chip: z.string(),
  parallel: z.enum(parallelisms).optional(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
  params: numbers,
  /** Varied figures of a sweep. */
  figures: numbers.optional(),
};
const simulated = z.object({
  ...head,
  cycles: number.min(0),
  seconds: number.min(0),
  work: number,
  waits: numbers,
  mapping,
});
const rejected = z.object({ ...head, rejected: z.object({ level: z.string(), needBytes: number, haveBytes: number }) });
const row = z.union([simulated, rejected]);
const rows = z.array(row);

export type ComparedRow = z.infer<typeof row>;
export type ComparedSimulated = z.infer<typeof simulated>;

export type Figures = ReadonlyMap<string, number>;

export interface ComparedFile {
  readonly what: string;
  /** Null where the file does not tell (rows of a sweep). */
  readonly version: string | null;
  readonly rows: readonly ComparedRow[];
  readonly values: readonly ComparedValue[];
  /** Chip → figure → value; a chip whose figures the file does not tell is missing. */
  readonly figures: ReadonlyMap<string, Figures>;
  /** Chip → hash of its specification. */
  readonly hashes: ReadonlyMap<string, string>;
  /** What else it was made with: seeds, samples, the hash of an author's files. */
  readonly settings: ReadonlyMap<string, string>;
}

const chipsOfRun = z.record(z.string(), z.object({ hash: z.string(), values: numbers })).nullish();
const run = z.object({
  version: z.string(),
  seed: number.optional(),
  source: z.object({ file: z.string(), hash: z.string() }).nullish(),
  rows,
  chips: chipsOfRun,
});
const report = z.object({
  manifest: z.object({
    version: z.string(),
    options: z.object({ textName: z.string(), seed: number, quick: z.boolean() }).optional(),
    text: z.object({ hash: z.string() }).optional(),
    chips: z.record(z.string(), z.string()),
  }),
  rows,
  claims: z.array(z.unknown()).optional(),
  accuracy: z.object({ formats: z.array(z.object({ format: z.string(), bitsPerChar: known })) }).nullish(),
  chips: z.array(
    z.object({
      name: z.string(),
      clockHz: number,
      unitCount: number,
      levels: z.array(z.object({ name: z.string(), bytesOnChip: number, pinnableBytesOnChip: number })),
      assumed: z.array(z.object({ path: z.string(), value: number })),
      values: numbers.nullish(),
    }),
  ),
});
const host = z.object({ version: z.string(), rows: z.array(z.unknown()), simulated: rows });

/** Throws InputError that names the file and the place in it. */
export function parseCompared(text: string, fileName: string): ComparedFile {
  const data = jsonOrLines(text, fileName);
  if ('lines' in data) {
    const checkedRows = data.lines.map((line, i) => checked(row, line, `${fileName}:${i + 1}`));
    return { ...empty, what: 'rows of a sweep', version: null, rows: checkedRows };
  }
  const file = migrate(data.json, fileName);
  return { ...partsOf(file.kind, file.data, fileName), what: fileKinds[file.kind].what };
}

const empty = {
  rows: [],
  values: [],
  figures: new Map<string, Figures>(),
  hashes: new Map<string, string>(),
  settings: new Map<string, string>(),
} as const;

/** One JSON value, or a list of the lines of rows.jsonl. */
function jsonOrLines(
  text: string,
  fileName: string,
): { readonly json: unknown } | { readonly lines: readonly unknown[] } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const ofSweep = fileName.endsWith('.jsonl') || (lines.length > 0 && /^\{"index":\d+,"key":/.test(lines[0]));
  const parse = (part: string, where: string): unknown => {
    try {
      return JSON.parse(part);
    } catch (error) {
      throw new InputError({ where, expected: 'a JSON file', found: (error as Error).message });
    }
  };
  return ofSweep
    ? { lines: lines.map((line, i) => parse(line, `${fileName}:${i + 1}`)) }
    : { json: dataOf(text, fileName) };
}

function partsOf(kind: FileKind, data: unknown, fileName: string): Omit<ComparedFile, 'what'> {
  switch (kind) {
    case 'run':
      return partsOfRun(checked(run, data, fileName));
    case 'report':
      return partsOfReport(checked(report, data, fileName), fileName);
    case 'claims': {
      const { version, seed, samples, claims } = checked(fileKinds.claims.schema, data, fileName);
      const settings = new Map([
        ['seed', String(seed)],
        ['samples', String(samples)],
      ]);
      return { ...empty, version, settings, values: valuesOfClaims(claims) };
    }
    case 'accuracy': {
      const file = checked(fileKinds.accuracy.schema, data, fileName);
      const { version, preset, exponents, seeds } = file;
      const settings = new Map([
        ['preset', preset],
        ['shared exponents', exponents],
        ['seeds', seeds.join(', ')],
      ]);
      return { ...empty, version, settings, values: valuesOfAccuracy(file.summary) };
    }
    case 'validate': {
      const file = checked(fileKinds.validate.schema, data, fileName);
      return { ...empty, version: file.version, values: valuesOfValidation(file) };
    }
    case 'host': {
      const file = checked(fileKinds.host.schema, data, fileName);
      const { simulated: simulatedRows } = checked(host, data, fileName);
      const settings = new Map([
        ['machine', file.machine.cpu],
        ['Node', file.machine.node],
      ]);
      return { ...empty, version: file.version, settings, rows: simulatedRows, values: valuesOfHost(file.rows) };
    }
  }
}

function partsOfRun({ version, seed, source, rows, chips }: z.infer<typeof run>): Omit<ComparedFile, 'what'> {
  const entries = Object.entries(chips ?? {});
  const settings = new Map<string, string>();
  if (seed !== undefined) settings.set('seed', String(seed));
  if (source) settings.set(`kernel file ${source.file} (hash)`, source.hash);
  return {
    ...empty,
    version,
    rows,
    settings,
    figures: new Map(entries.map(([name, { values }]) => [name, new Map(Object.entries(values))])),
    hashes: new Map(entries.map(([name, { hash }]) => [name, hash])),
  };
}

function partsOfReport(
  { manifest, rows, chips, claims, accuracy }: z.infer<typeof report>,
  fileName: string,
): Omit<ComparedFile, 'what'> {
  const { options, text, version } = manifest;
  const settings = new Map<string, string>();
  if (options !== undefined) {
    settings.set('seed', String(options.seed));
    settings.set('quick', String(options.quick));
  }
  if (text !== undefined) settings.set('text (hash)', text.hash);
  const answers = claims === undefined ? [] : checked(fileKinds.claims.schema.shape.claims, claims, fileName);
  return {
    version,
    rows,
    settings,
    values: [...valuesOfClaims(answers), ...valuesOfText(accuracy?.formats ?? [])],
    figures: new Map(
      chips.map((chip) => [chip.name, chip.values ? new Map(Object.entries(chip.values)) : sizesOf(chip)]),
    ),
    hashes: new Map(Object.entries(manifest.chips)),
  };
}

function checked<T extends z.ZodType>(schema: T, data: unknown, where: string): z.infer<T> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue.path.map(String).join('.') || 'top';
  throw new InputError({ where: `${where}: ${path}`, expected: 'what onchip writes there', found: issue.message });
}

/** A report of version 1 lists sizes and the assumed figures; the hash tells of the others. */
function sizesOf(chip: z.infer<typeof report>['chips'][number]): Figures {
  const levels = chip.levels.flatMap((level): [string, number][] => [
    [`levels.${level.name} bytes on chip`, level.bytesOnChip],
    [`levels.${level.name} bytes that can be pinned`, level.pinnableBytesOnChip],
  ]);
  const assumed = chip.assumed.map(({ path, value }): [string, number] => [path, value]);
  return new Map([['clockHz', chip.clockHz], ['units.count', chip.unitCount], ...levels, ...assumed]);
}
