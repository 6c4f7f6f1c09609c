/** Cells written as expressions against the same cells of the table: equal cycles, and equal bits in every format. */
import { describe, expect, it } from 'vitest';
import {
  constant,
  defineKernel,
  type Expression,
  type Kernel,
  type KernelBuilder,
  plan,
  relu,
  sigmoid,
  type TileLike,
  tanh,
} from '../../src/kernels/index.js';
import { execute } from '../../src/sim/execute.js';
import { staticOps } from '../../src/sim/program.js';
import { elementCost } from '../../src/sim/semantics/elements/code.js';
import { pointwiseFunction } from '../../src/sim/semantics/functions/index.js';
import { seededTensors } from '../helpers/randomKernels.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const [H, B] = [7, 3];

/** Rows in units of H with the number of groups, columns; `in` … are the operands in order, `out` … the results. */
interface Case {
  readonly fn: string;
  readonly ins: readonly (readonly [groups: number, columns: number])[];
  readonly outs: readonly number[];
  readonly apply: (...operands: Expression[]) => Expression | readonly (Expression | readonly Expression[])[];
}

const one = constant(1);
const gru = (x: Expression, h: Expression, b: Expression): readonly [Expression, Expression, Expression] => {
  const [xr, xz, xn] = x.plus(b).groups();
  const [hr, hz, hn] = h.groups();
  const r = sigmoid(xr.plus(hr));
  return [r, sigmoid(xz.plus(hz)), tanh(xn.plus(r.times(hn)))];
};
const gruMix = (z: Expression, n: Expression, h: Expression): Expression => one.minus(z).times(n).plus(z.times(h));
const lstm = (g: Expression, b: Expression): readonly Expression[] => {
  const [i, f, c, o] = g.plus(b).groups();
  return [sigmoid(i), sigmoid(f), tanh(c), sigmoid(o)];
};
const lstmMix = ([i, f, g, o]: readonly Expression[], c: Expression): readonly [Expression, Expression] => {
  const next = f.times(c).plus(i.times(g));
  return [next, o.times(tanh(next))];
};

const cases: readonly Case[] = [
  {
    fn: 'lstmCell',
    ins: [
      [4, B],
      [4, 1],
      [1, B],
    ],
    outs: [1, 1],
    apply: (g, b, c) => lstmMix(lstm(g, b), c),
  },
  {
    fn: 'lstmActivate',
    ins: [
      [4, B],
      [4, 1],
    ],
    outs: [4],
    apply: (g, b) => [lstm(g, b)],
  },
  {
    fn: 'lstmState',
    ins: [
      [4, B],
      [1, B],
    ],
    outs: [1, 1],
    apply: (a, c) => lstmMix(a.groups(), c),
  },
  {
    fn: 'gruCell',
    ins: [
      [3, B],
      [3, B],
      [3, 1],
      [1, B],
    ],
    outs: [1],
    apply: (x, h, b, old) => {
      const [, z, n] = gru(x, h, b);
      return gruMix(z, n, old);
    },
  },
  {
    fn: 'gruActivate',
    ins: [
      [3, B],
      [3, B],
      [3, 1],
    ],
    outs: [3],
    apply: (x, h, b) => [gru(x, h, b)],
  },
  {
    fn: 'gruState',
    ins: [
      [3, B],
      [1, B],
    ],
    outs: [1],
    // The table's function takes all three gates; r plays no part in it, and an operand is read as a whole.
    apply: (a, old) => gruMix(a.groups()[1], a.groups()[2], old),
  },
  {
    fn: 'rnnCell',
    ins: [
      [1, B],
      [1, 1],
    ],
    outs: [1],
    apply: (g, b) => tanh(g.plus(b)),
  },
  {
    fn: 'rnnCellBackward',
    ins: [
      [1, B],
      [1, B],
    ],
    outs: [1],
    apply: (h, d) => d.times(one.minus(h.times(h))),
  },
  { fn: 'tanh', ins: [[1, B]], outs: [1], apply: (x) => tanh(x) },
  {
    fn: 'biasRelu',
    ins: [
      [1, B],
      [1, 1],
    ],
    outs: [1],
    apply: (x, b) => relu(x.plus(b)),
  },
  {
    fn: 'addBias',
    ins: [
      [4, B],
      [4, 1],
    ],
    outs: [4],
    apply: (x, b) => x.plus(b),
  },
  {
    fn: 'add',
    ins: [
      [1, B],
      [1, B],
    ],
    outs: [1],
    apply: (a, b) => a.plus(b),
  },
  {
    fn: 'multiply',
    ins: [
      [1, B],
      [1, B],
    ],
    outs: [1],
    apply: (a, b) => a.times(b),
  },
  { fn: 'copy', ins: [[1, B]], outs: [1], apply: (x) => x },
];

const names = (k: Case) => ({ ins: k.ins.map((_, i) => `in${i}`), outs: k.outs.map((_, i) => `out${i}`) });

/** Operands pinned, results stored: the function alone, in two classes of units (7 rows on 2 units). */
function kernelOf(c: Case, write: (k: KernelBuilder, outs: TileLike[], ins: TileLike[]) => void): Kernel {
  return defineKernel({
    name: 'cell',
    title: 'one function',
    params: {},
    build(k) {
      const pinned = { shard: 'rows', residency: 'pinned' } as const;
      const ins = c.ins.map(([groups, columns], i) => k.input(`in${i}`, [groups * H, columns], { ...pinned, groups }));
      const outs = c.outs.map((groups, i) => k.buffer(`out${i}`, [groups * H, B], { shard: 'rows', groups }));
      write(k, outs, ins);
    },
  });
}

function run(kernel: Kernel, format: string, results: readonly string[]) {
  const target = tinyTarget({ units: 2, sramBytes: 65_536 }, format);
  const planned = plan(kernel, {}, target);
  if (planned.rejected !== null) throw new Error('does not fit');
  const tensors = seededTensors(planned.program, target.format);
  execute(planned.program, tensors);
  const values = results.map((name) => Array.from(tensors.get(name)));
  tensors.dispose();
  return { cycles: planned.result.cycles, work: planned.result.work, values };
}

describe('a cell written as an expression', () => {
  it.each(cases.map((c) => [c.fn, c] as const))('%s: cycles and values are those of the table', (_, c) => {
    const byName = kernelOf(c, (k, outs, ins) => k.pointwise(c.fn, outs, ins));
    const byExpression = kernelOf(c, (k, outs, ins) => k.pointwise(outs, ins, c.apply as never));
    for (const format of ['fp32', 'fp16', 'flex16+5']) {
      expect(run(byExpression, format, names(c).outs)).toEqual(run(byName, format, names(c).outs));
    }
  });

  it('shares 1 - z and the like, which two hand-given costs of backward cells do not', () => {
    // gruCellBackward: dn = d(1-z)(1-n²) 5, dz = d(h-n) z(1-z) 4 with 1-z known, dr = dn·a r(1-r) 4, dn·r, d·z: 15, not 17.
    const backward: Case = {
      fn: 'gruCellBackward',
      ins: [
        [4, B],
        [1, B],
        [1, B],
      ],
      outs: [1, 3, 3],
      apply: (a, h, d) => {
        const [r, z, n, u] = a.groups();
        const dn = d.times(one.minus(z)).times(one.minus(n.times(n)));
        const dz = d.times(h.minus(n)).times(z.times(one.minus(z)));
        const dr = dn.times(u).times(r.times(one.minus(r)));
        return [d.times(z), [dr, dz, dn], [dr, dz, dn.times(r)]];
      },
    };
    const kernel = kernelOf(backward, (k, outs, ins) => k.pointwise(outs, ins, backward.apply as never));
    const planned = plan(kernel, {}, tinyTarget({ units: 2, sramBytes: 65_536 }));
    if (planned.rejected !== null) throw new Error('does not fit');
    const op = [...staticOps(planned.program.body)].find((o) => o.kind === 'pointwise');
    expect(op?.kind === 'pointwise' && op.expression && elementCost(op.expression)).toEqual({ simple: 15, special: 0 });
    expect(pointwiseFunction('gruCellBackward').simple).toBe(17);
    const table = kernelOf(backward, (k, outs, ins) => k.pointwise('gruCellBackward', outs, ins));
    const { values } = run(kernel, 'fp16', names(backward).outs);
    expect(values).toEqual(run(table, 'fp16', names(backward).outs).values);
  });
});
