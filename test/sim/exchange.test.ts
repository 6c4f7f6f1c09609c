/** Cycles of the exchanges against closed forms worked out on paper, on a crossbar, a mesh, a ring and through a shared
 * cache; shifts against a count of every row's way; values of shifts; mistakes and races refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineKernel, type KernelBuilder, type KernelTensor, plan } from '../../src/kernels/index.js';
import { simulate } from '../../src/sim/engine.js';
import { execute } from '../../src/sim/execute.js';
import type { ExchangeOp } from '../../src/sim/program.js';
import { shiftHops } from '../../src/sim/semantics/shift.js';
import { seededTensors } from '../helpers/randomKernels.js';
import { type TinyFigures, tinyChip, tinyTarget } from '../helpers/tinyChip.js';

const near = { shard: 'rows', residency: 'pinned' } as const;
type Figures = Partial<TinyFigures>;

function planned(build: (k: KernelBuilder) => void, figures: Figures, units: number) {
  const target = tinyTarget({ sramBytes: 1 << 20, units, ...figures });
  const found = plan(defineKernel({ name: 'mine', title: 'mine', params: {}, build }), {}, target, {
    choices: { units },
  });
  if (found.rejected !== null) throw new Error('does not fit');
  return { ...found, target };
}

/** Cycles of the one exchange from start to end. */
function cyclesOf(build: (k: KernelBuilder) => void, figures: Figures, units = 4): number {
  const { program, target } = planned(build, figures, units);
  const spans: number[] = [];
  simulate(program, target, {
    onSpan: (i) => {
      if (i.op.kind === 'exchange') spans.push(i.endCycle - i.startCycle);
    },
  });
  expect(spans).toHaveLength(1);
  return spans[0];
}

/** [8, 4] in fp32 is 128 B in all, 32 B a unit on four of them. A tensor in rows beside it sets the number of units. */
const exchanged = (pattern: Exclude<ExchangeOp['pattern'], 'shift' | 'send'>) => (k: KernelBuilder) => {
  const rows = k.input('rows', [8, 4], near);
  const all = k.buffer('all', [8, 4], { zeroed: true });
  const terms = k.buffer('terms', [8, 4], { shard: 'partial', zeroed: true });
  const from = { 'all-gather': rows, broadcast: all, 'all-reduce': terms, 'reduce-scatter': terms }[pattern];
  const to = k.buffer('to', [8, 4], { shard: pattern === 'reduce-scatter' ? 'rows' : 'replicated' });
  k.exchange(pattern, from, to);
};
const shifted =
  (rows: number, height = 8) =>
  (k: KernelBuilder) =>
    k.exchange('shift', k.input('rows', [height, 4], near), k.buffer('to', [height, 4], { shard: 'rows' }), { rows });

describe('an exchange of 128 B among four units', () => {
  // A unit sends 4 B a cycle, gets 8; 4 B a cycle cross the middle where `narrow`, else so many that it does not matter.
  const narrow = { bisectionRate: 4 };
  const apart = { multicast: false };
  it.each<[string, (k: KernelBuilder) => void, Figures, number]>([
    // Gets 128/8 = 16, sends 32/4 = 8. One copy for each of the three others: 96/4 = 24. Crosses 128/4 = 32.
    ['all-gather', exchanged('all-gather'), {}, 16],
    ['all-gather, sent one by one', exchanged('all-gather'), apart, 24],
    ['all-gather, narrow', exchanged('all-gather'), narrow, 32],
    // Each part crosses to two units: 256/4.
    ['all-gather, narrow, one by one', exchanged('all-gather'), { ...narrow, ...apart }, 64],
    // One unit sends 128/4 = 32; three times 128/4 = 96. 128/4 = 32 cross, or 256/4 = 64.
    ['broadcast', exchanged('broadcast'), {}, 32],
    ['broadcast, one by one', exchanged('broadcast'), apart, 96],
    ['broadcast, narrow', exchanged('broadcast'), narrow, 32],
    // Sends 3/4 of 128 B: 96/4 = 24, with or without multicast. Sums of either side cross: 128/4 = 32.
    ['reduce-scatter', exchanged('reduce-scatter'), {}, 24],
    ['reduce-scatter, one by one', exchanged('reduce-scatter'), apart, 24],
    ['reduce-scatter, narrow', exchanged('reduce-scatter'), narrow, 32],
    // 96 B, then its 32 B of sums: 128/4 = 32; gets (96 + 128)/8 = 28. Sums to each by itself: (96 + 96)/4 = 48.
    ['all-reduce', exchanged('all-reduce'), {}, 32],
    ['all-reduce, one by one', exchanged('all-reduce'), apart, 48],
    ['all-reduce, narrow', exchanged('all-reduce'), narrow, 64],
    // Two rows of 16 B leave each unit: 32/4 = 8. Over the middle and over the end two rows each: 64/4 = 16.
    ['shift by a share', shifted(2), {}, 8],
    ['shift by a share, narrow', shifted(2), narrow, 16],
    // One row: 16/4 = 4; backwards by one row (7 of 8 on) alike. By four rows: all leave, 4 + 4 rows cross.
    ['shift by a row', shifted(1), {}, 4],
    ['shift back by a row', shifted(-1), {}, 4],
    ['shift by half, narrow', shifted(4), narrow, 32],
  ])('%s: the narrowest neck, and the way', (_, build, figures, cycles) => {
    // Hops of 10 cycles. Four units on a mesh are 2 x 2: 2 hops from corner to corner, 2 in a ring of four as well. The ring
    // of a shift goes round the square: 1 hop to the next, 2 to the one after it.
    const twice = _.startsWith('all-reduce') ? 2 : 1;
    const far = _.startsWith('shift') && !_.includes('half') ? 1 : 2;
    expect(cyclesOf(build, { ...figures, topology: 'crossbar' })).toBe(cycles + 10 * twice);
    expect(cyclesOf(build, { ...figures, topology: 'mesh' })).toBe(cycles + 10 * twice * far);
    expect(cyclesOf(build, { ...figures, topology: 'ring' })).toBe(cycles + 10 * twice * far);
  });

  it.each<[string, (k: KernelBuilder) => void, number, number]>([
    // Written once, read by four: 128 + 512. Terms: 96 B of each written, as many read: 768; then 128 + 512 more.
    ['all-gather', exchanged('all-gather'), 640, 2],
    ['broadcast', exchanged('broadcast'), 640, 2],
    ['reduce-scatter', exchanged('reduce-scatter'), 768, 2],
    ['all-reduce', exchanged('all-reduce'), 1408, 4],
    ['shift', shifted(2), 256, 2],
  ])('%s goes through a shared cache: written, then read', (_, build, bytes, hops) => {
    const slow = { topology: 'through-l2', bisectionRate: 2 } as const;
    expect(cyclesOf(build, slow)).toBe(bytes / 2 + 10 * hops);
  });

  it('takes no time on one unit', () => {
    for (const pattern of ['all-gather', 'broadcast', 'all-reduce', 'reduce-scatter'] as const)
      expect(cyclesOf(exchanged(pattern), {}, 1)).toBe(0);
  });
});

describe('a shift', () => {
  it('goes to and fro over a mesh: one hop to the next unit, from the last the way back', () => {
    const mesh = tinyChip({ topology: 'mesh' });
    // 3 x 3: units 2 and 3 lie below each other; 8 is the far corner, 4 hops from 0. 2 x 3 (5 and 6 units): 5 lies below 0.
    expect([1, 2, 4, 5, 6, 9].map((n) => shiftHops(mesh, n, 1))).toEqual([0, 1, 1, 2, 1, 4]);
    expect(shiftHops(tinyChip({ topology: 'ring' }), 9, 7)).toBe(2);
  });

  it('sends what a count of every row says, for equal shares', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 5 }), fc.nat(40), (units, own, way) => {
        const extent = units * own;
        const rows = 1 + (way % (extent - 1));
        const { program } = planned(shifted(rows, extent), {}, units);
        const op = program.body.find((n) => n.kind === 'exchange');
        if (op?.kind !== 'exchange') throw new Error('no exchange');
        const owner = (row: number): number => Math.floor((row % extent) / own);
        const moves = Array.from({ length: extent }, (_, i) => [owner(i), owner(i + rows)]);
        for (let u = 0; u < units; u++) {
          expect(op.bytesPerClass[0]).toBe(16 * moves.filter(([from, to]) => from === u && to !== u).length);
        }
        const left = (u: number): boolean => u < units / 2;
        if (units % 2 === 0) {
          const crossing = moves.filter(([from, to]) => left(from) !== left(to)).length;
          expect(op.shift?.crossingBytes).toBe(16 * crossing);
        }
        const far = Math.max(...moves.map(([a, b]) => Math.min((b - a + units) % units, (a - b + units) % units)));
        // As far forwards as the other way round the ring backwards.
        const places = op.shift?.places ?? 0;
        expect(Math.min(places, units - places)).toBe(far);
      }),
      { numRuns: 60 },
    );
  });

  it('moves rows of each group of each slot round, whatever the number of units', () => {
    const build = (k: KernelBuilder): void => {
      const x = k.input('x', [2, 12, 3], { ...near, groups: 2 });
      k.exchange('shift', x, k.buffer('to', [2, 12, 3], { shard: 'rows', groups: 2 }), { rows: -2 });
    };
    for (const units of [1, 2, 4]) {
      const { program, target } = planned(build, {}, units);
      const tensors = seededTensors(program, target.format);
      execute(program, tensors);
      const [x, to] = [tensors.get('x'), tensors.get('to')];
      const expected = to.map((_, e) => {
        const [row, column] = [Math.floor(e / 3), e % 3];
        const [group, i] = [Math.floor(row / 6), row % 6];
        return x[(group * 6 + ((i + 2) % 6)) * 3 + column];
      });
      expect(to).toEqual(expected);
      tensors.dispose();
    }
  });

  it('goes round a ring of buffers, each unit meeting the rows of all others', () => {
    // Sums of all rows, without an all-reduce: after `units` shifts every unit has seen every row.
    const build = (k: KernelBuilder): void => {
      const n = k.units;
      const own = k.input('own', [n, 2], near);
      const visiting = k.ring('visiting', 2, [n, 2], { shard: 'rows' });
      const sum = k.buffer('sum', [n, 2], { shard: 'rows', zeroed: true });
      k.pointwise([visiting.now(0)], [own], (v) => v);
      k.repeat('round', n, (t) => {
        k.pointwise([sum], [sum, visiting.now(t)], (a, b) => a.plus(b));
        k.exchange('shift', visiting.now(t), visiting.next(t));
        k.barrier();
      });
      k.copy(k.output('y', [n, 2], { shard: 'rows' }), sum);
    };
    const { program, target } = planned(build, {}, 4);
    const tensors = seededTensors(program, target.format);
    execute(program, tensors);
    const [own, y] = [tensors.get('own'), tensors.get('y')];
    const sums = [0, 1].map((j) => [0, 1, 2, 3].reduce((all, i) => all + own[i * 2 + j], 0));
    y.forEach((value, e) => {
      expect(value).toBeCloseTo(sums[e % 2], 5);
    });
    const missing = (k: KernelBuilder): void => {
      const x = k.input('x', [4, 2], near);
      const to = k.buffer('to', [4, 2], { shard: 'rows' });
      k.exchange('shift', x, to);
      k.pointwise([k.buffer('y', [4, 2], { shard: 'rows' })], [to], (v) => v);
    };
    expect(() => planned(missing, {}, 4)).toThrow(
      /'y = to' reads to: expected a barrier after 'shift x → to' \(exchange\)/,
    );
  });
});

describe('a mistake is refused', () => {
  it.each<[string, (k: KernelBuilder, x: KernelTensor, to: KernelTensor) => void, string]>([
    [
      'shape',
      (k, x) => k.exchange('shift', x, k.buffer('o', [8, 3], { shard: 'rows' })),
      'equal shapes, found x [8, 4] → o [8, 3]',
    ],
    [
      'cut',
      (k, x) => k.exchange('shift', x, k.buffer('o', [8, 4])),
      "expected shard 'rows' → 'rows', pinned, cut alike, found x [8, 4] 'rows', pinned → o [8, 4] 'replicated', pinned",
    ],
    [
      'groups',
      (k, x) => k.exchange('shift', x, k.buffer('o', [8, 4], { shard: 'rows', groups: 2 })),
      "o [8, 4] 'rows', pinned in 2 groups",
    ],
    [
      'in place',
      (k, x) => k.exchange('shift', x, x),
      'another buffer than the one that is sent (k.ring), found x read and written',
    ],
    [
      'one slot of a ring',
      (k) => {
        const r = k.ring('r', 2, [8, 4], { shard: 'rows', zeroed: true });
        k.repeat('t', 4, (t) => k.exchange('shift', r.now(t), k.at(r.tensor, t.plus(2).mod(2))));
      },
      'found r read and written',
    ],
    ['no way', (k, x, to) => k.exchange('shift', x, to, { rows: 16 }), 'a way that is not 0 rows of 8, found 16 rows'],
    ['half a row', (k, x, to) => k.exchange('shift', x, to, { rows: 0.5 }), 'whole rows, found 0.5'],
    ['both', (k, x, to) => k.exchange('shift', x, to, { rows: 1, places: 1 }), '{ rows } or { places }, found both'],
    [
      'shares that are unequal',
      (k, x, to) => k.exchange('shift', x, to),
      'expected rows that k.units = 3 divides, or { rows: n }, found 8 rows of x [8, 4]',
    ],
    [
      'options of another pattern',
      (k, x) => k.exchange('all-gather', x, k.buffer('o', [8, 4]), { rows: 1 }),
      'no options but for a shift, found rows',
    ],
    [
      'an unknown pattern',
      (k, x, to) => k.exchange('scatter' as never, x, to),
      'one of all-gather, broadcast, all-reduce, reduce-scatter, send, shift, found scatter',
    ],
    [
      'another stage',
      (k, x) => k.exchange('shift', x, k.buffer('o', [8, 4], { shard: 'rows', stage: k.stage('first') })),
      'expected tensors of one stage, found none → first',
    ],
    [
      'places of a stage',
      (k) => {
        const stage = k.stage('first');
        const ring = k.ring('r', 2, [8, 4], { shard: 'rows', zeroed: true, stage });
        k.on(stage, () => k.exchange('shift', ring.now(0), ring.next(0)));
      },
      'expected { rows: n } inside a stage, found places of units',
    ],
  ])('%s', (_, write, expected) => {
    const build = (k: KernelBuilder): void =>
      write(k, k.input('x', [8, 4], near), k.buffer('to', [8, 4], { shard: 'rows' }));
    expect(() => planned(build, {}, 3)).toThrow(expected);
  });
});
