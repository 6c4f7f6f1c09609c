/** @file What of a tensor a unit has, as operations see it. Operands of one operation must be cut alike, or a unit would
 * combine its part of one tensor with a part of another that it does not have. */
import type { Cut } from '../sim/cuts.js';
import type { Tile } from './handles.js';

/** What is wrong with the operands of an operation. */
export interface CutProblem {
  readonly expected: string;
  readonly found: string;
}

/** How the units hold a tile: what lies off the units can be read whole by all of them. */
export function heldAs({ tensor }: Tile): Cut {
  return tensor.residency === 'pinned' ? tensor.shard : 'replicated';
}

/** True when each unit has its own part alone. */
export function isCut(tile: Tile): boolean {
  const cut = heldAs(tile);
  return cut !== 'replicated' && !isTerm(tile);
}

/** True when each unit has a term of a sum. */
export function isTerm({ tensor }: Tile): boolean {
  return tensor.shard === 'partial' || tensor.shard === 'block-terms';
}

/** Rows of one of the groups that are cut alike. */
export const extentOf = ({ tensor }: Tile): number => tensor.rows / tensor.groups;

/** Equal for tiles of which each unit has the same rows or columns. */
function cutKey(tile: Tile): string {
  const { shard, columns } = tile.tensor;
  if (shard === 'columns') return `${shard} ${columns}`;
  return shard === 'blocks' ? `${shard} ${extentOf(tile)} x ${columns}` : `${shard} ${extentOf(tile)}`;
}

/** What is cut must be cut alike, and does not become what every unit has all of; null, or what was expected and found. */
export function cutMismatch(to: readonly Tile[], from: readonly Tile[]): CutProblem | null {
  const cut = [...to, ...from].filter(isCut);
  const found = [to, from].map((tiles) => tiles.map(cutText).join(', ')).join(' ← ');
  const rowsAlone = cut.every(({ tensor }) => tensor.shard === 'rows');
  if (new Set(cut.map(cutKey)).size > 1) {
    return { expected: `${rowsAlone ? 'rows' : 'parts'} that are cut alike in all operands`, found };
  }
  const whole = to.find((tile) => heldAs(tile) === 'replicated' && tile.tensor.residency === 'pinned');
  if (whole === undefined || !from.some(isCut)) return null;
  const part = from.some((tile) => isCut(tile) && tile.tensor.shard !== 'rows') ? 'parts' : 'rows';
  return { expected: `all ${part} in each unit, as ${whole.tensor.name} has (an all-gather before)`, found };
}

/** `gates [800, 1] cut 4 x 200`, `A [800, 200] cut into columns`. */
export function cutText(tile: Tile): string {
  const { shard, groups } = tile.tensor;
  if (!isCut(tile)) return `${tileText(tile)}${shard === 'replicated' ? '' : ` ${shard}`}`;
  return `${tileText(tile)} cut ${shard === 'rows' ? `${groups} x ${extentOf(tile)}` : `into ${shard}`}`;
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
