/** @file `k.matmul`: shapes, and what of their operands a unit must have. */
import { dimsOf, slotsOf, tileText } from '../cuts.js';
import type { MatmulStatement } from '../graph.js';
import { asTile, type TileLike } from '../handles.js';
import { productMismatch } from '../productCuts.js';
import { noPartial, type Refuse } from './refuse.js';

export interface MatmulOptions {
  readonly accumulate?: boolean;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly label?: string;
}

export function matmulStatement(
  refuse: Refuse,
  outLike: TileLike,
  aLike: TileLike,
  bLike: TileLike,
  options: MatmulOptions,
): MatmulStatement {
  const [out, a, b] = [asTile(outLike), asTile(aLike), asTile(bLike)];
  const { transposeA = false, transposeB = false, accumulate = false } = options;
  const label = options.label ?? `${out.tensor.name} = ${a.tensor.name} · ${b.tensor.name}`;
  const [m, k] = dimsOf(a, transposeA);
  const [kOfB, n] = dimsOf(b, transposeB);
  const slots = slotsOf(b);
  if (k !== kOfB || out.tensor.rows !== m || out.tensor.columns !== n || slotsOf(out) !== slots || slotsOf(a) !== 1) {
    refuse(
      label,
      `shapes [m,k] · [k,n] = [m,n]`,
      `${tileText(a, transposeA)} · ${tileText(b, transposeB)} = ${tileText(out)}`,
    );
  }
  noPartial(refuse, label, [a, b]);
  const mismatch = productMismatch({ out, a, b, transposeA, transposeB });
  if (mismatch !== null) refuse(label, mismatch.expected, mismatch.found);
  return { kind: 'matmul', label, out, a, b, accumulate, transposeA, transposeB, m, n: n * slots, k };
}
