/** @file The search over the mapping space: never worse than the rules of thumb, deterministic, honest about its bounds; and
 * one loop order worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineKernel, size } from '../../src/kernels/kernel.js';
import { fits } from '../../src/kernels/planner/fit.js';
import { machineOf, pinnableLevels } from '../../src/kernels/planner/placement.js';
import { type Planned, type PlanOptions, plan } from '../../src/kernels/planner/plan.js';
import { lowerBoundCycles } from '../../src/kernels/planner/roofline.js';
import { spaceOf } from '../../src/kernels/planner/space.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { execute } from '../../src/sim/execute.js';
import { target as named } from '../../src/sim/namedTarget.js';
import type { Target } from '../../src/sim/target.js';
import { chipFigures, formatNames, kernelFor, kernelShapes, seededTensors } from '../helpers/randomKernels.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const cases = fc.tuple(kernelShapes, chipFigures, formatNames);

function fitting(kernel: Parameters<typeof plan>[0], target: Target, options: PlanOptions = {}): Planned {
  const found = plan(kernel, {}, target, options);
  if (found.rejected !== null) throw new Error(JSON.stringify(found.rejected));
  return found;
}

describe('the search', () => {
  it('is never slower than the rules of thumb, finds the same twice, and what it finds fits', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const target = tinyTarget(figures, format);
        const kernel = kernelFor(shape, figures);
        const byThumb = fitting(kernel, target, { search: 'default' });
        const quick = fitting(kernel, target);
        expect(quick.result.cycles).toBeLessThanOrEqual(byThumb.result.cycles);
        expect(quick.search?.defaultCycles).toBe(byThumb.result.cycles);
        expect(fitting(kernel, target)).toEqual(quick);
        for (const { level, bytes } of pinnableLevels(target.chip)) {
          expect(quick.resident[level.name] ?? 0).toBeLessThanOrEqual(bytes * quick.choices.units);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tries more in a full search, and finds nothing slower', () => {
    fc.assert(
      fc.property(kernelShapes, chipFigures, (shape, figures) => {
        const target = tinyTarget(figures);
        const kernel = kernelFor({ ...shape, steps: Math.min(shape.steps, 6) }, figures);
        const [quick, full] = [fitting(kernel, target), fitting(kernel, target, { search: 'full' })];
        expect(full.result.cycles).toBeLessThanOrEqual(quick.result.cycles);
        expect(full.search!.simulated).toBeGreaterThanOrEqual(quick.search!.simulated);
      }),
      { numRuns: 4 },
    );
  });

  it('prunes by a bound that no program beats', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const target = tinyTarget(figures, format);
        const { program, result } = fitting(kernelFor(shape, figures), target);
        expect(lowerBoundCycles(program, target)).toBeLessThanOrEqual(result.cycles);
      }),
      { numRuns: 40 },
    );
  });

  it('changes no value: a gathered buffer in the cache, other stages, other loops', () => {
    fc.assert(
      fc.property(kernelShapes, chipFigures, fc.integer(), (shape, figures, pick) => {
        const target = tinyTarget({ ...figures, l2Bytes: 4096 });
        const kernel = kernelFor({ ...shape, launches: false, steps: Math.min(shape.steps, 9) }, figures);
        const { dimensions } = spaceOf(kernel.graph({}, machineOf(target)), target);
        const other = { ...fitting(kernel, target).choices } as Record<string, unknown>;
        for (const [i, { kind, name, values }] of dimensions.entries()) {
          const value = values[Math.abs((pick >> (i % 16)) + i) % values.length];
          if (name !== '') other[kind] = { ...(other[kind] as object), [name]: value };
        }
        const changed = fitting(kernel, target, { choices: other as unknown as Planned['choices'] });
        const run = ({ program }: Planned): Record<string, Float32Array> => {
          const tensors = seededTensors(program, target.format);
          execute(program, tensors);
          const outputs = program.tensors.filter(({ role }) => role === 'output');
          return Object.fromEntries(outputs.map((t) => [t.name, tensors.get(t.name)]));
        };
        expect(run(changed)).toEqual(run(fitting(kernel, target)));
      }),
      { numRuns: 25 },
    );
  });
});

describe('loop order', () => {
  // A [5, 4] · B [4, 12] on one 4x4 array without fold overlap; an operand in it takes folds x (vectors + 10) - 1 cycles.
  // A stays: 2 folds x (12 + 10) - 1 = 43. B stays: 3 folds x (5 + 10) - 1 = 44. So by rule of thumb A stays. But then B is
  // read twice, and the port, 8 B a cycle of 4 B values, is what limits: (5·4 + 2·4·12 + 5·12) x 4 / 8 = 88 cycles. With B
  // in the array A is read three times: (3·5·4 + 4·12 + 5·12) x 4 / 8 = 84 cycles.
  const kernel = defineKernel({
    name: 'small',
    title: 'one product',
    params: {},
    build(k) {
      const A = k.input('A', [5, 4], { shard: 'rows', residency: 'pinned' });
      const B = k.input('B', [4, 12], { residency: 'pinned' });
      const C = k.buffer('C', [5, 12], { shard: 'rows' });
      k.matmul(C, A, B, { label: 'C' });
      k.copy(k.output('out', [5, 12], { shard: 'rows' }), C);
    },
  });
  const target = tinyTarget({ units: 1, sramRate: 8 });

  it('the operand that stays is not the one that is faster in the array', () => {
    const byThumb = fitting(kernel, target, { search: 'default' });
    const found = fitting(kernel, target);
    expect(byThumb.choices.products).toEqual({ C: { engine: 'array', held: 'fastest' } });
    expect(byThumb.mapping.engines.C).toContain('weights stay');
    expect(found.choices.products).toEqual({ C: { engine: 'array', held: 'B' } });
    expect(found.mapping.engines.C).toContain('activations stay');
    expect(byThumb.result.cycles - found.result.cycles).toBe(88 - 84);
    expect(byThumb.result.busyCycles['sram[0]'] - found.result.busyCycles['sram[0]']).toBe(88 - 84);
  });

  it('the space is stated: 3 loop orders, units 1', () => {
    expect(spaceOf(kernel.graph({}, machineOf(target)), target).plans).toBe(3 * 1);
    expect(fitting(kernel, target, { search: 'full' }).search).toMatchObject({ plans: 3, budget: 600 });
  });
});

describe('a refusal', () => {
  // One unit of 64 B; w [8, 1] pinned fp32: 32 B; y 32 B; x in steps of 8 values, 32 B a buffer, streamed as B of the
  // product. Two buffers: 128 B, one: 96 B, none: 64 B, which fits.
  const streaming = (bytes: number) =>
    defineKernel({
      name: 'streaming',
      title: 'streams x',
      params: { rows: size(8, 'rows') },
      build(k) {
        const { rows } = k.params;
        const w = k.input('w', [rows, 1], { shard: 'rows', residency: 'pinned' });
        const x = k.input('x', [4, 1, 8], { residency: 'streamed' });
        const y = k.buffer('y', [rows, 8], { shard: 'rows' });
        const out = k.output('out', [4, rows, 8], { shard: 'rows' });
        if (bytes > 0)
          k.pointwise(
            'copy',
            [k.buffer('more', [bytes / 4, 1])],
            [k.buffer('from', [1 * (bytes / 4), 1], { zeroed: true })],
          );
        k.repeat('t', 4, (t) => {
          k.matmul(y, w, k.at(x, t));
          k.copy(k.at(out, t), y);
        });
      },
    });

  it('fewer staging buffers are a plan before nothing is', () => {
    // w 32 B, y 8 x 8 x 4 = 256 B: 288 B; a buffer of x is 32 B.
    for (const [sramBytes, depth] of [
      [352, 2],
      [351, 1],
      [320, 1],
      [319, 0],
      [288, 0],
    ] as const) {
      const found = fitting(streaming(0), tinyTarget({ units: 1, sramBytes }));
      expect(found.choices.staging.x, `${sramBytes} B`).toBe(depth);
    }
    const { rejected } = plan(streaming(0), {}, tinyTarget({ units: 1, sramBytes: 287 }));
    expect(rejected).toMatchObject({ level: 'sram', needBytes: 288, haveBytes: 287 });
    expect(rejected?.suggestion).toBe('rows=7 fits (instead of 8)');
  });

  it('counts its causes', () => {
    // 16 units, 8 rows. The largest cut has one row of w and y a unit, 4 + 32 B, beside `more` and `from`, 64 B each: 164 B
    // even without staging. So 8, 4, 2, 1 units with 2, 1, 0 staging buffers do not fit, and 16 units have too few rows.
    const { rejected } = plan(streaming(64), {}, tinyTarget({ units: 16, sramBytes: 160 }));
    expect(rejected).toMatchObject({ needBytes: 164, haveBytes: 160, plans: 13 });
    expect(rejected!.causes).toEqual([
      { cause: 'do not fit sram', plans: 12 },
      { cause: 'more units than rows', plans: 1 },
    ]);
    // 288 B fit, two buffers of x beside them do not.
    const given = plan(streaming(0), {}, tinyTarget({ units: 1, sramBytes: 300 }), { choices: { units: 1 } });
    expect(given.rejected).toMatchObject({ plans: 1, causes: [{ cause: 'staging', plans: 1 }] });
  });

  it.each([
    ['lstm.in-cache', 'titan-v', { hidden: 4096 }],
    ['lstm.in-cache', 'v100', { hidden: 900, batch: 256 }],
    ['gru.in-cache', 'nnp-t1000', { hidden: 9000, layers: 3 }],
    ['lstm.train', 'graphcore-gc2', { steps: 5000, batch: 8 }],
  ])('%s on %s: what it suggests is planned', (name, chip, params) => {
    const kernel = kernelNamed(name);
    const target = named(chip, { format: 'fp16' });
    const { rejected } = plan(kernel, params, target);
    const [, key, value] = rejected!.suggestion.match(/^(\w+)=(\d+) fits/)!;
    const smaller = { ...params, [key]: Number(value) };
    expect(fits(kernel, smaller, target)).toBe(true);
    expect(plan(kernel, smaller, target, { search: 'default' }).rejected).toBeNull();
    expect(
      plan(kernel, { ...params, [key]: Number(value) + 1 }, target, { search: 'default' }).rejected,
    ).not.toBeNull();
  });

  it('hidden=512, batch=64 runs in a GPU that reads h through its cache', () => {
    const kernel = kernelNamed('lstm.in-cache');
    const target = named('v100', { format: 'fp16' });
    const found = plan(kernel, { hidden: 512, batch: 64, steps: 10 }, target);
    if (found.rejected !== null) throw new Error('does not fit');
    // h [2, 512, 64] of 2 B is 128 KiB in each unit, of 72 KiB of shared memory that may be pinned.
    expect(found.choices.exchanged).toEqual({ h0: 'cache', h1: 'cache' });
    expect(found.result.bytes.l2).toBeGreaterThan(10 * 2 * 512 * 64 * 2);
  });
});
