/** @file `k.exchange` of what units own, or have terms of, among all of them. */
import type { ExchangeOp } from '../../sim/program.js';
import { tileText } from '../cuts.js';
import type { ExchangeStatement } from '../graph.js';
import type { KernelTensor, Tile } from '../handles.js';
import { type Refuse, sameShape } from './refuse.js';
import type { ShiftOptions } from './shift.js';

type Pattern = Exclude<ExchangeOp['pattern'], 'shift'>;

const TURNS: Readonly<Record<Pattern, readonly [from: KernelTensor['shard'], to: KernelTensor['shard']]>> = {
  'all-gather': ['rows', 'replicated'],
  'all-reduce': ['partial', 'replicated'],
  'reduce-scatter': ['partial', 'rows'],
  broadcast: ['replicated', 'replicated'],
};

export function exchangeStatement(
  refuse: Refuse,
  pattern: Pattern,
  from: Tile,
  to: Tile,
  options: ShiftOptions,
): ExchangeStatement {
  const label = `${pattern} ${from.tensor.name} → ${to.tensor.name}`;
  if (!Object.hasOwn(TURNS, pattern))
    refuse(label, `one of ${[...Object.keys(TURNS), 'shift'].join(', ')}`, String(pattern));
  if (Object.keys(options).length > 0) refuse(label, 'no options but for a shift', Object.keys(options).join(', '));
  sameShape(refuse, label, from, to);
  const [wanted, gets] = TURNS[pattern];
  if (from.tensor.shard !== wanted || to.tensor.shard !== gets) {
    const found = `${tileText(from)} '${from.tensor.shard}' → ${tileText(to)} '${to.tensor.shard}'`;
    refuse(label, `shard '${wanted}' → '${gets}'`, found);
  }
  return { kind: 'exchange', label, pattern, from, to };
}
