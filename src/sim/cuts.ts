/** @file Which part of a tensor a unit has. One definition for the planner (bytes, work), for the addresses of a replayed
 * access stream, and for the tests that run every unit by itself. */

/**
 * rows, columns: each unit owns some of them. blocks: units stand in a grid, each owns rows by its place across and columns
 * by its place down. replicated: every unit has all. partial: every unit has a term of a sum, all rows.
 * Beside blocks of A in A · b: block-inputs are rows that go with a unit's columns of A (copies down the grid), block-terms
 * are terms of the sums of a unit's rows of A (to be added across the grid).
 */
export type Cut = 'rows' | 'columns' | 'blocks' | 'block-inputs' | 'block-terms' | 'replicated' | 'partial';

/** What of a tensor matters for its cut. Rows come in `groups` equal blocks that are cut alike. */
export interface CutTensor {
  readonly cut: Cut;
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
}

/** Rows `firstRow`.. of every group, columns `firstColumn`.. of them. */
export interface Part {
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
}

export interface Grid {
  readonly down: number;
  readonly across: number;
}

/** The squarest grid that uses all units, at least as wide as high. */
export function gridOf(units: number): Grid {
  let down = Math.floor(Math.sqrt(units));
  while (units % down !== 0) down -= 1;
  return { down, across: units / down };
}

/** Place `index` of `count` things dealt to `places`: the first (count mod places) places get one more. */
export function dealt(
  count: number,
  places: number,
  index: number,
): { readonly first: number; readonly count: number } {
  const [least, more] = [Math.floor(count / places), count % places];
  return { first: index * least + Math.min(index, more), count: least + (index < more ? 1 : 0) };
}

/** The part that unit `index` of `units` has. */
export function partOf({ cut, rows, columns, groups }: CutTensor, units: number, index: number): Part {
  const extent = rows / groups;
  const grid = gridOf(units);
  const [y, x] = [Math.floor(index / grid.across), index % grid.across];
  let [r, c] = [dealt(extent, 1, 0), dealt(columns, 1, 0)];
  if (cut === 'rows') r = dealt(extent, units, index);
  if (cut === 'columns') c = dealt(columns, units, index);
  if (cut === 'blocks' || cut === 'block-terms') r = dealt(extent, grid.down, y);
  if (cut === 'blocks') c = dealt(columns, grid.across, x);
  if (cut === 'block-inputs') r = dealt(extent, grid.across, x);
  return { firstRow: r.first, rows: r.count, firstColumn: c.first, columns: c.count };
}

/** The largest number of units that all have a part of the tensor; 1 when it is not cut. */
export function widestCut({ cut, rows, columns, groups }: CutTensor): number {
  const extent = rows / groups;
  if (cut === 'rows') return extent;
  if (cut === 'columns') return columns;
  return cut === 'blocks' ? extent * columns : 1;
}

/** True when a unit has no more than it owns: nothing of it lies in another unit, too. */
export function isOwned(cut: Cut): boolean {
  return cut === 'rows' || cut === 'columns' || cut === 'blocks';
}
