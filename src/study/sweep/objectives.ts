/** @file What a Pareto front is of. An objective is a number of a row and a direction; rows without it are not on the front. */
import { InputError } from '../../numerics/errors.js';
import { didYouMean } from '../../numerics/nearestNames.js';
import type { SweepRow, SweepSimulatedRow } from './row.js';

export interface Objective {
  /** As the user wrote it, without the direction. */
  readonly name: string;
  readonly unit: string;
  readonly direction: 'min' | 'max';
  readonly of: (row: SweepSimulatedRow) => number;
}

interface Metric {
  readonly unit: string;
  readonly direction: 'min' | 'max';
  readonly of: (row: SweepSimulatedRow) => number;
}

const sum = (bytes: Readonly<Record<string, number>>): number => Object.values(bytes).reduce((a, b) => a + b, 0);

const metrics: Readonly<Record<string, Metric>> = {
  seconds: { unit: 's', direction: 'min', of: (row) => row.seconds },
  cycles: { unit: 'cycles', direction: 'min', of: (row) => row.cycles },
  resident: { unit: 'bytes', direction: 'min', of: (row) => sum(row.resident) },
  dramBytes: { unit: 'bytes', direction: 'min', of: (row) => row.dramBytes },
  macs: { unit: 'MAC', direction: 'max', of: (row) => row.macs },
  units: { unit: 'units', direction: 'min', of: (row) => row.mapping.unitsUsed },
  error: { unit: 'relative 2-norm', direction: 'min', of: (row) => row.values?.relL2 ?? Number.NaN },
  macUtilisation: { unit: 'share', direction: 'max', of: (row) => row.macUtilisation },
  dramUtilisation: { unit: 'share', direction: 'max', of: (row) => row.dramUtilisation },
  macsPerSecond: { unit: 'MAC/s', direction: 'max', of: (row) => row.macs / row.seconds },
};

/** Bytes that stay on the chip, all levels together. */
export const residentBytesOf = (row: SweepSimulatedRow): number => metrics.resident.of(row);

/** `seconds`, `hidden:max`, `levels.sram.capacityBytes`. `names`: parameters and figures of the sweep. Throws InputError. */
export function objectiveNamed(text: string, names: readonly string[], where: string): Objective {
  const [, name = text, asked] = /^(.*?)(?::(min|max))?$/.exec(text) ?? [];
  if (Object.hasOwn(metrics, name)) {
    const metric = metrics[name];
    return { ...metric, name, direction: (asked as 'min' | 'max' | undefined) ?? metric.direction };
  }
  const direction = (asked as 'min' | 'max' | undefined) ?? 'min';
  const path = names.find((n) => n === name) ?? only(names.filter((n) => n.endsWith(`.${name}`)));
  if (path !== undefined) {
    const of = (row: SweepSimulatedRow): number => row.params[path] ?? row.figures[path] ?? Number.NaN;
    return { name: path, unit: '', direction, of };
  }
  const known = [...Object.keys(metrics), ...names];
  const expected = `objectives of ${known.join(', ')}, with :min or :max behind`;
  throw new InputError({ where, expected, found: JSON.stringify(text), ...didYouMean(name, known) });
}

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

/** Numbers to be made small, in the order of the objectives; null for a row that has no place on a front. */
export function costsOf(row: SweepRow, objectives: readonly Objective[]): readonly number[] | null {
  if ('rejected' in row) return null;
  const costs = objectives.map(({ of, direction }) => (direction === 'min' ? of(row) : -of(row)));
  return costs.every(Number.isFinite) ? costs : null;
}
