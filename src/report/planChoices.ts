/** @file The mapping space of a plan beside what was chosen: each dimension with its meaning, its values and its value. */
import type { PlanChoices, ProductChoice } from '../kernels/planner/choices.js';
import {
  type Dimension,
  type DimensionKind,
  type DimensionValue,
  dimensionMeaning,
  type MappingSpace,
} from '../kernels/planner/space.js';

export interface ExplainedDimension {
  readonly kind: DimensionKind;
  readonly name: string;
  readonly meaning: string;
  readonly values: readonly DimensionValue[];
  /** null for a plan that does not fit. */
  readonly chosen: DimensionValue | null;
}

export function explainDimensions({ dimensions }: MappingSpace, choices: PlanChoices | null): ExplainedDimension[] {
  return dimensions.map(({ kind, name, values }) => ({
    kind,
    name,
    meaning: dimensionMeaning[kind],
    values,
    chosen: choices === null ? null : chosenOf(choices, kind, name),
  }));
}

function chosenOf(choices: PlanChoices, kind: DimensionKind, name: Dimension['name']): DimensionValue | null {
  const value = choices[kind];
  return typeof value === 'object' ? (value[name] ?? null) : value;
}

/** `array, fastest stays`, `lanes, k split 8, tile 16x32` */
export function valueText(value: DimensionValue): string {
  return typeof value === 'object' ? productText(value) : String(value);
}

function productText({ engine, held, kSplit, tile }: ProductChoice): string {
  const stays = held === undefined ? [] : [`${held} stays`];
  const split = kSplit === undefined ? [] : [`sum split ${kSplit}`];
  const tiles = tile === undefined ? [] : [`tile ${tile}`];
  return [engine, ...stays, ...split, ...tiles].join(', ');
}

/** Values of a product, engine by engine: `lanes (sum split fill, 1, 2; tile 16x32, 8x64)`. */
export function productValuesText(variants: readonly ProductChoice[]): string {
  const distinct = (values: readonly unknown[]): string[] => [
    ...new Set(values.filter((v) => v !== undefined).map(String)),
  ];
  const engines = distinct(variants.map(({ engine }) => engine)).map((engine) => {
    const own = variants.filter((variant) => variant.engine === engine);
    const choices = [
      ['stays', distinct(own.map(({ held }) => held))],
      ['sum split', distinct(own.map(({ kSplit }) => kSplit))],
      ['tile', distinct(own.map(({ tile }) => tile))],
    ] as const;
    const texts = choices.flatMap(([what, values]) => (values.length === 0 ? [] : [`${what} ${values.join(', ')}`]));
    return texts.length === 0 ? engine : `${engine} (${texts.join('; ')})`;
  });
  return engines.join(' | ');
}
