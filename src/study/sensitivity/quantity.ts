/** @file A number about one chip that follows from its figures: what sensitivity varies. */
import type { ChipSpec } from '../../sim/chipSchema.js';

/** Which assumed figures a quantity can depend on: those of its speed, of its speed in a rig with others, or its price or
 * power alone. What it cannot depend on is not varied. */
export type FigureScope = 'speed' | 'rig' | 'price' | 'power';

/** How a number came about: the kernel that a chip ran for a problem, and where its data lay. */
export interface MappingLine {
  readonly chip: string;
  readonly runtime: string;
  readonly format: string;
  readonly problem: string;
  /** Kernel, or the kernels of several passes. */
  readonly kernel: string;
  /** `26 of 26 clusters` */
  readonly units: string;
  /** First matrix product: share of a unit and engine. */
  readonly engine: string;
  /** Bytes that stay on the chip, per level. */
  readonly resident: Readonly<Record<string, number>>;
  readonly boundBy: string;
  readonly seconds: number;
}

export interface Quantity {
  readonly label: string;
  readonly chip: ChipSpec;
  /** speed, unless told otherwise. */
  readonly scope?: FigureScope;
  readonly of: (chip: ChipSpec) => number;
  /** What stands behind the number with the chip's figures as they are. */
  readonly mappings?: () => readonly MappingLine[];
}

const beside = {
  price: /^price\b/,
  power: /^tdpWatts\b/,
  links: /^links\b/,
};

/** Whether a figure of that path is varied for quantities of the scope. */
export function isInScope(path: string, scope: FigureScope): boolean {
  if (beside.price.test(path)) return scope === 'price';
  if (beside.power.test(path)) return scope === 'power';
  if (beside.links.test(path)) return scope === 'rig';
  return scope === 'speed' || scope === 'rig';
}
