/** @file The mapping space of a kernel on a target: every dimension that a plan chooses, with its values. What the author's
 * sharding fixes is no dimension: which rows a unit owns, the order of steps, and with it the order of every sum. */
import type { Target } from '../../sim/target.js';
import type { KernelGraph, MatmulStatement, Statement } from '../graph.js';
import {
  defaultStaging,
  EXCHANGED,
  type Fixed,
  NEAREST,
  ORDERS,
  type PlanChoices,
  type ProductChoice,
} from './choices.js';
import { largestCut } from './fit.js';
import { libraryRule } from './library.js';
import { widestExtent } from './partition.js';
import { levelNamesFor, pinnableLevels } from './placement.js';
import { productVariants } from './products.js';
import { cacheable, isStaged } from './reliefs.js';

export type DimensionKind = 'units' | 'order' | 'levels' | 'staging' | 'exchanged' | 'products';
export type DimensionValue = number | string | ProductChoice;

export interface Dimension {
  readonly kind: DimensionKind;
  /** Tensor, or label of a matrix product; empty where there is one choice for the whole plan. */
  readonly name: string;
  /** The rule of thumb first; units from the largest cut down. */
  readonly values: readonly DimensionValue[];
}

/** What each dimension chooses, for readers. */
export const dimensionMeaning: Readonly<Record<DimensionKind, string>> = {
  units: 'units that the rows are cut over',
  order: 'who gets the nearest level: tensors as they are declared, or those first that most operations name',
  levels: 'the level that a tensor is laid into first: the nearest one, or a level by name',
  staging: 'buffers that a streamed input is copied through ahead of its use; 0: it is read where it lies',
  exchanged: "where a gathered buffer lies: a copy in each unit, or one that all read through the chip's cache",
  products:
    'engine, operand that stays in the array, tile of outputs in the accumulators, lanes that share a sum, of one product',
};

export const STAGING_DEPTHS = [2, 1, 0, 3, 4] as const;

export interface MappingSpace {
  readonly dimensions: readonly Dimension[];
  /** Plans in all: the product of the numbers of values. */
  readonly plans: number;
}

export function spaceOf(graph: KernelGraph, target: Target): MappingSpace {
  const { chip } = target;
  const pinned = graph.tensors.filter(({ residency }) => residency === 'pinned');
  const all: Dimension[] = [
    { kind: 'units', name: '', values: unitValues(graph, target) },
    { kind: 'order', name: '', values: pinnableLevels(chip).length > 1 ? ORDERS : [ORDERS[0]] },
    ...pinned.map((t): Dimension => ({ kind: 'levels', name: t.name, values: levelValues(levelNamesFor(t, chip)) })),
    ...graph.tensors.filter(isStaged).map(({ name, slots }): Dimension => {
      const first = defaultStaging(slots);
      const depths = STAGING_DEPTHS.filter((depth) => depth <= slots && depth !== first);
      return { kind: 'staging', name, values: [first, ...depths] };
    }),
    ...cacheable(graph, chip).map(({ name }): Dimension => ({ kind: 'exchanged', name, values: EXCHANGED })),
    ...productsOf(graph, target).map(
      (s): Dimension => ({ kind: 'products', name: s.label, values: productVariants(target, s.k) }),
    ),
  ];
  const dimensions = all.filter(({ kind, values }) => kind === 'units' || kind === 'products' || values.length > 1);
  return { dimensions, plans: dimensions.reduce((product, { values }) => product * values.length, 1) };
}

const levelValues = (names: readonly string[]): readonly string[] => [NEAREST, ...names.slice(1)];

/** All units of the chip and as many as have a row; half as many, and so on; and every number that cuts the rows evenly:
 * fewer units with the same longest share. */
function unitValues(graph: KernelGraph, target: Target): readonly number[] {
  const rows = widestExtent(graph.tensors);
  const most = largestCut(graph, target);
  const values = new Set([target.chip.units.count.value, ...halvings(most)]);
  for (let units = evenCut(rows, most); units >= 1; units = evenCut(rows, units - 1)) values.add(units);
  return [...values].sort((a, b) => b - a);
}

/** The smallest number of units whose longest share is that of `units`; 0 for none. */
export function evenCut(rows: number, units: number): number {
  return units < 1 ? 0 : Math.ceil(rows / Math.ceil(rows / units));
}

/** `most`, half as many, and so on. */
export function halvings(most: number): readonly number[] {
  const values: number[] = [];
  for (let units = most; units >= 1; units = Math.floor(units / 2)) values.push(units);
  return values;
}

/** The matrix products that no library computes, each label once. */
export function productsOf(graph: KernelGraph, target: Target): readonly MatmulStatement[] {
  const found = new Map<string, MatmulStatement>();
  const visit = (statements: readonly Statement[], depth: number): void => {
    for (const s of statements) {
      if (s.kind === 'repeat') visit(s.body, depth + 1);
      else if (s.kind === 'launch') visit(s.body, depth);
      else if (s.kind === 'matmul' && libraryRule(target, s, s.a.tensor.residency === 'pinned', depth) === null) {
        found.set(s.label, found.get(s.label) ?? s);
      }
    }
  };
  visit(graph.body, 0);
  return [...found.values()];
}

/** `fixed` with one dimension set. */
export function withValue(fixed: Fixed, { kind, name }: Dimension, value: DimensionValue): Fixed {
  if (kind === 'units') return { ...fixed, units: value as number };
  if (kind === 'order') return { ...fixed, order: value as PlanChoices['order'] };
  return { ...fixed, [kind]: { ...fixed[kind], [name]: value } };
}

/** Every dimension of the space: what is fixed, what the lowering took for the products, else the rule of thumb. */
export function completeChoices(
  { dimensions }: MappingSpace,
  fixed: Fixed,
  products: ReadonlyMap<string, ProductChoice>,
): PlanChoices {
  const ofKind = <T>(kind: 'levels' | 'staging' | 'exchanged'): Record<string, T> => {
    const named = dimensions.filter((d) => d.kind === kind);
    return Object.fromEntries(named.map(({ name, values }) => [name, (fixed[kind]?.[name] ?? values[0]) as T]));
  };
  return {
    units: fixed.units,
    order: fixed.order ?? ORDERS[0],
    levels: ofKind('levels'),
    staging: ofKind('staging'),
    exchanged: ofKind('exchanged'),
    products: Object.fromEntries(products),
  };
}
