/** @file What a plan chooses, as data: one value for each dimension of the mapping space (space.ts). What is left out is
 * the planner's rule of thumb, so that `{ units }` alone is the default plan on that many units. */

/** Rows x columns of the outputs that a unit of lanes or blocks keeps in its accumulators at a time, 512 of them in each
 * shape: A is read again for each strip of columns, B for each strip of rows. The first one is the default. */
export const TILES = ['16x32', '8x64', '32x16', '64x8', '128x4', '4x128'] as const;
export type Tile = (typeof TILES)[number];

export const ORDERS = ['declared', 'busiest'] as const;
export type PlacementOrder = (typeof ORDERS)[number];

export const EXCHANGED = ['units', 'cache'] as const;
/** Where a buffer that an all-gather fills lies: a copy in each unit, or one that all read through the chip's cache. */
export type ExchangedPlace = (typeof EXCHANGED)[number];

/** The level that a tensor is laid into first: the nearest one, or the named one and those behind it. */
export const NEAREST = 'nearest';

export interface ProductChoice {
  /** Name of the chip's matrix engine. */
  readonly engine: string;
  /** Loop order of a weight-stationary array: the operand that stays; `fastest`: what is faster for a unit's own share. */
  readonly held?: 'fastest' | 'A' | 'B';
  /** Lanes that share one output's sum; `fill`: as many as keep all lanes busy. */
  readonly kSplit?: 'fill' | number;
  readonly tile?: Tile;
}

/** Every dimension of a plan. Keys are names of tensors, or labels of matrix products. */
export interface PlanChoices {
  readonly units: number;
  readonly order: PlacementOrder;
  readonly levels: Readonly<Record<string, string>>;
  /** Buffers that a streamed input is copied through ahead of its use; 0: it is read where it lies. */
  readonly staging: Readonly<Record<string, number>>;
  readonly exchanged: Readonly<Record<string, ExchangedPlace>>;
  readonly products: Readonly<Record<string, ProductChoice>>;
}

/** Some dimensions; the others follow the rules of thumb. */
export type Fixed = Pick<PlanChoices, 'units'> & Partial<PlanChoices>;

/** Staging buffers by default: one is read while the other is filled. */
export function defaultStaging(slots: number): number {
  return Math.min(2, slots);
}
