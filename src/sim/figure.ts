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

/** Schema of one figure in `unit`. A bare number in a chip file means `{ value, status: 'assumed' }`. */
export function figure(unit: string, options: FigureOptions = {}): z.ZodType<Figure, Figure | number> {
  const finite = options.integer === true ? z.int() : z.number();
  const value = options.min === undefined ? finite.positive() : finite.min(options.min);
  const full = z.strictObject({
    value,
    unit: z.literal(unit),
    source: z.string().min(1),
    status: figureStatus,
    range: z.tuple([z.number(), z.number()]).readonly().optional(),
  });
  const bare = value.transform((plain): Figure => ({ value: plain, unit, source: 'chip file', status: 'assumed' }));
  return z.union([full, bare]);
}

const DEFAULT_ASSUMED_SPREAD = 2;

/** The interval in which a figure may lie: its own range, 0.5x to 2x when assumed, else the value alone. */
export function figureRange(f: Figure): readonly [low: number, high: number] {
  if (f.range !== undefined) return f.range;
  if (f.status !== 'assumed') return [f.value, f.value];
  return [f.value / DEFAULT_ASSUMED_SPREAD, f.value * DEFAULT_ASSUMED_SPREAD];
}
