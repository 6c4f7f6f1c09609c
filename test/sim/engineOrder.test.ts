/** @file Cases in which an engine that is almost right goes wrong: operations of several classes, slots that move
 * unlike, values of units that are done at different times, loops that must be jumped. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { parseFormat } from '../../src/numerics/format.js';
import { chip } from '../../src/sim/chips/index.js';
import { simulate } from '../../src/sim/engine.js';
import { runtimeFor } from '../../src/sim/runtimes.js';
import { strideOf } from '../../src/sim/stride.js';
import { ProgramText, slot, traffic } from '../helpers/programText.js';
import { tinyTarget } from '../helpers/tinyChip.js';
import { trace } from '../helpers/trace.js';

describe('operations of two classes', () => {
  it('both wait for what touched the tile before them', () => {
    // Two stores read C off chip (DRAM: 0..10 and 10..20, done at 110 and 120); the writing after the barrier must not
    // begin before both have read, in either class.
    const text = new ProgramText([1, 1]);
    const C = text.tensor('C', { shard: 'chip' });
    const { spans } = trace(
      text.program(
        text.move('read', 'load', { reads: [C()], traffic: [traffic('dram', 'read', [80, 80])] }),
        text.barrier(),
        text.pointwise('write', 'copy', [4, 4], { writes: [C()] }),
      ),
      tinyTarget(),
    );
    expect(spans['read/0']).toEqual([[0, 110]]);
    expect(spans['read/1']).toEqual([[10, 120]]);
    expect(spans['write/0'][0][0]).toBe(120);
    expect(spans['write/1'][0][0]).toBe(120);
  });

  it('values follow program order, also when a later operation ran on fewer units and ended sooner', () => {
    // DRAM serves class 0 in 1 cycle, then class 1 in 1,000: the load ends at 101 and at 1,101. Only class 0 has rows of
    // the product, which ends at 114.
    const text = new ProgramText([1, 1]);
    const stage = text.tensor('stage', { shard: 'replicated' });
    const out = text.tensor('out');
    const program = text.program(
      text.move('load', 'load', { writes: [stage()], traffic: [traffic('dram', 'read', [8, 8000])] }),
      text.matmul(
        'mm',
        [
          { m: 4, n: 4, k: 4 },
          { m: 0, n: 4, k: 4 },
        ],
        { reads: [stage()], writes: [out()] },
      ),
    );
    const { spans } = trace(program, tinyTarget());
    expect(spans['mm/0'][0][1]).toBeLessThan(spans['load/1'][0][1]);
    const order: string[] = [];
    simulate(program, tinyTarget(), { onRetire: (op) => order.push(op.label) });
    expect(order).toEqual(['load', 'mm']);
  });
});

describe('jumps', () => {
  const loopOver = (second: (loop: number) => ReturnType<typeof slot>) => {
    const text = new ProgramText();
    const x = text.tensor('x', { slots: 64 });
    const y = text.tensor('y');
    const loop = text.repeat('t', 60, (t) => [
      text.pointwise('write', 'copy', [8], { writes: [x(slot(0, t))] }),
      text.pointwise('read', 'copy', [8], { reads: [x(second(t))], writes: [y()] }),
    ]);
    return { program: text.program(loop), loop };
  };

  it.each([
    ['one slot behind', (t: number) => slot(1, t), 1],
    ['a fixed slot', () => slot(40), null],
    ['another pace', (t: number) => slot(0, t, 0, -1), null],
  ] as const)('accesses %s: equal to the slow path', (_, second, moves) => {
    const { program, loop } = loopOver((t) => (second as (t: number) => ReturnType<typeof slot>)(t));
    if (loop.kind !== 'repeat') throw new Error('not a loop');
    const stride = strideOf(loop, program.tensors);
    expect(stride === null ? null : stride.slotsOf.get(0)).toBe(moves);
    if (moves === null) return;
    expect(simulate(program, tinyTarget())).toEqual(simulate(program, tinyTarget(), { jump: false }));
  });

  it('10,000 steps of W200 in cache cost hardly more than 100', () => {
    const spec = chip('graphcore-gc2');
    const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat('fp16') };
    const planned = plan(kernelNamed('lstm.in-cache'), { steps: 10_000 }, target);
    if (planned.rejected !== null) throw new Error('does not fit');
    // Operations that were handled one by one, found by counting what is asked of the op stream.
    let handled = 0;
    const body = planned.program.body.map((node) =>
      node.kind === 'repeat' ? { ...node, body: [...node.body] } : node,
    );
    for (const node of body) {
      if (node.kind !== 'repeat') continue;
      const list = node.body as unknown[];
      node.body = new Proxy(list, {
        get: (target_, key) => {
          if (key !== 'length') handled += 1;
          return Reflect.get(target_, key);
        },
      }) as typeof node.body;
    }
    const result = simulate({ ...planned.program, body }, target);
    expect(result.cycles).toBe(planned.result.cycles);
    expect(result.operations).toBeGreaterThan(100_000);
    expect(handled).toBeLessThan(5000);
  });
});
