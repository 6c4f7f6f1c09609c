/** @file What `onchip compare` reads of a report.json or a run.json: rows, and the figures of their chips. Members that it
 * does not need may be missing or new. */
import { z } from 'zod';
import { InputError } from '../numerics/errors.js';
import { migrate } from './migrate.js';

const number = z.number().finite();
const mapping = z.object({
  unitsUsed: number,
  engines: z.record(z.string(), z.string()),
  placement: z.array(z.object({ tensor: z.string(), level: z.string(), bytesPerUnit: number })),
  loopNest: z.array(z.string()),
});
const head = {
  chip: z.string(),
  runtime: z.string(),
  kernel: z.string(),
  format: z.string(),
  params: z.record(z.string(), number),
};
const simulated = z.object({
  ...head,
  cycles: number.positive(),
  seconds: number.positive(),
  work: number,
  waits: z.record(z.string(), number),
  mapping,
});
const rejected = z.object({ ...head, rejected: z.object({ level: z.string(), needBytes: number, haveBytes: number }) });
const rows = z.array(z.union([simulated, rejected]));

const values = z.record(z.string(), number);
const run = z.object({
  version: z.string(),
  rows,
  chips: z.record(z.string(), z.object({ hash: z.string(), values })).nullish(),
});
const report = z.object({
  manifest: z.object({ version: z.string(), chips: z.record(z.string(), z.string()) }),
  rows,
  chips: z.array(
    z.object({
      name: z.string(),
      clockHz: number,
      unitCount: number,
      levels: z.array(z.object({ name: z.string(), bytesOnChip: number, pinnableBytesOnChip: number })),
      assumed: z.array(z.object({ path: z.string(), value: number })),
      values: values.nullish(),
    }),
  ),
});

export type ComparedRow = z.infer<typeof rows>[number];
export type ComparedSimulated = z.infer<typeof simulated>;

export interface ComparedFile {
  readonly version: string;
  readonly rows: readonly ComparedRow[];
  /** Chip → figure → value; a chip whose figures the file does not tell is missing. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Chip → hash of its specification; empty in a run.json of version 1. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Throws InputError that names the file and the place in it. */
export function parseCompared(text: string, fileName: string): ComparedFile {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError({ where: fileName, expected: 'a JSON file', found: (error as Error).message });
  }
  const file = migrate(data, fileName);
  if (file.kind === 'run') {
    const { version, rows, chips } = checked(run, file.data, fileName);
    const entries = Object.entries(chips ?? {});
    const figures = Object.fromEntries(entries.map(([name, chip]) => [name, chip.values]));
    return { version, rows, figures, hashes: Object.fromEntries(entries.map(([name, { hash }]) => [name, hash])) };
  }
  if (file.kind !== 'report') {
    const found = `a file of the kind ${file.kind}`;
    throw new InputError({ where: `${fileName}: schema`, expected: 'a main report or a run', found });
  }
  const { manifest, rows, chips } = checked(report, file.data, fileName);
  const figures = Object.fromEntries(chips.map((chip) => [chip.name, chip.values ?? figuresOf(chip)]));
  return { version: manifest.version, rows, figures, hashes: manifest.chips };
}

function checked<T extends z.ZodType>(schema: T, data: unknown, fileName: string): z.infer<T> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue.path.map(String).join('.') || 'top';
  throw new InputError({ where: `${fileName}: ${path}`, expected: 'what onchip writes there', found: issue.message });
}

/** A report of version 1 lists sizes and the assumed figures; the hash tells of the others. */
function figuresOf(chip: z.infer<typeof report>['chips'][number]): Readonly<Record<string, number>> {
  const levels = chip.levels.flatMap((level) => [
    [`levels.${level.name} bytes on chip`, level.bytesOnChip],
    [`levels.${level.name} bytes that can be pinned`, level.pinnableBytesOnChip],
  ]);
  const assumed = chip.assumed.map(({ path, value }) => [path, value]);
  return Object.fromEntries([['clockHz', chip.clockHz], ['units.count', chip.unitCount], ...levels, ...assumed]);
}
