/** @file How the chip constants say where a number comes from. One function per status, so that a figure reads as a
 * sentence: `published(80, 'units', 'NVIDIA …')`. "stored" figures of the research notes are published or measured;
 * "recalled" ones, known but not found in a source that could be read, count as assumed until a source is found. */
import type { Figure } from '../figure.js';

type Range = readonly [low: number, high: number];

const cite =
  (status: Figure['status']) =>
  (value: number, unit: string, source: string, range?: Range): Figure => ({
    value,
    unit,
    source,
    status,
    ...(range === undefined ? {} : { range }),
  });

/** The maker, or somebody quoting the maker, says so. */
export const published = cite('published');

/** Somebody measured it. */
export const measured = cite('measured');

/** Arithmetic on other figures; `source` shows it. */
export const derived = cite('derived');

/** Nobody has published it; `source` says why this value. Without a range it may be 0.5x to 2x. */
export const assumed = cite('assumed');

/** Known from memory of a source that could not be read again. */
export const recalled = (value: number, unit: string, where: string, range?: Range): Figure =>
  assumed(value, unit, `recalled: ${where}`, range ?? [value, value]);

/** The same figure in another unit: value and range times `factor`. */
export function scaled(figure: Figure, factor: number, unit: string): Figure {
  const { value, range } = figure;
  return {
    ...figure,
    value: value * factor,
    unit,
    ...(range && { range: [range[0] * factor, range[1] * factor] as const }),
  };
}

export const KIB = 1024;
export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;
