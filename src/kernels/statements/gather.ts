/** @file `k.gather`: rows of a table picked by ids. */
import { dimsOf, isCut, slotsOf, tileText } from '../cuts.js';
import type { GatherStatement } from '../graph.js';
import { asTile, type TileLike } from '../handles.js';
import { cutAlike, type Refuse } from './refuse.js';

export interface GatherOptions {
  readonly transposed?: boolean;
}

export function gatherStatement(
  refuse: Refuse,
  outLike: TileLike,
  tableLike: TileLike,
  idsLike: TileLike,
  { transposed = false }: GatherOptions,
): GatherStatement {
  const [out, table, ids] = [asTile(outLike), asTile(tableLike), asTile(idsLike)];
  const label = `${out.tensor.name} = ${table.tensor.name}[${ids.tensor.name}]`;
  const [, width] = dimsOf(table, transposed);
  if (out.tensor.rows !== width || out.tensor.columns !== ids.tensor.columns || slotsOf(out) !== slotsOf(ids)) {
    const found = `${tileText(out)}, ${tileText(table, transposed)}, ${tileText(ids)}`;
    refuse(label, 'out [width, n], table [rows, width], ids [1, n]', found);
  }
  if (isCut(table) && !(transposed && table.tensor.shard === 'rows')) {
    const expected = `all rows of ${table.tensor.name} in each unit, or the table transposed`;
    refuse(label, expected, `shard 'rows', pinned`);
  }
  cutAlike(refuse, label, [out], [table]);
  return { kind: 'gather', label, out, table, ids, transposed };
}
