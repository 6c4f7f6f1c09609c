/** @file `k.exchange` of what units own, or have terms of, among all of them or from one stage to another. */
import type { ExchangeOp } from '../../sim/program.js';
import { exchangeMismatch, exchangePatterns } from '../exchangeCuts.js';
import type { ExchangeStatement } from '../graph.js';
import type { Tile } from '../handles.js';
import { type Refuse, sameShape } from './refuse.js';
import type { ShiftOptions } from './shift.js';

type Pattern = Exclude<ExchangeOp['pattern'], 'shift'>;

export function exchangeStatement(
  refuse: Refuse,
  pattern: Pattern,
  from: Tile,
  to: Tile,
  options: ShiftOptions,
): ExchangeStatement {
  const label = `${pattern} ${from.tensor.name} → ${to.tensor.name}`;
  if (!exchangePatterns.includes(pattern))
    refuse(label, `one of ${[...exchangePatterns, 'shift'].join(', ')}`, String(pattern));
  if (Object.keys(options).length > 0) refuse(label, 'no options but for a shift', Object.keys(options).join(', '));
  sameShape(refuse, label, from, to);
  const mismatch = exchangeMismatch(pattern, from, to);
  if (mismatch !== null) refuse(label, mismatch.expected, mismatch.found);
  return { kind: 'exchange', label, pattern, from, to };
}
