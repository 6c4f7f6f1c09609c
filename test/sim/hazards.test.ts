/** @file Each built-in kernel with one barrier, one buffer or one kernel boundary taken out is caught, by the names of
 * the operations and the tile; the kernels as they are raise no alarm, on any chip and for any number of steps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import type { TileLike } from '../../src/kernels/handles.js';
import { defineKernel, type Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { InputError } from '../../src/numerics/errors.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { checkHazards, HazardError } from '../../src/sim/hazards.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import { chipFigures, kernelShapes, planned } from '../helpers/randomKernels.js';
import { runs } from '../helpers/runs.js';
import { tinyTarget } from '../helpers/tinyChip.js';

const kernel = (build: (k: KernelBuilder) => void): Kernel =>
  defineKernel({ name: 'broken', title: 'a kernel with something missing', params: {}, build });

const planOf = (build: (k: KernelBuilder) => void) => () => plan(kernel(build), {}, tinyTarget({ sramBytes: 65_536 }));

interface Missing {
  readonly barrierOf?: number;
  readonly bufferOf?: number;
  readonly zeroOf?: number;
}

/** lstm.in-cache of two layers, with something missing. */
function inCache(missing: Missing, steps = 6): (k: KernelBuilder) => void {
  return (k) => {
    const [H, B] = [4, 2];
    const x = k.input('x', [steps, H, B]);
    const y = k.output('y', [steps, H, B]);
    const layers = [0, 1].map((l) => ({
      W: k.input(`W${l}`, [4 * H, H], { shard: 'rows', groups: 4, residency: 'pinned' }),
      U: k.input(`U${l}`, [4 * H, H], { shard: 'rows', groups: 4, residency: 'pinned' }),
      b: k.input(`b${l}`, [4 * H, 1], { shard: 'rows', groups: 4, residency: 'pinned' }),
      gates: k.buffer(`gates${l}`, [4 * H, B], { shard: 'rows', groups: 4, precision: 'accumulator' }),
      c: k.buffer(`c${l}`, [H, B], { shard: 'rows', zeroed: true }),
      own: k.buffer(`own${l}`, [H, B], { shard: 'rows' }),
      h: k.buffer(`h${l}`, [missing.bufferOf === l ? 1 : 2, H, B], { zeroed: missing.zeroOf !== l }),
    }));
    k.repeat('step', steps, (t) => {
      let below: TileLike = k.at(x, t);
      layers.forEach(({ W, U, b, gates, c, own, h }, l) => {
        const single = missing.bufferOf === l;
        const next = single ? h : k.at(h, t.plus(1).mod(2));
        k.matmul(gates, U, single ? h : k.at(h, t.mod(2)));
        k.matmul(gates, W, below, { accumulate: true });
        k.pointwise('lstmCell', [c, own], [gates, b, c]);
        k.exchange('all-gather', own, next);
        if (missing.barrierOf !== l) k.barrier();
        below = next;
      });
      k.copy(k.at(y, t), below);
    });
  };
}

describe('lstm.in-cache', () => {
  it('as it is raises no alarm', () => {
    expect(planOf(inCache({}))).not.toThrow();
    expect(planOf(inCache({}, 1))).not.toThrow();
  });

  it.each([
    // Layer 1 reads what layer 0 has just sent; after layer 1 the copy to y does.
    [0, "'gates1 = W1 · h0' reads h0[1]", "a barrier after 'all-gather own0 → h0' (exchange)"],
    [1, "'y ← h1' reads h1[1]", "a barrier after 'all-gather own1 → h1' (exchange)"],
  ])('without the barrier of layer %i', (layer, where, expected) => {
    expect(planOf(inCache({ barrierOf: layer }))).toThrow(HazardError);
    expect(planOf(inCache({ barrierOf: layer }))).toThrow(where);
    expect(planOf(inCache({ barrierOf: layer }))).toThrow(expected);
  });

  it.each([0, 1])('without the second buffer of layer %i a fast unit overwrites what a slow one reads', (layer) => {
    const run = planOf(inCache({ bufferOf: layer }));
    expect(run).toThrow(HazardError);
    expect(run).toThrow(`'all-gather own${layer} → h${layer}' overwrites h${layer}`);
    expect(run).toThrow(`after 'gates${layer} = U${layer} · h${layer}' (matmul)`);
  });

  it.each([0, 1])('without the zero state of layer %i nothing has written what the first step reads', (layer) => {
    const run = planOf(inCache({ zeroOf: layer }));
    expect(run).toThrow(HazardError);
    expect(run).toThrow(`'gates${layer} = U${layer} · h${layer}' reads h${layer}[0]`);
    expect(run).toThrow('a value written before');
  });
});

/** A layer of lstm.naive, or of lstm.fused, whose launches hold the operations of a step in these groups. */
function launched(fused: boolean, groups: readonly (readonly ('x' | 'h' | 'cell')[])[]): (k: KernelBuilder) => void {
  return (k) => {
    const [H, B, T] = [4, 2, 6];
    const shared = { residency: 'cached', shard: 'rows' } as const;
    const x = k.input('x', [T, H, B], { residency: 'cached' });
    const W = k.input('W', [4 * H, H], { ...shared, groups: 4 });
    const U = k.input('U', [4 * H, H], { ...shared, groups: 4 });
    const b = k.input('b', [4 * H, 1], { ...shared, groups: 4 });
    const gates = k.buffer('gates', [fused ? T : 1, 4 * H, B], { ...shared, groups: 4 });
    const c = k.buffer('c', [H, B], { ...shared, zeroed: true });
    const h = k.output('h', [T, H, B], { ...shared, zeroed: true });
    if (fused) k.launch('inputs', () => k.matmul(gates, W, x));
    k.repeat('step', T - 1, (t) => {
      const g = fused ? k.at(gates, t.plus(1)) : gates;
      const ops = {
        x: () => k.matmul(g, W, k.at(x, t.plus(1)), { label: 'W·x' }),
        h: () => k.matmul(g, U, k.at(h, t), { accumulate: true, label: 'U·h' }),
        cell: () => k.pointwise('lstmCell', [c, k.at(h, t.plus(1))], [g, b, c], { label: 'cell' }),
      };
      for (const group of groups) {
        k.launch(group.join(), () => {
          for (const name of group) ops[name]();
        });
      }
    });
  };
}

describe('kernels whose boundaries order them', () => {
  it('a launch for each operation raises no alarm', () => {
    expect(planOf(launched(false, [['x'], ['h'], ['cell']]))).not.toThrow();
    expect(planOf(launched(true, [['h'], ['cell']]))).not.toThrow();
  });

  it.each([
    ['naive, W·x and U·h together', false, [['x', 'h'], ['cell']], "'U·h' reads gates", "after 'W·x' (matmul)"],
    ['naive, U·h and cell together', false, [['x'], ['h', 'cell']], "'cell' reads gates", "after 'U·h' (matmul)"],
    ['fused, U·h and cell together', true, [['h', 'cell']], "'cell' reads gates[1]", "after 'U·h' (matmul)"],
  ] as const)('%s', (_, fused, groups, where, after) => {
    const run = planOf(launched(fused, groups));
    expect(run).toThrow(HazardError);
    expect(run).toThrow(where);
    expect(run).toThrow(after);
  });

  it.each(['lstm.naive', 'lstm.fused', 'lstm.in-cache', 'gemm'])('%s as it is raises no alarm', (name) => {
    for (const chipName of ['nnp-t1000', 'titan-v', 'graphcore-gc2', 'xeon-8180']) {
      const spec = chip(chipName);
      for (const format of ['fp16', 'fp32']) {
        const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat(format) };
        const params = name === 'gemm' ? {} : { steps: 30 };
        expect(() => plan(kernelNamed(name), params, target)).not.toThrow(HazardError);
      }
    }
  });
});

describe('in general', () => {
  it('no random kernel on a random chip raises an alarm', () => {
    fc.assert(
      fc.property(kernelShapes, chipFigures, (shape, figures) => {
        expect(() => checkHazards(planned(shape, figures).program)).not.toThrow();
      }),
      runs(60),
    );
  });

  it('the last of many steps may be read after the loop, the one after it may not', () => {
    const readingSlot = (slot: number) => (k: KernelBuilder) => {
      const a = k.input('a', [4, 1], { shard: 'rows', residency: 'pinned' });
      const s = k.buffer('s', [51, 4, 1], { shard: 'rows' });
      const out = k.output('out', [4, 1], { shard: 'rows' });
      k.repeat('t', 50, (t) => k.pointwise('copy', [k.at(s, t)], [a]));
      k.copy(out, k.at(s, slot));
    };
    for (const slot of [0, 7, 25, 49]) expect(planOf(readingSlot(slot))).not.toThrow();
    expect(planOf(readingSlot(50))).toThrow("'out ← s' reads s[50]");
  });

  it('a slot outside its tensor is refused before anything runs', () => {
    const run = planOf((k) => {
      const a = k.input('a', [8, 4, 1], { shard: 'rows', residency: 'pinned' });
      const s = k.buffer('s', [4, 1], { shard: 'rows' });
      k.repeat('t', 8, (t) => k.pointwise('copy', [s], [k.at(a, t.plus(1))]));
    });
    expect(run).toThrow(InputError);
    expect(run).toThrow("'s = copy': expected a slot of a from 0 to 7, found 8");
  });

  it('rows that other units own are refused as an operand: the exchange is missing', () => {
    const run = planOf((k) => {
      const U = k.input('U', [8, 8], { shard: 'rows', residency: 'pinned' });
      const own = k.buffer('own', [8, 1], { shard: 'rows', zeroed: true });
      k.matmul(k.buffer('next', [8, 1], { shard: 'rows' }), U, own);
    });
    expect(run).toThrow('found U [8, 8] cut 1 x 8 · own [8, 1] cut 1 x 8 = next [8, 1] cut 1 x 8');
    expect(run).toThrow('all rows of own in each unit (an all-gather before)');
  });

  it('a ring index before its first step counts from the end', () => {
    // h[(t - 1) mod 2] at t = 0 is h[1].
    const run = planOf((k) => {
      const h = k.buffer('h', [2, 4, 1], { shard: 'rows', zeroed: true });
      k.repeat('t', 5, (t) => k.pointwise('copy', [k.at(h, t.mod(2))], [k.at(h, t.minus(1).mod(2))]));
    });
    expect(run).not.toThrow();
  });
});
