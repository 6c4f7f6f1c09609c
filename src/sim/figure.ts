/** @file A hardware figure: no number about a chip travels without its unit, its source and its status. */
import { z } from 'zod';

/** published: the maker says so. measured: somebody measured it. derived: arithmetic on other figures.
 * assumed: nobody has published it; reports count and list these, and every claim is a range over them. */
export const figureStatus = z.enum(['published', 'measured', 'derived', 'assumed']);
export type FigureStatus = z.infer<typeof figureStatus>;

/** One hardware constant. `range` is where the true value may lie; default for assumed figures: 0.5x to 2x. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  readonly status: FigureStatus;
  readonly range?: readonly [low: number, high: number] | undefined;
}

interface FigureOptions {
  readonly integer?: boolean;
  /** Smallest allowed value; the default allows every number above zero. */
  readonly min?: number;
}

/** Above these a value is a slip of the pen (a rate in bits, a capacity in the wrong unit), not a chip. */
const LARGEST: Readonly<Record<string, number>> = {
  Hz: 1e12,
  s: 100,
  fraction: 1,
  bytes: 2 ** 50,
  'bytes/s': 1e16,
  'bytes/cycle': 1e9,
  'bytes/cycle/unit': 1e9,
  'MAC/cycle/unit': 1e9,
  'elements/cycle/unit': 1e9,
  units: 1e6,
  rows: 65536,
  columns: 65536,
  arrays: 65536,
  banks: 65536,
  links: 65536,
  cycles: 1e9,
  USD: 1e9,
  W: 1e6,
};

/** Schema of one figure in `unit`. A bare number in a chip file means `{ value, status: 'assumed' }`. */
export function figure(unit: string, options: FigureOptions = {}): z.ZodType<Figure, Figure | number> {
  const finite = (options.integer === true ? z.int() : z.number()).max(LARGEST[unit] ?? 1e15);
  const value = options.min === undefined ? finite.positive() : finite.min(options.min);
  const range = z.tuple([z.number(), z.number()]).readonly();
  const full = z
    .strictObject({
      value,
      unit: z.literal(unit),
      source: z.string().min(1),
      status: figureStatus,
      range: range.optional(),
    })
    .refine((f) => f.range === undefined || (f.range[0] <= f.value && f.value <= f.range[1]), {
      path: ['range'],
      message: '[low, high] around the value',
    });
  const bare = value.transform((plain): Figure => ({ value: plain, unit, source: 'chip file', status: 'assumed' }));
  return z.union([full, bare]).meta({ description: `A number in ${unit}, or {value, unit, source, status, range?}` });
}

const DEFAULT_ASSUMED_SPREAD = 2;

/** The interval in which a figure may lie: its own range, 0.5x to 2x when assumed, else the value alone. */
export function figureRange(f: Figure): readonly [low: number, high: number] {
  if (f.range !== undefined) return f.range;
  if (f.status !== 'assumed') return [f.value, f.value];
  return [f.value / DEFAULT_ASSUMED_SPREAD, f.value * DEFAULT_ASSUMED_SPREAD];
}
