/** @file One product cut in every way: the same values from units that have nothing but their part, cycles worked out by
 * hand, and bytes and multiply-adds that add up over the units. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import { defineKernel, type Kernel } from '../../src/kernels/kernel.js';
import { type Planned, plan } from '../../src/kernels/planner/plan.js';
import { gridOf } from '../../src/sim/cuts.js';
import { simulate } from '../../src/sim/engine.js';
import { staticOps } from '../../src/sim/program.js';
import { seededTensors } from '../helpers/randomKernels.js';
import { runUnits, schedules } from '../helpers/spmd.js';
import { tinyTarget } from '../helpers/tinyChip.js';

interface Size {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const pinned = { residency: 'pinned' } as const;

/** y = A · x with A cut in each way; what is summed or gathered afterwards follows from the cut. */
const ways = {
  rows(k: KernelBuilder, { m, n, k: K }: Size) {
    const A = k.input('A', [m, K], { ...pinned, shard: 'rows' });
    const y = k.buffer('own', [m, n], { shard: 'rows' });
    k.matmul(y, A, k.input('x', [K, n], pinned));
    k.copy(k.output('y', [m, n], { shard: 'rows' }), y);
  },
  columns(k: KernelBuilder, { m, n, k: K }: Size) {
    const A = k.input('A', [m, K], { ...pinned, shard: 'columns' });
    const terms = k.buffer('terms', [m, n], { shard: 'partial' });
    k.matmul(terms, A, k.input('x', [K, n], { ...pinned, shard: 'rows' }));
    const y = k.buffer('sums', [m, n], { shard: 'rows' });
    k.exchange('reduce-scatter', terms, y);
    k.barrier();
    k.copy(k.output('y', [m, n], { shard: 'rows' }), y);
  },
  'columns, all-reduce'(k: KernelBuilder, { m, n, k: K }: Size) {
    const A = k.input('A', [m, K], { ...pinned, shard: 'columns' });
    const terms = k.buffer('terms', [m, n], { shard: 'partial' });
    k.matmul(terms, A, k.input('x', [K, n], pinned));
    const y = k.buffer('sums', [m, n]);
    k.exchange('all-reduce', terms, y);
    k.barrier();
    k.copy(k.output('y', [m, n]), y);
  },
  blocks(k: KernelBuilder, { m, n, k: K }: Size) {
    const A = k.input('A', [m, K], { ...pinned, shard: 'blocks' });
    const x = k.input('x', [K, n], { ...pinned, shard: 'rows' });
    const mine = k.buffer('mine', [K, n], { shard: 'block-inputs' });
    const terms = k.buffer('terms', [m, n], { shard: 'block-terms' });
    const y = k.buffer('sums', [m, n], { shard: 'rows' });
    k.exchange('all-gather', x, mine);
    k.barrier();
    k.matmul(terms, A, mine);
    k.exchange('reduce-scatter', terms, y);
    k.barrier();
    k.copy(k.output('y', [m, n], { shard: 'rows' }), y);
  },
  'columns of x'(k: KernelBuilder, { m, n, k: K }: Size) {
    const y = k.buffer('own', [m, n], { shard: 'columns' });
    k.matmul(y, k.input('A', [m, K], pinned), k.input('x', [K, n], { ...pinned, shard: 'columns' }));
    k.copy(k.output('y', [m, n], { shard: 'columns' }), y);
  },
  'transposed columns'(k: KernelBuilder, { m, n, k: K }: Size) {
    // Aᵀ is cut into rows where A is cut into columns.
    const A = k.input('A', [K, m], { ...pinned, shard: 'columns' });
    const y = k.buffer('own', [m, n], { shard: 'rows' });
    k.matmul(y, A, k.input('x', [K, n], pinned), { transposeA: true });
    k.copy(k.output('y', [m, n], { shard: 'rows' }), y);
  },
  'columns off the units'(k: KernelBuilder, { m, n, k: K }: Size) {
    const y = k.output('y', [m, n], { shard: 'columns', residency: 'cached' });
    k.matmul(y, k.input('A', [m, K], { residency: 'cached' }), k.input('x', [K, n], { residency: 'cached' }));
  },
} satisfies Record<string, (k: KernelBuilder, size: Size) => void>;
type Way = keyof typeof ways;
const allWays = Object.keys(ways) as Way[];

const kernelOf = (way: Way, size: Size): Kernel =>
  defineKernel({ name: 'product', title: way, params: {}, build: (k) => ways[way](k, size) });

function planned(way: Way, size: Size, units: number): Planned {
  const target = tinyTarget({ units, sramBytes: 2 ** 20 });
  const found = plan(kernelOf(way, size), {}, target, { choices: { units } });
  if (found.rejected !== null) throw new Error(JSON.stringify(found.rejected));
  return found;
}

const sizes = fc.record({
  m: fc.integer({ min: 4, max: 11 }),
  n: fc.integer({ min: 4, max: 7 }),
  k: fc.integer({ min: 4, max: 11 }),
});
const unitCounts = fc.integer({ min: 1, max: 4 });

describe('values', () => {
  it('are those of the float64 product, whichever unit has what and whoever is first', () => {
    fc.assert(
      fc.property(fc.constantFrom(...allWays), sizes, unitCounts, (way, size, units) => {
        const { program } = planned(way, size, units);
        const tensors = seededTensors(program, tinyTarget().format);
        const [A, x] = [tensors.get('A'), tensors.get('x')];
        const at = (i: number, r: number): number =>
          way === 'transposed columns' ? A[r * size.m + i] : A[i * size.k + r];
        for (const schedule of schedules) {
          const y = runUnits(program, { A, x }, schedule).get('y')!;
          for (let i = 0; i < size.m; i++) {
            for (let j = 0; j < size.n; j++) {
              let sum = 0;
              for (let r = 0; r < size.k; r++) sum += at(i, r) * x[r * size.n + j];
              expect(Math.abs(y[i * size.n + j] - sum)).toBeLessThan(1e-5);
            }
          }
        }
        tensors.dispose();
      }),
      { numRuns: 60 },
    );
  });
});

describe('what units have and do', () => {
  /** How many units have the same element. */
  const copies: Readonly<Record<string, (units: number) => number>> = {
    rows: () => 1,
    columns: () => 1,
    blocks: () => 1,
    replicated: (units) => units,
    partial: (units) => units,
    'block-inputs': (units) => gridOf(units).down,
    'block-terms': (units) => gridOf(units).across,
  };

  it('adds up: bytes of each tensor to its copies, multiply-adds to the product, bytes read to what is used', () => {
    fc.assert(
      fc.property(fc.constantFrom(...allWays), sizes, unitCounts, (way, size, units) => {
        const { program, result } = planned(way, size, units);
        const counts = program.classes.map((c) => c.count);
        expect(counts.reduce((a, b) => a + b)).toBe(units);
        const onUnits = (bytes: readonly number[]): number => bytes.reduce((sum, b, cls) => sum + b * counts[cls], 0);
        for (const t of program.tensors) {
          if (t.shard === 'chip') continue;
          const held = t.placement.reduce((sum, p) => sum + onUnits(p.bytesPerClass), 0);
          expect(held).toBe(t.slots * t.rows * t.columns * 4 * copies[t.shard](units));
        }
        expect(result.macs).toBe(size.m * size.n * size.k);
        const op = [...staticOps(program.body)].find((o) => o.kind === 'matmul')!;
        const macs = op.shares.map(({ m, n, k }) => m * n * k);
        expect(onUnits(macs)).toBe(size.m * size.n * size.k);
      }),
      { numRuns: 100 },
    );
  });

  it('loads each byte of what is cut from DRAM once, and what all have once for all', () => {
    for (const way of ['rows', 'columns', 'columns of x'] as const) {
      // A 8 x 8, x 8 x 4 and y 8 x 4 in fp32.
      expect(planned(way, { m: 8, n: 4, k: 8 }, 4).result.bytes.dram).toBe(4 * (64 + 32 + 32));
    }
  });
});

describe('cycles of an 8 x 8 matrix times a vector on four units', () => {
  const size = { m: 8, n: 1, k: 8 };
  // 4 x 4 weight-stationary array: folds x (T + 2·4 + 4 - 2) - 1. All-gather to half of the rows and reduce-scatter on a
  // crossbar: 10 cycles for the hop, 4 B a cycle out of a unit, 8 into it.
  it.each<[Way, number, readonly number[]]>([
    // 2 x 8 · 8 x 1: two folds of weights, 2·(1 + 10) - 1.
    ['rows', 21, []],
    // 8 x 2 · 2 x 1: the vector stays, one fold, 8 rows stream past: 8 + 10 - 1. Each unit has 32 B of terms and sends 3/4 of
    // them: 24/4 + 10.
    ['columns', 17, [16]],
    // The same product. 3/4 of 32 B, then 1/4 of them to all: 6 + 8/4 sent, 24/8 + 32/8 received; two ways of 10.
    ['columns, all-reduce', 17, [28]],
    // Two rows of x to the other unit of the column: 8 B sent, 16 B received: 2 + 10. 4 x 4 · 4 x 1: one fold, 1 + 10 - 1.
    // 16 B of terms in a unit, half of them sent: 8/4 + 10.
    ['blocks', 10, [12, 12]],
  ])('cut by %s', (way, work, exchanges) => {
    const { program } = planned(way, size, 4);
    const target = tinyTarget({ units: 4, sramBytes: 2 ** 20 });
    const spans: number[] = [];
    const { workByKind } = simulate(program, target, {
      onSpan: (i) => {
        if (i.op.kind === 'exchange') spans.push(i.endCycle - i.startCycle);
      },
    });
    expect(workByKind.matmul).toBe(work);
    expect(spans).toEqual(exchanges);
  });
});

describe('cuts that do not go together are refused with both shapes and cuts', () => {
  const building = (build: (k: KernelBuilder) => void) => () =>
    defineKernel({ name: 'cuts', title: 'refused', params: {}, build }).graph({});
  const A = (k: KernelBuilder, shard: 'rows' | 'columns' | 'blocks') => k.input('A', [8, 6], { ...pinned, shard });
  const x = (k: KernelBuilder, shard: 'rows' | 'columns' | 'block-inputs' | 'replicated') =>
    k.input('x', [6, 2], { ...pinned, shard });
  const y = (k: KernelBuilder, shard: 'rows' | 'columns' | 'partial' | 'replicated') =>
    k.buffer('y', [8, 2], { shard });

  it.each<[string, (k: KernelBuilder) => void, string]>([
    [
      'a sum in terms that nobody adds up',
      (k) => k.matmul(y(k, 'rows'), A(k, 'columns'), x(k, 'rows')),
      "expected shard 'partial' for y, found A [8, 6] cut into columns · x [6, 2] cut 1 x 6 = y [8, 2] cut 1 x 8",
    ],
    [
      'rows that become what all have',
      (k) => k.matmul(y(k, 'replicated'), A(k, 'rows'), x(k, 'replicated')),
      "expected shard 'rows' for y, found A [8, 6] cut 1 x 8 · x [6, 2] = y [8, 2]",
    ],
    [
      'rows times columns: each unit would have a diagonal block',
      (k) => k.matmul(y(k, 'rows'), A(k, 'rows'), x(k, 'columns')),
      'expected cuts that can be multiplied (rows · replicated, columns · rows, ',
    ],
    [
      'blocks times rows that lie elsewhere',
      (k) => k.matmul(y(k, 'partial'), A(k, 'blocks'), x(k, 'rows')),
      'expected all rows of x in each unit (an all-gather before), found A [8, 6] cut into blocks · x [6, 2] cut 1 x 6',
    ],
    [
      'terms of nothing that is cut',
      (k) => k.matmul(y(k, 'partial'), k.input('A', [8, 6], pinned), x(k, 'replicated')),
      'expected operands whose cut says which unit adds which terms of y',
    ],
    [
      'rows in blocks that are cut otherwise',
      (k) => k.matmul(k.buffer('y', [8, 2], { shard: 'rows', groups: 4 }), A(k, 'rows'), x(k, 'replicated')),
      'expected rows that are cut alike, found A [8, 6] cut 1 x 8 · x [6, 2] = y [8, 2] cut 4 x 2',
    ],
    [
      'element by element: rows and columns',
      (k) => k.pointwise('add', [y(k, 'rows')], [k.input('a', [8, 2], { ...pinned, shard: 'columns' }), y2(k)]),
      'expected parts that are cut alike in all operands, found y [8, 2] cut 1 x 8 ← a [8, 2] cut into columns, b [8, 2]',
    ],
    [
      'a softmax of rows that are cut',
      (k) => k.pointwise('softmaxRows', [y(k, 'columns')], [k.input('a', [8, 2], { ...pinned, shard: 'columns' })]),
      "expected all columns of a in a unit, found shard 'columns'",
    ],
    [
      'terms copied out',
      (k) => k.copy(k.output('out', [8, 2]), k.buffer('y', [8, 2], { shard: 'partial', zeroed: true })),
      'expected y summed by an exchange first, found terms of a sum',
    ],
  ])('%s', (_, build, message) => {
    expect(building(build)).toThrow(message);
  });
});

const y2 = (k: KernelBuilder) => k.input('b', [8, 2], pinned);
