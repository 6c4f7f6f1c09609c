/** @file A chip as it may be: with each assumed figure at either end of its range, and at the points of a seeded Latin
 * hypercube. Figures of the same kind, source, value and range (the launch of CUDA on all its chips, one array at several
 * formats) are one unknown: they take the same place in its range wherever they stand. */
import { assumedFigures, isWholeFigure, withFigure } from '../../sim/chipFigures.js';
import type { ChipSpec } from '../../sim/chipSchema.js';
import { type Figure, figureRange } from '../../sim/figure.js';
import { hypercubeColumn } from '../latinHypercube.js';
import { type FigureScope, isInScope } from './quantity.js';

export interface SensitivityOptions {
  /** Points of the Latin hypercube. */
  readonly samples: number;
  readonly seed: number;
  /** false: the figures are not varied each alone, the points of the hypercube are all. */
  readonly alone?: boolean;
}

export interface ChipVariants {
  readonly singles: readonly Single[];
  readonly together: readonly ChipSpec[];
}

/** One unknown at its ends. */
export interface Single {
  /** Equal for the same unknown of another chip. */
  readonly unknown: string;
  readonly path: string;
  readonly low: ChipSpec;
  readonly high: ChipSpec;
}

/** Equal for options that give the same variants. */
export const keyOfOptions = ({ samples, seed, alone = true }: SensitivityOptions): string =>
  `${samples} ${seed} ${alone}`;

const known = new WeakMap<ChipSpec, Map<string, ChipVariants>>();

/** Variants of a chip, made once: equal options give the very same objects. */
export function variantsOf(chip: ChipSpec, scope: FigureScope, options: SensitivityOptions): ChipVariants {
  const ofChip = known.get(chip) ?? new Map<string, ChipVariants>();
  known.set(chip, ofChip);
  const key = `${scope} ${keyOfOptions(options)}`;
  const made = ofChip.get(key) ?? makeVariants(chip, scope, options);
  ofChip.set(key, made);
  return made;
}

interface Unknown {
  readonly key: string;
  readonly paths: readonly string[];
  readonly range: readonly [low: number, high: number];
}

function makeVariants(chip: ChipSpec, scope: FigureScope, options: SensitivityOptions): ChipVariants {
  const unknowns = unknownsOf(chip, scope);
  // An order of strata for each unknown that is its own on every chip.
  const places = unknowns.map(({ key }) => hypercubeColumn(0, options, hash(key)));
  const set = (c: ChipSpec, { paths }: Unknown, value: number): ChipSpec =>
    paths.reduce((changed, path) => withFigure(changed, path, legalValue(path, value)), c);
  return {
    singles: (options.alone === false ? [] : unknowns).map((unknown) => ({
      unknown: unknown.key,
      path: unknown.paths.join(' = '),
      low: set(chip, unknown, unknown.range[0]),
      high: set(chip, unknown, unknown.range[1]),
    })),
    together: Array.from({ length: options.samples }, (_, sample) =>
      unknowns.reduce((c, unknown, i) => set(c, unknown, at(unknown.range, places[i][sample])), chip),
    ),
  };
}

/** Unknowns of a chip, each with all the figures that it is: reads and writes through one port, formats on one array. */
function unknownsOf(chip: ChipSpec, scope: FigureScope): Unknown[] {
  const found = new Map<string, Unknown>();
  for (const { path, figure } of assumedFigures(chip)) {
    if (!isInScope(path, scope)) continue;
    const key = keyOf(path, figure);
    const paths = [...(found.get(key)?.paths ?? []), path];
    found.set(key, { key, paths, range: legal(path, figure.unit, figureRange(figure)) });
  }
  return [...found.values()].filter(({ range: [low, high] }) => low < high);
}

/** What makes two figures one unknown: the same kind of figure, value, range and source. */
function keyOf(path: string, { source, value, unit, range }: Figure): string {
  return JSON.stringify([path.split('.').at(-1), source, value, unit, range ?? null]);
}

/** Whole numbers stay whole and shares stay shares. */
function legal(path: string, unit: string, [low, high]: readonly [number, number]): readonly [number, number] {
  const share = unit === 'fraction' ? 1 : Number.POSITIVE_INFINITY;
  return [legalValue(path, Math.min(low, share)), legalValue(path, Math.min(high, share))];
}

function legalValue(path: string, value: number): number {
  return isWholeFigure(path) ? Math.max(1, Math.round(value)) : value;
}

/** Position in a range, geometric where the range allows it: 0.5x and 2x are equally far away. */
function at([low, high]: readonly [number, number], position: number): number {
  return low > 0 ? low * (high / low) ** position : low + (high - low) * position;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
