/** @file Which rows a unit owns. Operands of one operation must be cut alike, or a unit would combine its rows of one
 * tensor with rows of another that it does not have. */
import type { Tile } from './handles.js';

/** True when each unit has its own rows alone. */
export function isCut({ tensor }: Tile): boolean {
  return tensor.shard === 'rows' && tensor.residency === 'pinned';
}

/** Rows of one of the groups that are cut alike. */
export const extentOf = ({ tensor }: Tile): number => tensor.rows / tensor.groups;

/** What is cut must be cut alike, and does not become what every unit has all of; null, or what was expected and found. */
export function cutMismatch(
  to: readonly Tile[],
  from: readonly Tile[],
): { readonly expected: string; readonly found: string } | null {
  const cut = [...to, ...from].filter(isCut);
  const found = [to, from].map((tiles) => tiles.map(cutText).join(', ')).join(' ← ');
  if (new Set(cut.map(extentOf)).size > 1) return { expected: 'rows that are cut alike in all operands', found };
  const whole = to.find(({ tensor }) => tensor.shard === 'replicated' && tensor.residency === 'pinned');
  if (whole === undefined || !from.some(isCut)) return null;
  return { expected: `all rows in each unit, as ${whole.tensor.name} has (an all-gather before)`, found };
}

/** `gates [800, 1] cut 4 x 200`. */
function cutText(tile: Tile): string {
  const { shard, groups } = tile.tensor;
  const cut = isCut(tile) ? ` cut ${groups} x ${extentOf(tile)}` : shard === 'replicated' ? '' : ` ${shard}`;
  return `${tileText(tile)}${cut}`;
}

/** Rows and columns of a tile, as a product uses it. */
export function dimsOf(tile: Tile, transposed = false): [rows: number, columns: number] {
  const { rows, columns } = tile.tensor;
  return transposed ? [columns, rows] : [rows, columns];
}

export function slotsOf(tile: Tile): number {
  return tile.slot === null ? tile.tensor.slots : 1;
}

/** `x [100, 200, 1]`: slots when there are several, rows, columns. */
export function tileText(tile: Tile, transposed = false): string {
  const [rows, columns] = dimsOf(tile, transposed);
  return `${tile.tensor.name} [${slotsOf(tile) > 1 ? `${slotsOf(tile)}, ` : ''}${rows}, ${columns}]`;
}
