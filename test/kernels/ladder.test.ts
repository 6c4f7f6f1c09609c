/** @file Every kernel of the ladder on every shipped chip: simulated with its time tiled, or refused with need and have;
 * values right in every format; races caught by the hazard check when a barrier is taken away. */
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/kernel.js';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed, kernelNames } from '../../src/kernels/registry.js';
import { InputError } from '../../src/numerics/errors.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { checkHazards, HazardError } from '../../src/sim/hazards.js';
import type { Node, Program } from '../../src/sim/program.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import type { Target } from '../../src/sim/target.js';
import { checkValues } from '../../src/study/values.js';

const recurrent = { hidden: 40, layers: 3, batch: 2, steps: 9, input: 24 };

/** Small parameters of every kernel: all layers, all steps, edges that do not divide. */
const small: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  gemm: { m: 50, n: 30, k: 70 },
  conv2d: {
    batch: 3,
    channels: 5,
    height: 9,
    width: 12,
    filters: 20,
    stride: 2,
  },
  mlp: { hidden: 40, layers: 4, batch: 3, steps: 5, input: 30, output: 7 },
  attention: { queries: 20, keys: 33, width: 16, heads: 3 },
};
const tested = kernelNames.filter((name) => !name.endsWith('.train'));
const paramsOf = (name: string) => small[name] ?? recurrent;

function targetOf(chipName: string, format?: string): Target {
  const c = chip(chipName);
  return {
    chip: c,
    runtime: runtimeFor(c),
    format: parseFormat(format ?? c.defaultFormat),
  };
}

function programOf(kernel: Kernel, params: Readonly<Record<string, number>>, target: Target): Program {
  const planned = plan(kernel, params, target);
  if (planned.rejected !== null) throw new Error(`${kernel.name} was rejected on ${target.chip.name}`);
  return planned.program;
}

describe.each(tested)('%s', (name) => {
  const kernel = kernelNamed(name);
  const params = kernel.graph(paramsOf(name)).params;

  it.each(chipNames)('on %s is simulated with work + waits = cycles, twice alike', (chipName) => {
    const first = plan(kernel, params, targetOf(chipName));
    if (first.rejected?.level === 'units') {
      // Three layers on units of their own, fewer than three units.
      expect(first.rejected).toMatchObject({
        needBytes: recurrent.layers,
        suggestion: expect.stringMatching(/^layers=/),
      });
      expect(first.rejected.haveBytes).toBe(chip(chipName).units.count.value);
      expect(first.rejected.haveBytes).toBeLessThan(recurrent.layers);
      return;
    }
    if (first.rejected !== null) throw new Error(`rejected: ${JSON.stringify(first.rejected)}`);
    const { result, resident } = first;
    expect(result.cycles).toBeGreaterThan(0);
    expect(result.work + Object.values(result.waits).reduce((a, b) => a + b)).toBe(result.cycles);
    for (const [level, bytes] of Object.entries(resident)) {
      const { capacityBytes, scope } = chip(chipName).levels.find((l) => l.name === level)!;
      const units = scope === 'unit' ? chip(chipName).units.count.value : 1;
      expect(bytes).toBeLessThanOrEqual(capacityBytes.value * units);
    }
    expect(plan(kernel, params, targetOf(chipName))).toEqual(first);
  });

  it.each(['fp32', 'fp16', 'bf16', 'flex16+5'])('computes the values of its reference in %s', (format) => {
    const target = targetOf('nnp-t1000', format);
    const check = checkValues(kernel, params, programOf(kernel, params, target), target.format, 7);
    expect(check?.nans).toBe(0);
    expect(check?.relL2).toBeLessThan(check!.tolerance);
    // An error of nothing at all would mean that nothing was compared.
    expect(check?.relL2).toBeGreaterThan(0);
  });

  it('is refused with need, have and a change that fits when it pins more than the chip has', () => {
    const target = targetOf('gtx-1070', 'fp32');
    const key = ['hidden', 'channels', 'queries', 'm'].find((name) => name in kernel.params)!;
    const planned = plan(kernel, { ...params, [key]: 1 }, target);
    expect(planned.rejected).toBeNull();
    if (!kernel.graph(params).tensors.some((t) => t.residency === 'pinned')) return;
    const refused = plan(kernel, { ...params, [key]: 16_384 }, target);
    if (refused.rejected === null) throw new Error('16,384 units of fp32 weights cannot fit 4 MiB of registers');
    expect(refused.rejected.needBytes).toBeGreaterThan(refused.rejected.haveBytes);
    expect(refused.rejected.suggestion).toMatch(/=\d+ fits/);
  });
});

/** The program without its n-th barrier. */
function withoutBarrier(nodes: readonly Node[], index: number): Node[] {
  let seen = 0;
  const visit = (body: readonly Node[]): Node[] =>
    body.flatMap((node): Node[] => {
      if (node.kind === 'repeat') return [{ ...node, body: visit(node.body) }];
      if (node.kind !== 'barrier') return [node];
      return seen++ === index ? [] : [node];
    });
  return visit(nodes);
}

function barriersIn(nodes: readonly Node[]): number {
  return nodes.reduce((n, x) => n + (x.kind === 'repeat' ? barriersIn(x.body) : x.kind === 'barrier' ? 1 : 0), 0);
}

describe('a kernel with one barrier less', () => {
  it.each(tested.filter((name) => !/naive|fused|gemm|conv2d|attention/.test(name)))(
    '%s is caught, whichever barrier it is',
    (name) => {
      const program = programOf(kernelNamed(name), paramsOf(name), targetOf('nnp-t1000'));
      checkHazards(program);
      expect(barriersIn(program.body)).toBeGreaterThan(0);
      for (let i = 0; i < barriersIn(program.body); i++) {
        expect(() => checkHazards({ ...program, body: withoutBarrier(program.body, i) })).toThrow(HazardError);
      }
    },
  );
});

describe('names', () => {
  it('of unknown kernels are answered with the nearest ones', () => {
    expect(() => kernelNamed('gru.in-cash')).toThrow(InputError);
    expect(() => kernelNamed('gru.in-cash')).toThrow(/gru\.in-cache/);
  });
});
