/** @file What the planner must never do: lose a row, overfill a memory, refuse with wrong numbers, suggest what does not
 * fit, or let a chip do what it cannot. Sums are worked out in comments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import type { KernelTensor } from '../../src/kernels/handles.js';
import { defineKernel, type Kernel } from '../../src/kernels/kernel.js';
import { fits } from '../../src/kernels/planner/fit.js';
import { partition } from '../../src/kernels/planner/partition.js';
import { bytesInUnit, pinnableLevels, placeTensors } from '../../src/kernels/planner/placement.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const targetOf = (name: string, format: string): Target => {
  const spec = chip(name);
  return { chip: spec, runtime: runtimeFor(spec), format: parseFormat(format) };
};

const tensors: fc.Arbitrary<KernelTensor[]> = fc
  .array(
    fc.record({
      slots: fc.integer({ min: 1, max: 3 }),
      perGroup: fc.integer({ min: 1, max: 40 }),
      groups: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 9 }),
      shard: fc.constantFrom('rows' as const, 'replicated' as const),
      precision: fc.constantFrom('format' as const, 'accumulator' as const, 'fp32' as const),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) =>
    list.map(({ slots, perGroup, groups, columns, shard, precision }, id) => {
      const rest = { role: 'buffer', residency: 'pinned', zeroed: true } as const;
      return { id, name: `t${id}`, slots, rows: perGroup * groups, columns, shard, groups, precision, ...rest };
    }),
  );

describe('partition', () => {
  it('gives every row to one unit and every unit a class', () => {
    fc.assert(
      fc.property(tensors, fc.integer({ min: 1, max: 64 }), (list, units) => {
        const cut = partition(list, units);
        expect(cut.classes.reduce((sum, c) => sum + c.count, 0)).toBe(units);
        for (const t of list) {
          const rows = cut.classes.map((_, cls) => cut.rowsOf(t, cls));
          if (t.shard === 'rows') {
            expect(rows.reduce((sum, r, cls) => sum + r * cut.classes[cls].count, 0)).toBe(t.rows);
            expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(t.groups);
          } else expect(rows.every((r) => r === t.rows)).toBe(true);
        }
      }),
    );
  });

  it('1,216 tiles with 200 rows are two classes', () => {
    const t = { slots: 1, rows: 800, groups: 4, columns: 1, shard: 'rows' } as unknown as KernelTensor;
    const cut = partition([t], 1216);
    expect(cut.classes).toEqual([
      { firstUnit: 0, count: 200 },
      { firstUnit: 200, count: 1016 },
    ]);
    expect([cut.rowsOf(t, 0), cut.rowsOf(t, 1)]).toEqual([4, 0]);
  });
});

describe('placement', () => {
  const chips = fc.record({
    units: fc.integer({ min: 1, max: 8 }),
    registerBytes: fc.constantFrom(0, 64, 512, 4096),
    sramBytes: fc.integer({ min: 16, max: 8192 }),
  });

  it('never overfills a level, places every byte once, and keeps shared data out of registers', () => {
    fc.assert(
      fc.property(tensors, chips, fc.constantFrom('fp32', 'fp16'), (list, figures, format) => {
        const target = tinyTarget(figures, format);
        const cut = partition(list, figures.units);
        const need = cut.classes.map((_, cls) => list.reduce((s, t) => s + bytesInUnit(target, t, cut, cls), 0));
        const result = placeTensors(target, list, cut);
        const have = figures.registerBytes + figures.sramBytes;
        const shared = list.filter((t) => t.shard !== 'rows' || t.slots > 1);
        const sharedNeed = cut.classes.map((_, cls) =>
          shared.reduce((s, t) => s + bytesInUnit(target, t, cut, cls), 0),
        );
        if (!result.fits) {
          // Without room for what all lanes read, that alone is said; registers would not help it.
          const short = Math.max(...sharedNeed) > figures.sramBytes && figures.registerBytes > 0;
          expect(result.rejection.needBytes).toBe(Math.max(...(short ? sharedNeed : need)));
          expect(result.rejection.haveBytes).toBe(short ? figures.sramBytes : have);
          return;
        }
        expect(Math.max(...need)).toBeLessThanOrEqual(have);
        for (let cls = 0; cls < cut.classes.length; cls++) {
          for (const { level, bytes } of pinnableLevels(target.chip)) {
            const held = [...result.placed.values()].flat().filter((p) => p.level === level.name);
            expect(held.reduce((sum, p) => sum + p.bytesPerClass[cls], 0)).toBeLessThanOrEqual(bytes);
          }
          for (const t of list) {
            const places = result.placed.get(t.id)!;
            const placed = places.reduce((sum, p) => sum + p.bytesPerClass[cls], 0);
            expect(placed).toBe(bytesInUnit(target, t, cut, cls));
            if (t.shard !== 'rows' || t.slots > 1) expect(places.map((p) => p.level)).not.toContain('register');
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const holding = (build: (k: KernelBuilder) => void, trains = false): Kernel =>
  defineKernel({ name: 'holding', title: 'holds something', params: {}, trains, build });

describe('refusal', () => {
  it('need and have are those of the fullest unit', () => {
    // W200, batch 1, fp32 on 2 units of 4,096 B. Unit: 100 rows of h, 400 of gates, a layer:
    // weights 400 x (200 + 200) x 4 B = 640,000, bias 400 x 4 = 1,600, gates 400 x 4 = 1,600, c and own 100 x 4 = 400
    // each, h 2 x 200 x 4 = 1,600: 645,600; two layers 1,291,200. The plan that needs least
    // reads x where it lies; by rule of thumb there would be two staging buffers of it, 2 x 200 x 4 = 1,600.
    const found = plan(kernelNamed('lstm.in-cache'), {}, tinyTarget());
    expect(found.rejected).toMatchObject({ level: 'sram', needBytes: 1_291_200, haveBytes: 4096 });
  });

  it.each([
    ['lstm.in-cache', 'gtx-1080-ti', 'fp32', { hidden: 16_384 }],
    ['lstm.in-cache', 'titan-v', 'fp16', { hidden: 4096 }],
    ['lstm.in-cache', 'nnp-t1000', 'flex16+5', { hidden: 9000, layers: 3 }],
    ['lstm.in-cache', 'graphcore-gc2', 'fp16', { hidden: 512, batch: 4096 }],
  ])('%s on %s in %s: what it suggests fits, and one more does not', (name, chipName, format, params) => {
    const kernel = kernelNamed(name);
    const target = targetOf(chipName, format);
    const found = plan(kernel, params, target);
    expect(found.rejected).not.toBeNull();
    const [, key, value] = found.rejected!.suggestion.match(/^(\w+)=(\d+) fits/)!;
    expect(fits(kernel, { ...params, [key]: Number(value) }, target)).toBe(true);
    expect(fits(kernel, { ...params, [key]: Number(value) + 1 }, target)).toBe(false);
    expect(found.rejected!.needBytes).toBeGreaterThan(found.rejected!.haveBytes);
  });

  it('tensors off the units must fit in DRAM', () => {
    // 64 layers: W and U of 4 x 65,536 x 65,536 and b of 4 x 65,536 in 4 B each; x and 64 layers' h of 100 steps, and
    // sums, activations and c of each layer, (4 + 4 + 1) x 65,536.
    const H = 65_536;
    const bytes = 4 * (64 * (8 * H * H + 4 * H + 9 * H + 100 * H) + 100 * H);
    const target = targetOf('v100', 'fp32');
    const params = { hidden: H, layers: 64 };
    const { rejected } = plan(kernelNamed('lstm.naive'), params, target);
    expect(rejected).toMatchObject({ level: 'dram', needBytes: bytes, haveBytes: 16 * 2 ** 30 });
    // One layer has 137 GB of weights, so hidden must give way: 64 x 8 x 4 B x 2,876^2 = 17.0 GB, 16 GiB = 17.18 GB.
    const hidden = Number(rejected!.suggestion.match(/^hidden=(\d+) fits \(instead of 65536\)$/)![1]);
    expect(fits(kernelNamed('lstm.naive'), { ...params, hidden }, target)).toBe(true);
    expect(fits(kernelNamed('lstm.naive'), { ...params, hidden: hidden + 1 }, target)).toBe(false);
    expect(Math.abs(hidden / 2876 - 1)).toBeLessThan(0.02);
  });

  it('registers are no place for data that every lane reads', () => {
    // 64 B of registers, 64 B of memory. 128 B that each unit has all of would fill both: it does not fit.
    const target = tinyTarget({ units: 1, registerBytes: 64, sramBytes: 64 });
    const shared = holding((k) =>
      k.pointwise('copy', [k.buffer('b', [16, 1])], [k.buffer('a', [16, 1], { zeroed: true })]),
    );
    expect(plan(shared, {}, target).rejected).toMatchObject({ level: 'sram', needBytes: 128, haveBytes: 64 });
    const rows = { shard: 'rows' } as const;
    const own = holding((k) =>
      k.pointwise('copy', [k.buffer('b', [16, 1], rows)], [k.buffer('a', [16, 1], { ...rows, zeroed: true })]),
    );
    expect(plan(own, {}, target).rejected).toBeNull();
  });

  const twoLaunches = (repeats: number) =>
    holding((k) => {
      const a = k.buffer('a', [8, 1], { shard: 'rows', zeroed: true });
      const b = k.output('b', [8, 1], { shard: 'rows', residency: 'cached' });
      k.repeat('r', repeats, () => k.launch('first', () => k.pointwise('copy', [b], [a])));
      k.launch('second', () => k.pointwise('copy', [b], [a]));
    });

  it('a GPU forgets what is pinned when a kernel ends', () => {
    const gpu = tinyTarget({ family: 'gpu' });
    expect(() => plan(twoLaunches(1), {}, gpu)).toThrow('registers and shared memory do not survive');
    expect(() => plan(twoLaunches(3), {}, gpu)).toThrow('registers and shared memory do not survive');
    expect(plan(twoLaunches(1), {}, tinyTarget()).rejected).toBeNull();
  });

  it('an inference-only chip refuses to train', () => {
    const trains = holding(
      (k) => k.pointwise('copy', [k.buffer('b', [8, 1])], [k.buffer('a', [8, 1], { zeroed: true })]),
      true,
    );
    const expected = 'kernel holding on tpu-v1: expected a chip that can train, found an inference-only chip';
    expect(() => plan(trains, {}, targetOf('tpu-v1', chip('tpu-v1').defaultFormat))).toThrow(expected);
    expect(plan(trains, {}, tinyTarget()).rejected).toBeNull();
  });

  it('a format that no engine multiplies is named with those that are', () => {
    expect(() => plan(kernelNamed('gemm'), {}, targetOf('gtx-1080-ti', 'flex16+5'))).toThrow('format on gtx-1080-ti');
  });
});

describe('residency of lstm.in-cache, W200, batch 1', () => {
  // Elements on the whole chip, each once: weights 2 x 4 x 200 x 400 = 640,000, biases 2 x 800, c and own 2 x 2 x 200.
  // Sums 2 x 800 stay in 4 bytes. Each unit has its own h (2 x 2 x 200) and staging buffers of x (2 x 200).
  const cut = 640_000 + 1600 + 800;
  const copies = 800 + 400;
  it.each([
    ['nnp-t1000', 'fp16'],
    ['titan-v', 'fp16'],
    ['graphcore-gc2', 'fp16'],
    ['nnp-t1000', 'flex16+5'],
    ['titan-v', 'fp32'],
    ['graphcore-gc2', 'fp32'],
  ])('%s, %s', (chipName, format) => {
    const target = targetOf(chipName, format);
    const found = plan(kernelNamed('lstm.in-cache'), {}, target);
    if (found.rejected !== null) throw new Error('does not fit');
    const { storageBytes } = target.format;
    const units = found.mapping.unitsUsed;
    const total = Object.values(found.resident).reduce((a, b) => a + b);
    expect(total).toBe((cut + copies * units) * storageBytes + 1600 * 4);
    for (const { level, bytes } of pinnableLevels(target.chip)) {
      expect(found.resident[level.name] ?? 0).toBeLessThanOrEqual(bytes * units);
    }
  });

  it('weights alone are 1.28 MB in 16 bit', () => {
    const found = plan(kernelNamed('lstm.in-cache'), {}, targetOf('nnp-t1000', 'fp16'));
    if (found.rejected !== null) throw new Error('does not fit');
    const weights = found.mapping.placement.filter((p) => /^[WU]\d$/.test(p.tensor));
    expect(weights.reduce((sum, p) => sum + p.bytesOnChip, 0)).toBe(1_280_000);
  });
});
