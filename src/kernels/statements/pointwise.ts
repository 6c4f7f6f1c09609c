/** @file `k.pointwise`: a function of the table by name, or an author's expression over the operands' elements. */
import { BY_EXPRESSION } from '../../sim/program.js';
import { pointwiseFunction } from '../../sim/semantics/functions/index.js';
import { compileExpression } from '../expression/compile.js';
import { foundText } from '../expression/expression.js';
import type { PointwiseStatement } from '../graph.js';
import { asTile, type Tile, type TileLike } from '../handles.js';
import { cutAlike, noPartial, type Refuse } from './refuse.js';

export interface PointwiseOptions<C extends string = string> {
  /** Named numbers: of a function of the table, or the last argument of an expression's function. */
  readonly constants?: Readonly<Record<C, number>>;
  readonly label?: string;
}

export function tableStatement(
  refuse: Refuse,
  fn: string,
  outs: readonly TileLike[],
  ins: readonly TileLike[],
  options: PointwiseOptions,
): PointwiseStatement {
  const [to, from] = [tilesOf(refuse, fn, outs), tilesOf(refuse, fn, ins)];
  const label = options.label ?? `${namesOf(to)} = ${fn}`;
  const { inputs, outputs, allColumns = false } = pointwiseFunction(fn);
  if (to.length !== outputs.length || from.length !== inputs.length) {
    refuse(label, `${fn}(${inputs.join(', ')}) → ${outputs.join(', ')}`, `${from.length} → ${to.length} tiles`);
  }
  noPartial(refuse, label, from);
  cutAlike(refuse, label, to, from);
  const narrow = allColumns ? [...from, ...to].find((t) => ['columns', 'blocks'].includes(t.tensor.shard)) : undefined;
  if (narrow) refuse(label, `all columns of ${narrow.tensor.name} in a unit`, `shard '${narrow.tensor.shard}'`);
  return { kind: 'pointwise', label, fn, outs: to, ins: from, constants: options.constants ?? {} };
}

export function expressionStatement(
  refuse: Refuse,
  outs: readonly TileLike[],
  ins: readonly TileLike[],
  fn: unknown,
  options: PointwiseOptions,
): PointwiseStatement {
  const [to, all] = [tilesOf(refuse, 'pointwise', outs), tilesOf(refuse, 'pointwise', ins)];
  const { tiles: from, places } = distinct(all);
  const plain = `${namesOf(to)} = f(${namesOf(from)})`;
  const where = options.label ?? plain;
  if (to.length === 0) refuse(where, 'at least one tile to write', 'none');
  if (typeof fn !== 'function') refuse(where, 'a function of the operands that returns expressions', foundText(fn));
  noPartial(refuse, where, from);
  cutAlike(refuse, where, to, from);
  noOverlap(refuse, where, to, from);
  const constants = options.constants ?? {};
  const call = { refuse, where, outs: to, ins: from, operands: places, fn: fn as () => unknown, constants };
  const { code, text } = compileExpression(call);
  const label = options.label ?? (text === null ? plain : `${namesOf(to)} = ${text}`);
  return { kind: 'pointwise', label, fn: BY_EXPRESSION, expression: code, outs: to, ins: from, constants };
}

function tilesOf(refuse: Refuse, where: string, likes: readonly TileLike[]): Tile[] {
  if (!Array.isArray(likes)) refuse(where, 'lists: the tiles written, then the tiles read', foundText(likes));
  return likes.map(asTile);
}

const namesOf = (tiles: readonly Tile[]): string => tiles.map((t) => t.tensor.name).join(', ');

const keyOf = (tile: Tile): string => `${tile.tensor.id} ${JSON.stringify(tile.slot)}`;

/** Each tile once, and where each of the given ones is among them: what is given twice is read once. */
function distinct(all: readonly Tile[]): { readonly tiles: readonly Tile[]; readonly places: readonly number[] } {
  const keys = all.map(keyOf);
  const kept = [...new Set(keys)];
  return { tiles: kept.map((key) => all[keys.indexOf(key)]), places: keys.map((key) => kept.indexOf(key)) };
}

/** Results go to tiles of their own, and no slot is read again after all slots have been written. */
function noOverlap(refuse: Refuse, where: string, to: readonly Tile[], from: readonly Tile[]): void {
  to.forEach((tile, i) => {
    const { tensor, slot } = tile;
    if (to.slice(0, i).some((other) => other.tensor === tensor))
      refuse(where, 'each result in a tensor of its own', `${tensor.name} twice`);
    const part = from.find((other) => other.tensor === tensor && other.slot !== null);
    if (slot === null && tensor.slots > 1 && part !== undefined) {
      refuse(
        where,
        `slots of ${tensor.name} that are not overwritten while one of them is read`,
        `all of ${tensor.name}`,
      );
    }
  });
}
