/** @file What can be wrong with the parts of a definition, each refused with its place. */
import { InputError } from '../../numerics/errors.js';
import { parseFormat } from '../../numerics/format.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import { withFigure } from '../../sim/chipFigures.js';
import { type ChipSpec, chipSchema } from '../../sim/chipSchema.js';
import { runtimeFor } from '../../sim/runtimes.js';
import { enginesFor } from '../../sim/target.js';
import type { Axis } from './axis.js';
import type { SweepKernel, SweepMachine } from './sweepTypes.js';

export const list = (given: string | readonly string[]): readonly string[] =>
  (typeof given === 'string' ? given.split(',') : given).map((name) => name.trim());

export function distinct(names: readonly string[], where: string): readonly string[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const found = twice !== undefined ? `${twice} twice` : names.includes('') ? 'an empty name' : null;
  if (found !== null) throw new InputError({ where, expected: 'each name once', found });
  return names;
}

/** A name must mean something on one machine at least; what another cannot do becomes a refused row. */
export function checkTargets(
  machines: readonly SweepMachine[],
  runtimes: readonly string[] | null,
  formats: readonly string[] | null,
): void {
  for (const runtime of runtimes ?? []) someWorks(machines, ({ chip }) => void runtimeFor(chip, runtime));
  const chosen = formats ?? [];
  for (const format of chosen) {
    const parsed = parseFormat(format);
    const can = (m: SweepMachine): boolean =>
      enginesFor({ chip: m.chip, runtime: runtimeFor(m.chip), format: parsed }).length > 0;
    if (machines.some(can)) continue;
    const [{ chip }] = machines;
    const known = [...new Set(chip.matrix.flatMap((e) => e.formats))].join(', ');
    const where = `format on ${machines.map((m) => m.name).join(', ')}`;
    throw new InputError({ where, expected: `one that a chip multiplies: ${known}`, found: format });
  }
}

function someWorks<T>(all: readonly T[], work: (item: T) => void): void {
  let first: unknown;
  for (const item of all) {
    try {
      work(item);
      return;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

export function requireParam(kernel: SweepKernel, name: string, where: string): void {
  const known = Object.keys(kernel.params);
  if (known.includes(name)) return;
  const expected = `a parameter of ${kernel.name}: ${known.join(', ')}`;
  throw new InputError({ where, expected, found: name, ...didYouMean(name, known) });
}

export function requireInRange(kernel: SweepKernel, name: string, value: number, where: string): void {
  const { min, max } = kernel.params[name];
  if (value >= min && value <= max) return;
  throw new InputError({
    where,
    expected: `whole numbers from ${min} to ${max} (${kernel.name})`,
    found: String(value),
  });
}

export function extremes(axis: Axis): readonly number[] {
  if (axis.kind === 'range') return [axis.low, axis.high];
  return [axis.values.reduce((a, b) => Math.min(a, b)), axis.values.reduce((a, b) => Math.max(a, b))];
}

export function machineNamed(machines: readonly SweepMachine[], name: string, where: string): SweepMachine {
  const found = machines.find((m) => m.name === name);
  if (found !== undefined) return found;
  const known = machines.map((m) => m.name);
  const expected = `a chip of this sweep: ${known.join(', ')}`;
  throw new InputError({ where, expected, found: JSON.stringify(name), ...didYouMean(name, known) });
}

export function requireLegal(chip: ChipSpec, path: string, value: number, where: string): void {
  const refuse = (expected: string): never => {
    throw new InputError({ where, expected, found: String(value) });
  };
  if (value < 0) refuse('a number above 0');
  const parsed = chipSchema.safeParse(withFigure(chip, path, value));
  if (!parsed.success) refuse(`a value that the figure can have`);
}
