/** Reductions and transposes: cycles worked out by hand on the tiny chip, values against plain loops, mistakes refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineKernel, type KernelBuilder, type KernelTensor, plan } from '../../src/kernels/index.js';
import { simulate } from '../../src/sim/engine.js';
import { execute } from '../../src/sim/execute.js';
import { bankConflictDegree } from '../../src/sim/memory/banks.js';
import type { OpKind } from '../../src/sim/program.js';
import { stridedWriteCycles } from '../../src/sim/semantics/transpose.js';
import { seededTensors } from '../helpers/randomKernels.js';
import { type TinyFigures, tinyTarget } from '../helpers/tinyChip.js';

const near = { shard: 'rows', residency: 'pinned' } as const;
const all = { residency: 'pinned' } as const;

function planned(build: (k: KernelBuilder) => void, figures: Partial<TinyFigures> = {}, format = 'fp32') {
  const target = tinyTarget({ units: 1, sramBytes: 1 << 20, ...figures }, format);
  const found = plan(defineKernel({ name: 'mine', title: 'mine', params: {}, build }), {}, target, {
    choices: { units: target.chip.units.count.value },
  });
  if (found.rejected !== null) throw new Error('does not fit');
  return { ...found, target };
}

/** Work, and cycles from start to end, of the one operation of a kind. */
function spanOf(build: (k: KernelBuilder) => void, kind: OpKind, figures: Partial<TinyFigures> = {}) {
  const { program, target } = planned(build, figures);
  const spans: { work: number; cycles: number }[] = [];
  simulate(program, target, {
    onSpan: (i) => {
      if (i.op.kind === kind) spans.push({ work: i.workEndCycle - i.startCycle, cycles: i.endCycle - i.startCycle });
    },
  });
  expect(spans.length).toBeGreaterThan(0);
  return spans[0];
}

function valuesOf(build: (k: KernelBuilder) => void, figures: Partial<TinyFigures> = {}, format = 'fp32') {
  const { program, target } = planned(build, figures, format);
  const tensors = seededTensors(program, target.format, 5);
  execute(program, tensors);
  const found = Object.fromEntries(program.tensors.map((t) => [t.name, tensors.get(t.name).slice()]));
  tensors.dispose();
  return found;
}

describe('reduce takes', () => {
  // 4 lanes, 3 cycles of latency, memory of 16 bytes a cycle (reads and writes on one port).
  it.each([
    // 16 elements / 4 lanes = 4; 2 results, 2 lanes each: 1 level. Work 5; port 64/16 + 8/16 → 4 + 1; latency 3 x 2.
    ['sum', 'columns', [2, 8], 1, 5, 5 + 6],
    // 8 results for 4 lanes: no tree. Work 16/4 = 4; port 64/16 + 32/16 = 6; latency 3.
    ['max', 'rows', [2, 8], 1, 4, 6 + 3],
    // 1 result, 4 lanes: 2 levels. Work 32/4 + 2 = 10; port 128/16 + 4/16 → 8 + 1 = 9; latency 3 x 3.
    ['sum', 'columns', [1, 32], 1, 10, 10 + 9],
    // A mean multiplies 8 results once more: 16/4 + 8/4 = 6; port 6; latency 3.
    ['mean', 'rows', [2, 8], 1, 6, 6 + 3],
    // Two elements for one result: 2 of the 4 lanes can meet. Work ceil(2/4 + 1) = 2; port 8/16 + 4/16 → 2; latency 3 x 2.
    ['sum', 'columns', [1, 2], 1, 2, 2 + 6],
  ] as const)(
    '%s over %s of %j: elements / lanes, and a tree where lanes share a result',
    (how, over, shape, units, work, cycles) => {
      const [rows, columns] = shape;
      const build = (k: KernelBuilder): void => {
        const out = k.buffer('out', over === 'rows' ? [1, columns] : [rows, 1]);
        k.reduce(how, out, k.input('x', shape, all), { over });
      };
      expect(spanOf(build, 'reduce', { units })).toEqual({ work, cycles });
    },
  );

  it('as long as its own rows take when they are cut over the units', () => {
    // 8 rows on 2 units: 4 rows x 4 columns each. Work 16/4 + 0 levels = 4; port 64/16 + 16/16 = 5; latency 3.
    const build = (k: KernelBuilder): void => {
      const terms = k.buffer('terms', [1, 4], { shard: 'partial' });
      k.reduce('sum', terms, k.input('x', [8, 4], near), { over: 'rows' });
    };
    expect(spanOf(build, 'reduce', { units: 2 })).toEqual({ work: 4, cycles: 5 + 3 });
  });
});

describe('transpose takes', () => {
  it('a pass for each lane that wants the bank of another', () => {
    // 16 bytes a cycle: 4 banks of 4 B, 4 lanes an access. [8, 4] → [4, 8]: neighbours lie 8 words apart, all in one bank:
    // 32 / 4 accesses x 4 passes = 32 cycles of writes. Reads 128/16 = 8 on the same port. Latency 3.
    const square = (rows: number, columns: number) => (k: KernelBuilder) =>
      k.transpose(k.buffer('out', [columns, rows]), k.input('x', [rows, columns], all));
    expect(spanOf(square(8, 4), 'transpose')).toEqual({ work: 8, cycles: 8 + 32 + 3 });
    // [5, 4] → [4, 5]: 5 words apart, four banks: no conflict. 20 / 4 = 5 cycles of writes, as straight ones.
    expect(spanOf(square(5, 4), 'transpose')).toEqual({ work: 5, cycles: 5 + 5 + 3 });
    // [6, 4]: 6 words apart, two banks: 24 / 4 x 2 = 12. Reads 6.
    expect(spanOf(square(6, 4), 'transpose')).toEqual({ work: 6, cycles: 6 + 12 + 3 });
  });

  it('what all accesses together take, counted one by one, for whole accesses', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 2, 4, 8, 16, 32, 64),
        fc.constantFrom(1, 2, 4, 8),
        (rows, columns, element) => {
          const banks = { count: 32, bytes: 4 };
          const count = rows * columns;
          const whole = Math.floor(count / 32) * 32;
          fc.pre(whole === count);
          let passes = 0;
          for (let from = 0; from < count; from += 32) {
            const at = Array.from({ length: 32 }, (_, i) => from + i).map(
              (e) => ((e % columns) * rows + Math.floor(e / columns)) * element,
            );
            const words = at.flatMap((a) => (element === 8 ? [a, a + 4] : [a]));
            passes += bankConflictDegree(words, 32, 4);
          }
          const cycles = stridedWriteCycles({ m: rows, n: columns }, 1, element, banks);
          // Narrow elements may share a word in one access and not in the next.
          if (element >= 4) expect(cycles).toBe(passes);
          else expect(Math.abs(cycles - passes)).toBeLessThanOrEqual(count / 32);
        },
      ),
    );
  });

  it('only its own columns when the result is cut over the units', () => {
    // x [8, 4] in both units, out [4, 8] cut in 2 x 2 rows: 16 elements each, 2 columns: addresses of a first access
    // (row 0: 0, 8; row 1: 1, 9): banks 0, 0, 1, 1: 2 passes x 4 accesses = 8; reads 64/16 = 4; work 4.
    const build = (k: KernelBuilder): void =>
      k.transpose(k.buffer('out', [4, 8], { shard: 'rows' }), k.input('x', [8, 4], all));
    expect(spanOf(build, 'transpose', { units: 2 })).toEqual({ work: 4, cycles: 4 + 8 + 3 });
  });

  it('the nearest memory for a result that lies in registers', () => {
    const build = (k: KernelBuilder): void =>
      k.transpose(k.buffer('out', [4, 8], { shard: 'rows' }), k.input('x', [8, 4], all));
    const { mapping } = planned(build, { units: 2, registerBytes: 1 << 16 });
    expect(mapping.placement.find((p) => p.tensor === 'out')?.level).toBe('register');
    expect(spanOf(build, 'transpose', { units: 2, registerBytes: 1 << 16 })).toEqual({ work: 4, cycles: 4 + 8 + 3 });
  });
});

describe('cut by columns', () => {
  const columns = { shard: 'columns', residency: 'pinned' } as const;

  it('a reduction over columns makes terms, one over rows makes what each unit owns', () => {
    const build = (k: KernelBuilder): void => {
      const x = k.input('x', [4, 8], columns);
      const [terms, sums] = [k.buffer('terms', [4, 1], { shard: 'partial' }), k.buffer('sums', [4, 1])];
      const tops = k.buffer('tops', [1, 8], { shard: 'columns' });
      k.reduce('max', tops, x, { over: 'rows' });
      k.reduce('sum', terms, x, { over: 'columns' });
      k.exchange('all-reduce', terms, sums);
      k.barrier();
      k.copy(k.output('y', [4, 1]), sums);
      k.copy(k.output('z', [1, 8], { shard: 'columns' }), tops);
    };
    const v = valuesOf(build, { units: 2 });
    const row = (i: number): number[] => Array.from(v.x.subarray(i * 8, i * 8 + 8));
    for (let i = 0; i < 4; i++) expect(v.y[i]).toBe(row(i).reduce((a, b) => Math.fround(a + b)));
    for (let j = 0; j < 8; j++) expect(v.z[j]).toBe(Math.max(...[0, 1, 2, 3].map((i) => row(i)[j])));
    // Two units, 4 of 8 columns each: 16 elements / 4 lanes, 4 results: work 4.
    const { program } = planned(build, { units: 2 });
    const ops = program.body.flatMap((op) =>
      op.kind === 'reduce' ? [[op.elementsPerClass[0], op.resultsPerClass[0]]] : [],
    );
    expect(ops).toEqual([
      [16, 4],
      [16, 4],
    ]);
  });

  it('a transpose makes columns of rows that a unit owns, and rows of columns', () => {
    const build = (k: KernelBuilder): void => {
      const x = k.input('x', [8, 4], near);
      const turned = k.buffer('turned', [4, 8], { shard: 'columns' });
      k.transpose(turned, x);
      k.transpose(k.buffer('back', [8, 4], { shard: 'rows' }), turned);
    };
    const v = valuesOf(build, { units: 2 });
    expect(v.back).toEqual(v.x);
    const { program } = planned(build, { units: 2 });
    const shares = program.body.flatMap((op) => (op.kind === 'transpose' ? [op.shares[0]] : []));
    expect(shares).toEqual([
      { m: 4, n: 4 },
      { m: 4, n: 4 },
    ]);
  });
});

describe('values', () => {
  it('of reductions are sums in ascending order, rounded to fp32 each, slot by slot', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        (R, C, S) => {
          const v = valuesOf((k) => {
            const x = k.input('x', [S, R, C], all);
            for (const how of ['sum', 'max', 'mean'] as const) {
              k.reduce(how, k.buffer(`${how} rows`, [S, 1, C]), x, { over: 'rows' });
              k.reduce(how, k.buffer(`${how} columns`, [S, R, 1]), x, { over: 'columns' });
            }
          });
          const f = Math.fround;
          for (let s = 0; s < S; s++) {
            const at = (i: number, j: number): number => v.x[(s * R + i) * C + j];
            for (let j = 0; j < C; j++) {
              const list = Array.from({ length: R }, (_, i) => at(i, j));
              const sum = list.reduce((a, b) => f(a + b));
              expect(v['sum rows'][s * C + j]).toBe(sum);
              expect(v['max rows'][s * C + j]).toBe(Math.max(...list));
              expect(v['mean rows'][s * C + j]).toBe(f(sum * f(1 / R)));
            }
            for (let i = 0; i < R; i++) {
              const list = Array.from({ length: C }, (_, j) => at(i, j));
              const sum = list.reduce((a, b) => f(a + b));
              expect(v['sum columns'][s * R + i]).toBe(sum);
              expect(v['max columns'][s * R + i]).toBe(Math.max(...list));
              expect(v['mean columns'][s * R + i]).toBe(f(sum * f(1 / C)));
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of terms over cut rows are whole after an all-reduce, on one unit and on three alike', () => {
    const build = (k: KernelBuilder): void => {
      const terms = k.buffer('terms', [1, 4], { shard: 'partial' });
      const total = k.buffer('total', [1, 4]);
      k.reduce('mean', terms, k.input('x', [9, 4], near), { over: 'rows' });
      k.exchange('all-reduce', terms, total);
      k.barrier();
      k.copy(k.output('y', [1, 4]), total);
    };
    const [one, three] = [1, 3].map((units) => valuesOf(build, { units }));
    expect(three.y).toEqual(one.y);
    const expected = Array.from({ length: 4 }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < 9; i++) sum += one.x[i * 4 + j];
      return sum / 9;
    });
    one.y.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[j], 6);
    });
  });

  it('of a transpose are moved as they are held, exponent and all, back and forth', () => {
    for (const format of ['fp32', 'flex16+5']) {
      const v = valuesOf(
        (k) => {
          const x = k.input('x', [2, 5, 3], all);
          const t = k.buffer('t', [2, 3, 5]);
          k.transpose(t, x);
          k.transpose(k.buffer('back', [2, 5, 3]), t);
        },
        {},
        format,
      );
      expect(v.back).toEqual(v.x);
      expect(Array.from(v.t.subarray(15, 20))).toEqual([0, 3, 6, 9, 12].map((i) => v.x[15 + i]));
    }
  });

  it('of an input that is streamed in come from its staging buffer', () => {
    const v = valuesOf((k) => {
      const x = k.input('x', [4, 6, 5]);
      const [t, y] = [k.buffer('t', [5, 6]), k.output('y', [4, 5, 6])];
      k.repeat('step', 4, (s) => {
        k.transpose(t, k.at(x, s));
        k.copy(k.at(y, s), t);
      });
    });
    expect(v.y[3 * 30 + 2 * 6 + 1]).toBe(v.x[3 * 30 + 1 * 5 + 2]);
  });
});

describe('a mistake is refused', () => {
  it.each<[string, (k: KernelBuilder, x: KernelTensor) => void, string]>([
    [
      'shape',
      (k, x) => k.reduce('sum', k.buffer('o', [8, 1]), x, { over: 'rows' }),
      'expected out [1, 4], found o [8, 1] = sum of x [8, 4]',
    ],
    [
      'an unknown way',
      (k, x) => k.reduce('min' as never, k.buffer('o', [1, 4]), x, { over: 'rows' }),
      'one of sum, max, mean, found min',
    ],
    [
      'no direction',
      (k, x) => k.reduce('sum', k.buffer('o', [1, 4]), x, undefined as never),
      "{ over: 'rows' } or { over: 'columns' }, found undefined",
    ],
    [
      'terms that are no sum',
      (k, x) => k.reduce('sum', k.buffer('o', [1, 4]), x, { over: 'rows' }),
      "expected shard 'partial', pinned, for o: each unit has the sum of its own rows, an exchange ('all-reduce') adds them up, found o [1, 4] 'replicated' = sum of x [8, 4] 'rows'",
    ],
    [
      'a largest value over cut rows',
      (k, x) => k.reduce('max', k.buffer('o', [1, 4], { shard: 'partial' }), x, { over: 'rows' }),
      'all rows of x in each unit (an all-gather before)',
    ],
    [
      'terms of what all have',
      (k) => k.reduce('sum', k.buffer('o', [1, 4], { shard: 'partial' }), k.input('w', [8, 4], all), { over: 'rows' }),
      'no terms for o: a unit has all rows of w that it sums',
    ],
    [
      'cut rows into what all have',
      (k, x) => k.reduce('sum', k.buffer('o', [8, 1]), x, { over: 'columns' }),
      'all rows in each unit, as o has',
    ],
    [
      'a transpose of another shape',
      (k) => k.transpose(k.buffer('o', [8, 4]), k.input('w', [8, 4], all)),
      'expected out [4, 8], found o [8, 4] = w [8, 4] transposed',
    ],
    [
      'a transpose of cut rows',
      (k, x) => k.transpose(k.buffer('o', [4, 8]), x),
      "shard 'columns' for o, or all of x in each unit (an all-gather before), found 'replicated' of 'rows'",
    ],
    [
      'a transpose in place',
      (k) => {
        const b = k.buffer('b', [4, 4], { zeroed: true });
        k.transpose(b, b);
      },
      'another tensor for the result, found b read and written',
    ],
    [
      'a transpose off the units',
      (k) => k.transpose(k.output('o', [4, 8]), k.input('w', [8, 4], all)),
      "o in the units' memory, found residency 'streamed'",
    ],
  ])('%s', (_, write, expected) => {
    const build = (k: KernelBuilder): void => write(k, k.input('x', [8, 4], near));
    expect(() => planned(build)).toThrow(expected);
  });
});
