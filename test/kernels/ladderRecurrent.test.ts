/** @file What is special about the persistent and the wavefront rungs: barriers counted by hand, pinned data that lives for
 * one launch only, all rungs with the same values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/kernels/kernel.js';
import { lifetimesOf } from '../../src/kernels/planner/lifetime.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { wavesOf } from '../../src/kernels/recurrent/wavefront.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { fillUniform } from '../../src/numerics/random.js';
import { chip } from '../../src/sim/chips/index.js';
import { execute } from '../../src/sim/execute.js';
import type { Node } from '../../src/sim/program.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';
import { TensorStore } from '../../src/sim/tensors.js';

function targetOf(name: string, format: string): Target {
  return {
    chip: chip(name),
    runtime: runtimeFor(chip(name)),
    format: parseFormat(format),
  };
}

function planned(kernel: string, params: Readonly<Record<string, number>>, target: Target) {
  const result = plan(kernelNamed(kernel), params, target);
  if (result.rejected !== null) throw new Error(`${kernel} was rejected: ${result.rejected.suggestion}`);
  return result;
}

/** Times that a kind of operation is issued, loops followed. */
function issued(nodes: readonly Node[], kind: string): number {
  return nodes.reduce(
    (n, x) => n + (x.kind === 'repeat' ? x.count * issued(x.body, kind) : x.kind === kind ? 1 : 0),
    0,
  );
}

describe('waves', () => {
  it('let every layer do every step once, one wave after the layer below', () => {
    const sizes = fc.record({
      layers: fc.integer({ min: 1, max: 6 }),
      steps: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(sizes, ({ layers, steps }) => {
        const done: string[] = [];
        for (const { firstWave, waves, lowest, highest } of wavesOf(layers, steps)) {
          for (let w = firstWave; w < firstWave + waves; w++) {
            for (let l = lowest; l <= highest; l++) done.push(`${l}:${w - l}`);
          }
        }
        const all = Array.from({ length: layers * steps }, (_, i) => `${Math.floor(i / steps)}:${i % steps}`);
        expect(done.sort()).toEqual(all.sort());
      }),
    );
  });
});

describe('barriers', () => {
  const params = { hidden: 32, layers: 4, batch: 1, steps: 10 };
  it.each([
    // A barrier for each layer and step.
    ['lstm.in-cache', 4 * 10],
    ['lstm.persistent', 4 * 10],
    // 13 waves (10 steps and 3 more layers), nothing follows the last one.
    ['lstm.wavefront', 10 + 4 - 2],
    ['lstm.fused', 0],
  ])('%s meets in %d of them', (name, barriers) => {
    expect(issued(planned(name, params, targetOf('v100', 'fp16')).program.body, 'barrier')).toBe(barriers);
  });

  it('saved by the wavefront are cycles saved where a barrier is dear', () => {
    const target = targetOf('titan-v', 'fp16');
    const [inCache, wavefront] = ['lstm.in-cache', 'lstm.wavefront'].map(
      (name) => planned(name, { hidden: 200, layers: 4, steps: 50 }, target).result,
    );
    expect(wavefront.waits.barrier).toBeLessThan(inCache.waits.barrier / 3);
    expect(wavefront.cycles).toBeLessThan(inCache.cycles / 2);
  });
});

describe('persistent', () => {
  const params = { hidden: 100, layers: 3, batch: 1, steps: 5 };

  it('launches twice a layer and loads the recurrent weights inside the second one', () => {
    const { program } = planned('lstm.persistent', params, targetOf('v100', 'fp16'));
    expect(issued(program.body, 'launch')).toBe(6);
    const order = program.body.map((node) => node.label);
    for (const l of [0, 1, 2]) {
      expect(order.indexOf(`load U${l}`)).toBeGreaterThan(order.indexOf(`begin layer ${l} steps`));
      expect(order.indexOf(`load U${l}`)).toBeLessThan(order.indexOf(`step of layer ${l}`));
    }
  });

  it('holds one layer at a time: what is resident does not grow with layers', () => {
    const target = targetOf('v100', 'fp16');
    const resident = [1, 3, 8].map((layers) => planned('lstm.persistent', { ...params, layers }, target).resident);
    expect(resident[1]).toEqual(resident[0]);
    expect(resident[2]).toEqual(resident[0]);
    // U [4H,H] and b [4H] and c, own [H] in fp16: (4·100·100 + 4·100 + 100 + 100) x 2 bytes in registers.
    expect(resident[0].register).toBe((4 * 100 * 100 + 4 * 100 + 200) * 2);
  });

  it('fits layers that do not fit together', () => {
    // 16 layers of 1024: U and W are 8·1024² x 2 bytes = 16.8 MB a layer; a V100 has 20 MiB of registers.
    const target = targetOf('v100', 'fp16');
    const deep = { hidden: 1024, layers: 16, steps: 4 };
    expect(plan(kernelNamed('lstm.in-cache'), deep, target).rejected).not.toBeNull();
    expect(plan(kernelNamed('lstm.persistent'), deep, target).rejected).toBeNull();
  });

  it('is refused when one layer is too large', () => {
    const { rejected } = plan(kernelNamed('lstm.persistent'), { hidden: 4096, steps: 4 }, targetOf('v100', 'fp16'));
    expect(rejected!.needBytes).toBeGreaterThan(rejected!.haveBytes);
  });
});

describe('pinned data on a GPU', () => {
  const twice = defineKernel({
    name: 'twice',
    title: 'weights pinned over two launches',
    params: {},
    build(k) {
      const w = k.input('w', [8, 8], { shard: 'rows', residency: 'pinned' });
      const x = k.input('x', [8, 1], { residency: 'cached' });
      const y = k.buffer('y', [2, 8, 1], {
        shard: 'rows',
        residency: 'cached',
      });
      for (const i of [0, 1]) k.launch(`half ${i}`, () => k.matmul(k.at(y, i), w, x));
    },
  });

  it('may not cross a launch', () => {
    expect(() => plan(twice, {}, targetOf('v100', 'fp16'))).toThrow(/pinned tensor w: .*several launches/);
    expect(plan(twice, {}, targetOf('nnp-t1000', 'fp16')).rejected).toBeNull();
    expect(lifetimesOf(twice.graph({})).get(0)).toBeNull();
  });
});

describe('all rungs of a cell', () => {
  it.each(['lstm', 'gru', 'rnn'])('of %s give the same values but for the order of two sums', (cell) => {
    const params = { hidden: 24, layers: 3, batch: 2, steps: 7 };
    const outputs = ['naive', 'fused', 'persistent', 'wavefront', 'in-cache'].map((rung) => {
      const { program } = planned(`${cell}.${rung}`, params, targetOf('nnp-t1000', 'fp32'));
      const tensors = new TensorStore(program, parseFormat('fp32'));
      for (const t of program.tensors.filter((x) => x.role === 'input')) {
        const values = new Float32Array(t.slots * t.rows * t.columns);
        const stream = [...t.name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 0) % 1000;
        fillUniform(values, { seed: 3, stream, step: 0 }, -0.5, 0.5);
        tensors.set(t.name, values);
      }
      execute(program, tensors);
      return tensors.get('y');
    });
    const worst = (y: Float32Array): number => y.reduce((most, v, i) => Math.max(most, Math.abs(v - outputs[0][i])), 0);
    for (const y of outputs.slice(1)) expect(worst(y)).toBeLessThan(5e-6);
    // Wavefront and in-cache do the same sums in the same order.
    expect(outputs[3]).toEqual(outputs[4]);
  });
});
