/** @file Which cuts of A, b and out make a product that each unit can compute from what it has. */
import type { Cut } from '../sim/cuts.js';
import { type CutProblem, cutText, extentOf, heldAs } from './cuts.js';
import type { Tile } from './handles.js';

interface Product {
  readonly out: Tile;
  readonly a: Tile;
  readonly b: Tile;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** A cut as a product sees it: rows of what is transposed are its columns. */
function seenAs(cut: Cut, transposed: boolean): Cut {
  if (!transposed) return cut;
  return cut === 'rows' ? 'columns' : cut === 'columns' ? 'rows' : cut;
}

/** Cut of A, cut of b → the cut that out then has; a cut of A and b that is missing here cannot be multiplied. */
const rules: Readonly<Record<string, Cut>> = {
  'rows · replicated': 'rows',
  'columns · rows': 'partial',
  'columns · replicated': 'partial',
  'replicated · rows': 'partial',
  'replicated · columns': 'columns',
  'blocks · block-inputs': 'block-terms',
  'blocks · replicated': 'block-terms',
};

/** Cuts of out when every unit can read all of A and b: it computes what it owns. */
const anyOut: readonly Cut[] = ['replicated', 'rows', 'columns', 'blocks'];

/** Null, or what is wrong with the cuts of a product. */
export function productMismatch(s: Product): CutProblem | null {
  const [cutA, cutB] = [seenAs(heldAs(s.a), s.transposeA), seenAs(heldAs(s.b), s.transposeB)];
  const found = `${cutText(s.a)}${s.transposeA ? 'ᵀ' : ''} · ${cutText(s.b)}${s.transposeB ? 'ᵀ' : ''} = ${cutText(s.out)}`;
  const transposedBlocks = (cutA === 'blocks' && s.transposeA) || (cutB === 'block-inputs' && s.transposeB);
  const wanted = transposedBlocks ? undefined : rules[`${cutA} · ${cutB}`];
  const out = s.out.tensor.shard;
  if (cutA === 'replicated' && cutB === 'replicated') return freeOut(s, found);
  if (wanted === undefined) {
    if (cutB === 'rows')
      return { expected: `all rows of ${s.b.tensor.name} in each unit (an all-gather before)`, found };
    const expected = `cuts that can be multiplied (${Object.keys(rules).join(', ')})`;
    return { expected, found };
  }
  if (out !== wanted) return { expected: `shard '${wanted}' for ${s.out.tensor.name}`, found };
  const extentOfA = s.transposeA ? s.a.tensor.columns : extentOf(s.a);
  const alike =
    wanted === 'rows' ? [extentOfA, extentOf(s.out)] : wanted === 'partial' ? sumExtents(s, cutA, cutB) : [1, 1];
  return alike[0] === alike[1] ? null : { expected: 'rows that are cut alike', found };
}

/** Off the units all can be read; a sum in terms still has to say who adds what. */
function freeOut(s: Product, found: string): CutProblem | null {
  const out = s.out.tensor.shard;
  if (anyOut.includes(out)) return null;
  const [cutA, cutB] = [seenAs(s.a.tensor.shard, s.transposeA), seenAs(s.b.tensor.shard, s.transposeB)];
  const split = out === 'partial' ? cutA === 'columns' || cutB === 'rows' : cutA === 'blocks' && !s.transposeA;
  if (split) return null;
  return { expected: `operands whose cut says which unit adds which terms of ${s.out.tensor.name}`, found };
}

/** Sizes of the blocks in which A and b are cut along the sum. */
function sumExtents(s: Product, cutA: Cut, cutB: Cut): [number, number] {
  if (cutA !== 'columns' || cutB !== 'rows') return [1, 1];
  const blocks = (tile: Tile, byRows: boolean): number => (byRows ? tile.tensor.groups : 1);
  return [blocks(s.a, s.transposeA), blocks(s.b, !s.transposeB)];
}
