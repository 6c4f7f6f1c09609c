/** @file What a user asks a sweep for: the shape of a sweep file, which the flags of the command fill as well. Its JSON schema
 * is published for editors. */
import { z } from 'zod';
import { InputError } from '../../numerics/errors.js';
import { nearestHint } from '../../numerics/nearestNames.js';
import { describeValue, readChipText, whereText } from '../../sim/chipText.js';

const amount = z.union([z.number(), z.string().min(1)]);
const values = z.union([amount, z.array(amount).min(1).readonly()]).meta({
  description:
    'A value, a list, or a range: 128..4096:x2, 1..9:+2, 1Mi..8Mi (any value between, for samples and searches)',
});
const names = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).readonly()]);

export const sweepFileSchema = z.strictObject({
  $schema: z.string().optional(),
  kernel: names.meta({ description: 'Kernels (onchip kernels lists them), or files that define one' }),
  chip: names.meta({ description: 'Chips, rigs or chip files' }),
  runtime: names.optional().meta({ description: 'Software that drives the chip; default: each chip’s own' }),
  format: names.optional().meta({ description: 'Numeric formats; default: each chip’s own' }),
  params: z.record(z.string(), values).optional().meta({ description: 'Parameter of the kernel → values' }),
  vary: z
    .record(z.string(), z.record(z.string(), values))
    .optional()
    .meta({ description: 'Chip → figure, as onchip chips NAME shows it → values' }),
  points: z
    .array(z.record(z.string(), amount).readonly())
    .min(1)
    .readonly()
    .optional()
    .meta({ description: 'Configurations one by one. Keys: parameters, chip:figure, kernel, chip, runtime, format' }),
  values: z
    .enum(['none', 'full'])
    .optional()
    .meta({ description: 'Check values against float64, or cycles only (none)' }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  sample: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .meta({ description: 'Points of a Latin hypercube instead of a grid' }),
  search: z
    .strictObject({
      method: z.literal('pareto'),
      evaluations: z.int().min(1).max(1_000_000).optional(),
      population: z.int().min(4).max(10_000).optional(),
    })
    .optional(),
  objectives: names.optional().meta({ description: 'What the Pareto front is of: seconds, resident, hidden:max, …' }),
});

export type SweepFile = z.infer<typeof sweepFileSchema>;

/** JSON schema (draft 7) of a sweep file. */
export function sweepJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(sweepFileSchema, { io: 'input', target: 'draft-7' }), title: 'onchip sweep file' };
}

/** The sweep of a YAML or JSON text. Throws InputError that names the file and the place in it. */
export function parseSweepFile(text: string, file: string): SweepFile {
  const data = readChipText(text, file, 'sweep');
  const parsed = sweepFileSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw issueError(parsed.error.issues, data, file);
}

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(sweepFileSchema.shape),
  search: ['method', 'evaluations', 'population'],
};

function issueError(issues: readonly Issue[], data: unknown, file: string): InputError {
  const first = issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0];
  const path = first.path as Path;
  if (first.code === 'unrecognized_keys') {
    const [key] = first.keys;
    const hint = nearestHint(key, KNOWN[path.join('.')] ?? []);
    return new InputError({ where: whereText(file, [...path, key]), expected: 'a known key', found: `"${key}"`, hint });
  }
  const found = describeValue(valueAt(data, path));
  return new InputError({ where: whereText(file, path), expected: expectedText(first), found });
}

function expectedText(issue: Issue): string {
  if (issue.code === 'invalid_union') return 'a value or a list of values';
  if (issue.code === 'invalid_type') {
    return (
      { record: 'a mapping', object: 'a mapping', array: 'a list', string: 'text' }[issue.expected as string] ??
      `a ${issue.expected}`
    );
  }
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return issue.message;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}
