/** @file The key of a row: a hash of everything that decides its numbers. SHA-256, because ten million rows must not meet by
 * accident: 128 bits of it are kept. */
import { createHash } from 'node:crypto';
import { completeParams } from '../../study/sweep/evaluate.js';
import type { RowInputs } from '../../study/sweep/row.js';
import type { Sweep } from '../../study/sweep/sweepTypes.js';

const HEX_DIGITS = 32;

/** 32 hexadecimal digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HEX_DIGITS);
}

export type KeyOf = (inputs: RowInputs) => string;

/** Keys of the rows of a sweep: onchip's version, kernel (and the hash of an author's files), all parameters with their
 * defaults, chip and varied figures, runtime, format, seed, values. */
export function keysOf(sweep: Pick<Sweep, 'kernels' | 'machines'> & Settings, version: string): KeyOf {
  const { values, seed } = sweep;
  const kernels = new Map(sweep.kernels.map((k) => [k.name, k]));
  const chips = new Map(sweep.machines.map((m) => [m.name, digest(JSON.stringify(m.chip))]));
  return ({ kernel: name, chip, figures, runtime, format, params }) => {
    const kernel = kernels.get(name);
    if (kernel === undefined) throw new Error(`${name} is not part of this sweep`);
    const sorted = Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1));
    const all = Object.entries(completeParams(kernel, params));
    const parts = [version, name, kernel.source, all, chip, chips.get(chip), sorted, runtime, format, seed, values];
    return digest(JSON.stringify(parts));
  };
}

interface Settings {
  readonly values: 'none' | 'full';
  readonly seed: number;
}
