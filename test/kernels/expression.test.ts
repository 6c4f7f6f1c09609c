/** The expression language: values against a scalar evaluation op by op, costs counted by hand, broadcasts, and every way
 * to write one wrongly, each answered in one line at the author's line. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as api from '../../src/kernels/index.js';
import { defineKernel, type Expression, type KernelBuilder, plan, type TileLike } from '../../src/kernels/index.js';
import { expF32, lnF64, sigmoidF32, tanhF32 } from '../../src/numerics/float32Math.js';
import { execute } from '../../src/sim/execute.js';
import { type PointwiseOp, staticOps } from '../../src/sim/program.js';
import { elementCost } from '../../src/sim/semantics/elements/code.js';
import { seededTensors } from '../helpers/randomKernels.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const { abs, constant, exp, log, max, min, reciprocal, relu, select, sigmoid, sqrt, square, tanh } = api;
const own = fileURLToPath(import.meta.url);
const lines = readFileSync(own, 'utf8').split('\n');
const f = Math.fround;

/** One pointwise operation over pinned inputs of these shapes. */
function planned(
  shapes: readonly (readonly [number, number])[],
  write: (k: KernelBuilder, y: TileLike, ins: readonly TileLike[]) => void,
  out: readonly [number, number] = shapes[0],
) {
  const kernel = defineKernel({
    name: 'mine',
    title: 'one expression',
    params: {},
    build(k) {
      const ins = shapes.map((shape, i) => k.input(`x${i}`, shape, { residency: 'pinned' }));
      write(k, k.buffer('y', out), ins);
    },
  });
  const found = plan(kernel, {}, tinyTarget({ units: 1, sramBytes: 1 << 20 }));
  if (found.rejected !== null) throw new Error('does not fit');
  const op = [...staticOps(found.program.body)].find((o): o is PointwiseOp => o.kind === 'pointwise');
  if (op?.expression === undefined) throw new Error('no expression');
  return { program: found.program, op, cost: elementCost(op.expression) };
}

function valuesOf(program: ReturnType<typeof planned>['program']) {
  const tensors = seededTensors(program, tinyTarget().format, 3);
  execute(program, tensors);
  const copy = (name: string): Float32Array => tensors.get(name).slice();
  const all = Object.fromEntries(program.tensors.map((t) => [t.name, copy(t.name)]));
  tensors.dispose();
  return all;
}

/** An expression and the same in scalars, operation by operation. */
interface Pair {
  readonly expression: Expression;
  readonly scalar: (x: readonly number[]) => number;
}
type Unary = readonly [(a: Expression) => Expression, (a: number) => number];
type Binary = readonly [(a: Expression, b: Expression) => Expression, (a: number, b: number) => number];

const unaries: readonly Unary[] = [
  [(a) => a.negated(), (a) => -a],
  [abs, Math.abs],
  [relu, (a) => Math.max(0, a)],
  [square, (a) => f(a * a)],
  [reciprocal, (a) => f(1 / a)],
  [sqrt, (a) => f(Math.sqrt(a))],
  [log, (a) => f(lnF64(a))],
  [exp, expF32],
  [sigmoid, sigmoidF32],
  [tanh, tanhF32],
];
const binaries: readonly Binary[] = [
  [(a, b) => a.plus(b), (a, b) => f(a + b)],
  [(a, b) => a.minus(b), (a, b) => f(a - b)],
  [(a, b) => a.times(b), (a, b) => f(a * b)],
  [(a, b) => a.over(b), (a, b) => f(a / b)],
  [min, Math.min],
  [max, Math.max],
  [(a, b) => select(a.below(b), a, b), (a, b) => (a < b ? a : b)],
  [(a, b) => select(a.above(b), b, 2), (a, b) => (a > b ? b : 2)],
  [(a, b) => select(a.atMost(b), 1, 0), (a, b) => (a <= b ? 1 : 0)],
  [(a, b) => select(a.atLeast(b), b, a), (a, b) => (a >= b ? b : a)],
  [(a, b) => select(a.equals(b), a, b), (a, b) => (a === b ? a : b)],
];

/** Builds on three operands, step by step; every operand is used. */
function built(plan: readonly (readonly [number, number, number])[], operands: readonly Expression[]): Pair {
  const known: Pair[] = operands.map((expression, i) => ({ expression, scalar: (x) => x[i] }));
  for (const [which, first, second] of plan) {
    const [a, b] = [known[first % known.length], known[second % known.length]];
    if (which < unaries.length) {
      const [make, run] = unaries[which];
      known.push({ expression: make(a.expression), scalar: (x) => run(a.scalar(x)) });
    } else {
      const [make, run] = binaries[which - unaries.length];
      known.push({ expression: make(a.expression, b.expression), scalar: (x) => run(a.scalar(x), b.scalar(x)) });
    }
  }
  const last = known.slice(-1).concat(known.slice(0, operands.length));
  return {
    expression: last.map((p) => p.expression).reduce((a, b) => a.plus(b)),
    scalar: (x) => last.map((p) => p.scalar(x)).reduce((a, b) => f(a + b)),
  };
}

const step = fc.tuple(fc.nat(unaries.length + binaries.length - 1), fc.nat(20), fc.nat(20));

describe('values', () => {
  it('are those of the operations one by one, for random expressions with a bias, a row and a number', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 30 }), (steps, rows) => {
        // 40 columns: more than one stretch of 512 elements from 13 rows on.
        const columns = 40;
        let scalar: Pair['scalar'] = () => 0;
        const { program } = planned(
          [
            [rows, columns],
            [rows, 1],
            [1, columns],
            [1, 1],
          ],
          (k, y, ins) =>
            k.pointwise([y], ins, (...operands) => {
              const pair = built(steps, operands.slice(0, 4) as Expression[]);
              scalar = pair.scalar;
              return pair.expression;
            }),
        );
        const { x0, x1, x2, x3, y } = valuesOf(program);
        const expected = y.map((_, e) => scalar([x0[e], x1[Math.floor(e / columns)], x2[e % columns], x3[0]]));
        expect(y).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('serve all slots, operands of one slot for each of them', () => {
    const kernel = defineKernel({
      name: 'slots',
      title: 'slots',
      params: {},
      build(k) {
        const x = k.input('x', [3, 4, 5], { residency: 'pinned' });
        const b = k.input('b', [4, 1], { residency: 'pinned' });
        k.pointwise([k.buffer('y', [3, 4, 5])], [x, b], (v, bias) => v.times(bias));
      },
    });
    const found = plan(kernel, {}, tinyTarget({ sramBytes: 65_536 }));
    if (found.rejected !== null) throw new Error('does not fit');
    const { x, b, y } = valuesOf(found.program);
    expect(y).toEqual(x.map((v, e) => v * b[Math.floor(e / 5) % 4]));
  });

  it('read everything before they are written: a state updated in place', () => {
    const kernel = defineKernel({
      name: 'inPlace',
      title: 'in place',
      params: {},
      build(k) {
        const x = k.input('x', [40, 30], { residency: 'pinned' });
        const s = k.buffer('s', [40, 30], { zeroed: true });
        const t = k.buffer('t', [40, 30]);
        k.repeat('twice', 2, () => k.pointwise([s, t], [s, x], (old, v) => [old.plus(v), old.times(2)]));
      },
    });
    const found = plan(kernel, {}, tinyTarget({ sramBytes: 65_536 }));
    if (found.rejected !== null) throw new Error('does not fit');
    const { x, s, t } = valuesOf(found.program);
    expect(s).toEqual(x.map((v) => 2 * v));
    expect(t).toEqual(x.map((v) => 2 * v));
  });
});

describe('cost', () => {
  const costOf = (fn: (a: Expression, b: Expression) => Expression) =>
    planned(
      [
        [4, 4],
        [4, 4],
      ],
      (k, y, [a, b]) => k.pointwise([y], [a, b], fn),
    ).cost;

  it('counts each operation once however often it is used, numbers not at all', () => {
    // a·b once, + and - : 3 simple; the tanh of it once.
    expect(costOf((a, b) => tanh(a.times(b)).plus(tanh(b.times(a)).minus(2)))).toEqual({ simple: 3, special: 1 });
    expect(costOf((a, b) => a.times(constant(3).plus(4)).plus(b))).toEqual({ simple: 2, special: 0 });
    // A comparison and a choice; a quotient, a root and an exponential are special.
    expect(costOf((a, b) => select(a.above(b), a, b))).toEqual({ simple: 2, special: 0 });
    expect(costOf((a, b) => sqrt(a.over(b)).plus(exp(a)))).toEqual({ simple: 1, special: 3 });
  });

  it('is the cycles of the vector engine: elements x (simple / lanes + special / rate)', () => {
    // 16 elements x (1 simple / 4 lanes + 1 special / 1) = 20 cycles of work.
    const kernel = defineKernel({
      name: 'mine',
      title: 'mine',
      params: {},
      build(k) {
        const x = k.input('x', [4, 4], { residency: 'pinned' });
        k.pointwise([k.buffer('y', [4, 4])], [x, x], (a, b) => tanh(a).times(b));
      },
    });
    const found = plan(kernel, {}, tinyTarget({ units: 1, vectorLanes: 4, vectorSpecial: 1 }));
    if (found.rejected !== null) throw new Error('does not fit');
    expect(found.result.work).toBe(20);
    // x is read once though it is given twice.
    const op = [...staticOps(found.program.body)].find((o) => o.kind === 'pointwise');
    expect(op?.kind === 'pointwise' && op.traffic.map((t) => [t.direction, ...t.bytesPerClass])).toEqual([
      ['read', 64],
      ['write', 64],
    ]);
  });

  it('stands in the mapping, and the expression in the label', () => {
    const { program, op } = planned([[4, 4]], (k, y, [x]) =>
      k.pointwise([y], [x], (v, { rate }) => tanh(v).times(rate).minus(v.plus(1)), { constants: { rate: 0.5 } }),
    );
    expect(op.label).toBe('y = tanh(x0)·rate - (x0 + 1)');
    expect(JSON.parse(JSON.stringify(program))).toEqual(program);
    expect(op.expression).toEqual({
      inputBlocks: [1],
      steps: [
        { op: 'load', input: 0, block: 0 },
        { op: 'tanh', args: [0] },
        { op: 'constant', value: 0.5, name: 'rate' },
        { op: 'multiply', args: [1, 2] },
        { op: 'constant', value: 1 },
        { op: 'add', args: [0, 4] },
        { op: 'subtract', args: [3, 5] },
      ],
      results: [[6]],
    });
  });
});

describe('a mistake is refused', () => {
  type Write = (k: KernelBuilder, t: Record<string, TileLike>) => void;
  const messageOf = (write: Write): string => {
    const kernel = defineKernel({
      name: 'mine',
      title: 'mine',
      params: {},
      build(k) {
        const near = { shard: 'rows', residency: 'pinned' } as const;
        const t: Record<string, TileLike> = {
          x: k.input('x', [8, 2], near),
          b: k.input('b', [8, 1], near),
          g: k.input('g', [32, 2], { ...near, groups: 4 }),
          wide: k.input('wide', [8, 3], near),
          y: k.buffer('y', [8, 2], { shard: 'rows' }),
          z: k.buffer('z', [8, 2], { shard: 'rows' }),
          terms: k.buffer('terms', [8, 2], { shard: 'partial' }),
          act: k.buffer('act', [32, 2], { shard: 'rows', groups: 4 }),
        };
        write(k, t);
      },
    });
    try {
      kernel.graph({});
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('was not refused');
  };

  let kept: Expression = constant(1);
  const cases: readonly (readonly [string, Write, string])[] = [
    ['shapes', (k, { y, x, wide }) => k.pointwise([y], [x, wide], (a, b) => a.plus(b)), 'x [8, 2] and wide [8, 3]'],
    [
      'a gate not taken apart',
      (k, { y, x, g }) => k.pointwise([y], [x, g], (a, q) => a.times(q)),
      'found x [8, 2] and g [32, 2] (.groups() of g are 4 blocks)',
    ],
    [
      'groups of a tensor without',
      (k, { y, x }) => k.pointwise([y], [x], (a) => a.groups()[0]),
      'declared with groups',
    ],
    [
      'too few results',
      (k, { y, z, x }) => k.pointwise([y, z], [x], (a) => [a]),
      'expected 2 results: y, z, found 1 results',
    ],
    ['one result of two', (k, { y, z, x }) => k.pointwise([y, z], [x], (a) => a), 'found an object'],
    [
      'too many results',
      (k, { y, x }) => k.pointwise([y], [x], (a) => [a, a]),
      'expected 1 result: y, found 2 results',
    ],
    [
      'nothing returned',
      (k, { y, x }) => k.pointwise([y], [x], (() => {}) as never),
      'an expression or a number, found undefined',
    ],
    ['a promise', (k, { y, x }) => k.pointwise([y], [x], (async () => 1) as never), 'found a promise'],
    ['a tile returned', (k, { y, x }) => k.pointwise([y], [x], (() => x) as never), 'found a tensor or tile'],
    ['a word returned', (k, { y, x }) => k.pointwise([y], [x], (() => 'a') as never), 'found "a"'],
    [
      'a comparison returned',
      (k, { y, x }) => k.pointwise([y], [x], ((a: Expression) => a.below(0)) as never),
      'found the comparison x < 0 (select(it, 1, 0)',
    ],
    [
      'an operator',
      (k, { y, x }) => k.pointwise([y], [x], ((a: number) => a * 2) as never),
      "found JavaScript's own operators",
    ],
    [
      'Math',
      (k, { y, x }) => k.pointwise([y], [x], ((a: number) => Math.tanh(a)) as never),
      'expression x: expected methods and functions of onchip/kernels',
    ],
    [
      'not a number',
      (k, { y, x }) => k.pointwise([y], [x], (a) => a.plus(Number.NaN)),
      'a finite number that fp32 holds, found NaN (a.plus(b)',
    ],
    ['too large a number', (k, { y, x }) => k.pointwise([y], [x], (a) => a.plus(1e39)), 'found 1e+39'],
    [
      'a divisor of 0',
      (k, { y, x }) => k.pointwise([y], [x], (a) => a.plus(1).over(0)),
      'a divisor that is not 0, found (x + 1) / 0',
    ],
    [
      'a named divisor of 0',
      (k, { y, x }) => k.pointwise([y], [x], (a, { d }) => a.over(d), { constants: { d: 0 } }),
      'found x / 0',
    ],
    [
      '1 / 0',
      (k, { y, x }) => k.pointwise([y], [x], (a) => a.plus(reciprocal(0))),
      'a finite number, found reciprocal(0) = Infinity',
    ],
    [
      'an operand unused',
      (k, { y, x, b }) => k.pointwise([y], [x, b], (a) => a),
      'uses every operand, found b [8, 1] unused',
    ],
    [
      'an operand too many',
      (k, { y, x }) => k.pointwise([y], [x], ((a: Expression, c: Expression) => a.plus(c)) as never),
      'a function of 1 operands, as many as tiles are given, found one of 2',
    ],
    [
      'an undeclared name',
      (k, { y, x }) =>
        k.pointwise([y], [x], ((a: Expression, n: Record<string, Expression>) => a.plus(n.rate)) as never, {
          constants: { rat: 1 },
        }),
      'an expression or a number, found undefined',
    ],
    [
      'a select of no comparison',
      (k, { y, x }) => k.pointwise([y], [x], (a) => select(a as never, 1, 0)),
      'a comparison first',
    ],
    [
      "another call's operand",
      (k, { y, z, x }) => {
        k.pointwise([y], [x], (a) => {
          kept = a;
          return a;
        });
        k.pointwise([z], [y], (a) => a.plus(kept)); // the mistake
      },
      'operands of this k.pointwise, found x [8, 2] of another one',
    ],
    [
      'a result that does not fit',
      (k, { y, g }) => k.pointwise([y], [g], (q) => q),
      'expected equal shapes, found y [8, 2] = g [32, 2]',
    ],
    [
      'a list of another length',
      (k, { act, g }) => k.pointwise([act], [g], (q) => [[q.groups()[0], 1]]),
      '4 results for the 4 groups of act [32, 2], found a list of 2',
    ],
    [
      'a list for a tile without groups',
      (k, { y, x }) => k.pointwise([y], [x], (a) => [[a, a]]),
      '1 results for the 1 groups of y [8, 2], found a list of 2',
    ],
    [
      'one tile for two results',
      (k, { y, x }) => k.pointwise([y, y], [x], (a) => [a, a]),
      'each result in a tensor of its own, found y twice',
    ],
    ['terms of a sum', (k, { y, terms }) => k.pointwise([y], [terms], (a) => a), 'terms summed by an exchange first'],
    [
      'no function',
      (k, { y, x }) => k.pointwise([y], [x], { rate: 1 } as never),
      'a function of the operands that returns expressions, found an object',
    ],
    [
      'a tensor where a list belongs',
      (k, { y, x }) => k.pointwise([y], x as never, ((a: Expression) => a) as never),
      'lists: the tiles written, then the tiles read',
    ],
    [
      'depth',
      (k, { y, x }) =>
        k.pointwise([y], [x], (a) => {
          let sum = a;
          for (;;) sum = sum.plus(1); // the mistake
        }),
      'at most 1000 operations one inside another, found more (keep a part of it in a buffer)',
    ],
    [
      'breadth',
      (k, { y, x }) =>
        k.pointwise([y], [x], (a) => {
          let row = Array.from({ length: 1024 }, (_, i) => a.times(i + 2));
          while (row.length > 1) row = row.slice(0, row.length / 2).map((v, i) => v.plus(row[i + row.length / 2]));
          return row[0];
        }),
      'at most 1000 steps in one expression, found more',
    ],
  ];

  it.each(cases)('%s', (_, write, expected) => {
    const message = messageOf(write);
    expect(message).toContain(expected);
    expect(message.startsWith(`${own}:`)).toBe(true);
    expect(message).not.toContain('\n');
  });

  it('at the line of the operation when one is wrong by itself', () => {
    const message = messageOf((k, { y, x }) =>
      k.pointwise([y], [x], (a) => {
        const half = a.times(0.5);
        return half.over(0); // the operation
      }),
    );
    expect(message).toContain(`:${lines.findIndex((line) => line.endsWith('// the operation')) + 1}:`);
  });
});
