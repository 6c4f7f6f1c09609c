/** @file `k.reduce` and `k.transpose`: shapes, and what of a tile a unit must have for them. */
import type { ReduceOp } from '../../sim/program.js';
import { dimsOf, isCut, isTerm, slotsOf, tileText } from '../cuts.js';
import type { ReduceStatement, TransposeStatement } from '../graph.js';
import { asTile, type Tile, type TileLike } from '../handles.js';
import { cutAlike, noPartial, type Refuse } from './refuse.js';

export interface ReduceOptions {
  /** What goes away: rows, out is [1, columns]; columns, out is [rows, 1]. */
  readonly over: ReduceOp['over'];
  readonly label?: string;
}

const HOW: readonly string[] = ['sum', 'max', 'mean'];
const OVER: readonly string[] = ['rows', 'columns'];

export function reduceStatement(
  refuse: Refuse,
  how: ReduceOp['how'],
  outLike: TileLike,
  xLike: TileLike,
  options: ReduceOptions,
): ReduceStatement {
  const [out, x] = [asTile(outLike), asTile(xLike)];
  const over: unknown = options?.over;
  const label = options?.label ?? `${out.tensor.name} = ${how} of ${x.tensor.name} over ${over}`;
  if (!HOW.includes(how)) refuse(label, `one of ${HOW.join(', ')}`, String(how));
  if (!OVER.includes(over as string)) refuse(label, `{ over: 'rows' } or { over: 'columns' }`, String(over));
  const [rows, columns] = dimsOf(x);
  const wanted = over === 'rows' ? [slotsOf(x), 1, columns] : [slotsOf(x), rows, 1];
  if ([slotsOf(out), ...dimsOf(out)].some((size, i) => size !== wanted[i])) {
    const expected = `out [${(wanted[0] === 1 ? wanted.slice(1) : wanted).join(', ')}]`;
    refuse(label, expected, `${tileText(out)} = ${how} of ${tileText(x)}`);
  }
  noPartial(refuse, label, [x]);
  other(refuse, label, out, x);
  const statement = { kind: 'reduce', label, how, over: over as ReduceOp['over'], out, x } as const;
  if (sumsTerms(statement)) checkTerms(refuse, statement);
  else {
    if (isTerm(out)) {
      const expected = `no terms for ${out.tensor.name}: a unit has all ${over} of ${x.tensor.name} that it sums`;
      refuse(label, expected, `shard '${out.tensor.shard}'`);
    }
    cutAlike(refuse, label, [out], [x]);
  }
  return statement;
}

/** True when each unit has only some of what is summed. */
export function sumsTerms({ over, x }: Pick<ReduceStatement, 'over' | 'x'>): boolean {
  return x.tensor.shard === over;
}

/** Of sums over what is cut each unit makes a term; a largest value cannot be put together by an exchange. */
function checkTerms(refuse: Refuse, { label, how, over, out, x }: ReduceStatement): void {
  const found = `${tileText(out)} '${out.tensor.shard}' = ${how} of ${tileText(x)} '${x.tensor.shard}'`;
  const { name } = out.tensor;
  if (how === 'max') refuse(label, `all ${over} of ${x.tensor.name} in each unit (an all-gather before)`, found);
  if (out.tensor.shard !== 'partial' || out.tensor.residency !== 'pinned') {
    const after = `each unit has the ${how} of its own ${over}, an exchange ('all-reduce') adds them up`;
    refuse(label, `shard 'partial', pinned, for ${name}: ${after}`, found);
  }
}

export function transposeStatement(
  refuse: Refuse,
  outLike: TileLike,
  xLike: TileLike,
  given: string | undefined,
): TransposeStatement {
  const [out, x] = [asTile(outLike), asTile(xLike)];
  const label = given ?? `${out.tensor.name} = ${x.tensor.name}ᵀ`;
  const [rows, columns] = dimsOf(x);
  if (slotsOf(out) !== slotsOf(x) || out.tensor.rows !== columns || out.tensor.columns !== rows) {
    refuse(label, `out [${columns}, ${rows}]`, `${tileText(out)} = ${tileText(x)} transposed`);
  }
  noPartial(refuse, label, [out, x]);
  other(refuse, label, out, x);
  checkTurn(refuse, label, out, x);
  const far = [out, x].find((t) => t.tensor.residency === 'cached' || (t === out && t.tensor.residency !== 'pinned'));
  if (far !== undefined)
    refuse(label, `${far.tensor.name} in the units' memory`, `residency '${far.tensor.residency}'`);
  return { kind: 'transpose', label, out, x };
}

/** Rows that a unit owns become columns that it owns, and the other way round. */
function checkTurn(refuse: Refuse, label: string, out: Tile, x: Tile): void {
  if (!isCut(x)) return;
  const wanted = x.tensor.shard === 'rows' ? 'columns' : 'rows';
  const whole = out.tensor.groups === 1 && x.tensor.groups === 1;
  if (out.tensor.shard === wanted && whole) return;
  const text = ({ tensor }: Tile): string =>
    `'${tensor.shard}'${tensor.groups > 1 ? ` in ${tensor.groups} groups` : ''}`;
  const expected = `shard '${wanted}' for ${out.tensor.name}, or all of ${x.tensor.name} in each unit (an all-gather before)`;
  refuse(label, expected, `${text(out)} of ${text(x)}`);
}

function other(refuse: Refuse, label: string, out: Tile, x: Tile): void {
  const parts = [out, x].find(({ tensor }) => tensor.shard.startsWith('block'));
  if (parts)
    refuse(label, `shard 'rows', 'columns' or 'replicated' for ${parts.tensor.name}`, `'${parts.tensor.shard}'`);
  if (out.tensor === x.tensor) refuse(label, 'another tensor for the result', `${out.tensor.name} read and written`);
}
