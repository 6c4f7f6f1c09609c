/** @file Stages: who gets which units, what runs at the same time, what a local barrier and an exchange between groups
 * cost, which orders they make, and what is refused. Cycles are worked out in comments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelBuilder } from '../../src/kernels/builder.js';
import type { Stage } from '../../src/kernels/handles.js';
import { defineKernel, type Kernel, type Params } from '../../src/kernels/kernel.js';
import { type Planned, plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { simulate } from '../../src/sim/engine.js';
import { HazardError } from '../../src/sim/hazards.js';
import { target } from '../../src/sim/namedTarget.js';
import { staticOps } from '../../src/sim/program.js';
import { localBarrierCycles } from '../../src/sim/semantics/together.js';
import type { Target } from '../../src/sim/target.js';
import { lanes, type TinyFigures, tinyTarget } from '../helpers/tinyChip.js';

const kernelOf = (build: (k: KernelBuilder) => void): Kernel =>
  defineKernel({ name: 'staged', title: 'stages', params: {}, build });
const graphOf = (build: (k: KernelBuilder) => void) => () => kernelOf(build).graph({});

function planned(kernel: Kernel, where: Target, params: Params = {}, units?: number): Planned {
  const options = units === undefined ? { search: 'default' as const } : { choices: { units } };
  const found = plan(kernel, params, where, options);
  if (found.rejected !== null) throw new Error(JSON.stringify(found.rejected));
  return found;
}

const rows = { shard: 'rows' } as const;
const near = { ...rows, residency: 'pinned' } as const;

/** Two stages: the first one squares its rows and sends them, the second one adds them to its own. */
function pair(k: KernelBuilder, between: (k: KernelBuilder, a: Stage, b: Stage) => void): void {
  const [first, second] = [k.stage('first', { units: 2 }), k.stage('second', { units: 2 })];
  const x = k.input('x', [8, 1], { ...near, stage: first });
  const own = k.buffer('own', [8, 1], { ...rows, stage: first });
  const all = k.buffer('all', [8, 1], { stage: second });
  const y = k.buffer('y', [8, 1], { stage: second });
  k.on(first, () => {
    k.pointwise('copy', [own], [x]);
    k.exchange('all-gather', own, all);
  });
  between(k, first, second);
  k.on(second, () => k.pointwise('copy', [y], [all]));
}
const meeting = (k: KernelBuilder, a: Stage, b: Stage): void => k.on(a, () => k.barrier({ scope: 'local', with: b }));

describe('units', () => {
  const split = (options: readonly { units?: number; share?: number }[], units: number) => {
    const kernel = kernelOf((k) => {
      options.forEach((o, i) => {
        const stage = k.stage(`s${i}`, o);
        const t = k.buffer(`t${i}`, [16, 1], { ...rows, stage, zeroed: true });
        k.on(stage, () => k.pointwise('copy', [k.buffer(`u${i}`, [16, 1], { ...rows, stage })], [t]));
      });
    });
    const found = plan(kernel, {}, tinyTarget({ units: units === 36 ? 60 : units }), { choices: { units } });
    return found.rejected === null ? found.program.stages!.map((s) => [s.firstUnit, s.units]) : found.rejected;
  };

  it.each([
    // Equal parts, what is left over to the first ones.
    [
      [{}, {}, {}],
      8,
      [
        [0, 3],
        [3, 3],
        [6, 2],
      ],
    ],
    [
      [{ units: 1 }, {}],
      8,
      [
        [0, 1],
        [1, 7],
      ],
    ],
    [
      [{ share: 0.25 }, { share: 0.5 }, {}],
      8,
      [
        [0, 2],
        [2, 4],
        [6, 2],
      ],
    ],
    // No more units than rows, unless they are asked for: 36 of 60.
    [
      [{}, { units: 20 }],
      36,
      [
        [0, 16],
        [16, 20],
      ],
    ],
  ])('%j of %i', (options, units, expected) => {
    expect(split(options, units)).toEqual(expected);
  });

  it('more than the chip has are refused with need, have and what fits', () => {
    expect(split([{ units: 5 }, { units: 4 }], 8)).toMatchObject({
      level: 'units',
      needBytes: 9,
      haveBytes: 8,
      suggestion: 'the kernel has no parameter that could be made smaller',
    });
    const { rejected } = plan(kernelNamed('lstm.pipelined'), { hidden: 8, layers: 30 }, target('nnp-t1000'));
    // 30 layers on 24 clusters.
    expect(rejected).toMatchObject({ level: 'units', needBytes: 30, haveBytes: 24 });
    expect(rejected?.suggestion).toBe('layers=24 fits (instead of 30)');
  });

  it('belong to one stage, whose tensors alone they hold', () => {
    const { program } = planned(
      kernelOf((k) => pair(k, meeting)),
      tinyTarget({ units: 4 }),
    );
    expect(program.classes.map((c) => [c.stage, c.firstUnit, c.count])).toEqual([
      [0, 0, 2],
      [1, 2, 2],
    ]);
    const held = (name: string) => program.tensors.find((t) => t.name === name)!.placement[0].bytesPerClass;
    // 4 of 8 rows in fp32, then all of them.
    expect([held('own'), held('all')]).toEqual([
      [16, 0],
      [0, 32],
    ]);
  });
});

describe('time', () => {
  const spansOf = (build: (k: KernelBuilder) => void, figures: Partial<TinyFigures> = {}) => {
    const where = tinyTarget({ units: 4, matrix: [lanes], hopLatency: 2, ...figures });
    const { program } = planned(kernelOf(build), where, {}, 4);
    const spans: Record<string, [number, number]> = {};
    simulate(program, where, {
      onSpan: (i) => {
        spans[i.op.label] = [i.startCycle, i.endCycle];
      },
    });
    return spans;
  };

  it('stages run side by side, and each is charged for its own operations', () => {
    const build = (k: KernelBuilder): void => {
      for (const name of ['a', 'b']) {
        const stage = k.stage(name);
        const W = k.buffer(`W${name}`, [8, 8], { ...rows, stage, zeroed: true });
        const x = k.buffer(`x${name}`, [8, 1], { stage, zeroed: true });
        k.on(stage, () => k.matmul(k.buffer(`y${name}`, [8, 1], { ...rows, stage }), W, x));
      }
    };
    const spans = spansOf(build);
    expect(spans['ya = Wa · xa']).toEqual(spans['yb = Wb · xb']);
    const { result } = planned(kernelOf(build), tinyTarget({ units: 4, matrix: [lanes] }));
    for (const { time } of result.classes) expect(Object.values(time).reduce((a, b) => a + b)).toBe(result.cycles);
    expect(new Set(result.classes.map((c) => c.time.work)).size).toBe(1);
  });

  it.each([
    // Two of four units: 20 x 1/2; the wires, up and down in one hop of 2 each way, take 4.
    ['of one stage', {}, 10],
    // Hops of 10: no less than 20, and no more than the whole barrier.
    ['of one stage, slow wires', { hopLatency: 10 }, 20],
  ] as const)('a local barrier %s', (_, figures, cycles) => {
    const spans = spansOf(
      (k) =>
        pair(k, (b, first, second) => {
          b.on(first, () => b.barrier({ label: 'local', scope: 'local' }));
          meeting(b, first, second);
        }),
      figures,
    );
    expect(spans.local[1] - spans.local[0]).toBe(cycles);
    // Both stages are all units.
    expect(spans.barrier[1] - spans.barrier[0]).toBe(20);
  });

  it('an exchange between stages sends what one has and fills the other', () => {
    // Units of the first stage send 16 B each, those of the second get 32 B: max(16/4, 32/8) + one hop of 2.
    const { 'all-gather own → all': span } = spansOf((k) => pair(k, meeting));
    expect(span[1] - span[0]).toBe(4 + 2);
  });

  it('exchanges inside two stages overlap on a mesh; those of all units do not', () => {
    const gathers =
      (staged: boolean) =>
      (k: KernelBuilder): void => {
        const at = ['a', 'b'].map((name) => (staged ? { stage: k.stage(name) } : {}));
        const on = (i: number, body: () => void): void => (at[i].stage ? k.on(at[i].stage, body) : body());
        const own = at.map((o, i) => k.buffer(`own${i}`, [64, 1], { ...rows, ...o, zeroed: true }));
        for (const [i, from] of own.entries()) {
          on(i, () => k.exchange('all-gather', from, k.buffer(`all${i}`, [64, 1], at[i])));
        }
      };
    const figures = { topology: 'mesh', sramBytes: 65_536 } as const;
    const [apart, together] = [spansOf(gathers(true), figures), spansOf(gathers(false), figures)];
    const [a, b] = ['all-gather own0 → all0', 'all-gather own1 → all1'];
    expect(apart[b][0]).toBe(apart[a][0]);
    expect(together[b][0]).toBeGreaterThan(together[a][0]);
  });

  it('a barrier of few units costs no more than one of more, and all units pay the chip’s own figure', () => {
    fc.assert(
      fc.property(fc.constantFrom(...chipNames), fc.integer({ min: 1, max: 1216 }), (name, n) => {
        const spec = chip(name);
        const units = Math.min(n, spec.units.count.value);
        const whole = localBarrierCycles(spec, spec.units.count.value);
        const more = Math.min(units + 1, spec.units.count.value);
        expect(localBarrierCycles(spec, units)).toBeLessThanOrEqual(localBarrierCycles(spec, more));
        expect(localBarrierCycles(spec, units)).toBeLessThanOrEqual(whole);
        expect(whole).toBe(spec.units.count.value < 2 ? 0 : wholeCycles(name));
      }),
    );
  });
  const wholeCycles = (name: string): number => {
    const { barrier, clockHz } = chip(name);
    return Math.ceil(barrier.latencySeconds.value * clockHz.value * (1 - 1e-12));
  };
});

describe('order between stages', () => {
  const run = (between: (k: KernelBuilder, a: Stage, b: Stage) => void) => () =>
    plan(
      kernelOf((k) => pair(k, between)),
      {},
      tinyTarget({ units: 4 }),
    );

  it('is made by a barrier of both, or of all', () => {
    expect(run(meeting)).not.toThrow();
    expect(run((k) => k.barrier())).not.toThrow();
    expect(run((k, a, b) => k.on(b, () => k.barrier({ scope: 'local', with: a })))).not.toThrow();
  });

  it.each<[string, (k: KernelBuilder, a: Stage, b: Stage) => void]>([
    ['no barrier', () => {}],
    ['one of the sender alone', (k, a) => k.on(a, () => k.barrier({ scope: 'local' }))],
    ['one of the receiver alone', (k, _, b) => k.on(b, () => k.barrier({ scope: 'local' }))],
  ])('is missing with %s', (_, between) => {
    expect(run(between)).toThrow(HazardError);
    expect(run(between)).toThrow(
      "'y = copy' reads all: expected a barrier of 'first' and 'second' after 'all-gather own → all' (exchange)",
    );
  });

  it('goes through a third stage that has met both', () => {
    const chain = (links: readonly (readonly [number, number])[]) =>
      kernelOf((k) => {
        const stages = ['a', 'b', 'c'].map((name) => k.stage(name));
        const own = k.buffer('own', [4, 1], { ...rows, stage: stages[0], zeroed: true });
        const all = k.buffer('all', [4, 1], { stage: stages[2] });
        k.on(stages[0], () => k.exchange('all-gather', own, all));
        for (const [x, y] of links) k.on(stages[x], () => k.barrier({ scope: 'local', with: stages[y] }));
        k.on(stages[2], () => k.pointwise('copy', [k.buffer('y', [4, 1], { stage: stages[2] })], [all]));
      });
    const on = (kernel: Kernel) => () => plan(kernel, {}, tinyTarget({ units: 6 }));
    expect(
      on(
        chain([
          [0, 1],
          [1, 2],
        ]),
      ),
    ).not.toThrow();
    // The other way round b and c have met before a was there.
    expect(
      on(
        chain([
          [1, 2],
          [0, 1],
        ]),
      ),
    ).toThrow(HazardError);
  });

  it('is missing when a ring is too small for a stage that reads behind', () => {
    const ring = (buffers: number) =>
      kernelOf((k) => {
        const [a, b] = [k.stage('a'), k.stage('b')];
        const own = k.buffer('own', [4, 1], { ...rows, stage: a, zeroed: true });
        const sent = k.buffer('sent', [buffers, 4, 1], { stage: b });
        const y = k.buffer('y', [4, 1], { stage: b });
        k.repeat('t', 6, (t) => {
          k.on(a, () => k.exchange('all-gather', own, k.at(sent, t.mod(buffers))));
          meeting(k, a, b);
          k.on(b, () => k.pointwise('copy', [y], [k.at(sent, t.mod(buffers))]));
        });
      });
    const on = (buffers: number) => () => plan(ring(buffers), {}, tinyTarget({ units: 4 }));
    expect(on(2)).not.toThrow();
    expect(on(1)).toThrow(
      "'all-gather own → sent' overwrites sent: expected a barrier of 'b' and 'a' after 'y = copy'",
    );
    const hazard = (() => {
      try {
        on(1)();
      } catch (error) {
        return (error as HazardError).hazard;
      }
    })();
    expect(hazard).toBe('write-after-read');
  });
});

describe('lstm.pipelined', () => {
  it('gives each layer its own units and waits for no barrier of all', () => {
    const { program, mapping } = planned(kernelNamed('lstm.pipelined'), target('nnp-t1000', { format: 'fp16' }), {
      layers: 4,
      steps: 20,
    });
    expect(program.stages!.map((s) => s.units)).toEqual([6, 6, 6, 6]);
    expect(mapping.loopNest.some((line) => line.includes('barrier') && !/\[layer \d(, layer \d)?\]/.test(line))).toBe(
      false,
    );
  });

  it('is launched on all units, and loads weights in the stage that holds them', () => {
    const { program } = planned(kernelNamed('lstm.pipelined'), target('nnp-t1000', { format: 'flex16+5' }), {
      steps: 5,
    });
    const stagesOf = (label: string) => [...staticOps(program.body)].find((op) => op.label === label)!.stages;
    expect(stagesOf('launch lstm.pipelined')).toBeUndefined();
    expect(stagesOf('begin lstm.pipelined')).toBeUndefined();
    expect([stagesOf('load W0'), stagesOf('load W1')]).toEqual([[0], [1]]);
    expect(stagesOf('exponent of own1')).toEqual([1]);
  });

  it('10,000 steps are jumped, equal to the slow path where that is short', () => {
    for (const name of ['titan-v', 'nnp-t1000']) {
      const where = target(name, { format: 'fp16' });
      const long = planned(kernelNamed('lstm.pipelined'), where, { hidden: 64, layers: 3, steps: 10_000 });
      const short = planned(kernelNamed('lstm.pipelined'), where, { hidden: 64, layers: 3, steps: 200 });
      expect(simulate(short.program, where, { jump: false })).toEqual(simulate(short.program, where));
      expect(long.result.cycles).toBeGreaterThan(30 * short.result.cycles);
    }
  });
});

describe('what is refused', () => {
  const two = (k: KernelBuilder) => [k.stage('one'), k.stage('two')] as const;
  it.each<[string, (k: KernelBuilder) => void, string]>([
    ['a second stage of a name', (k) => [k.stage('s'), k.stage('s')], "stage 's': expected a new name"],
    ['half a unit', (k) => k.stage('s', { units: 1.5 }), 'expected a whole number of units from 1, found 1.5'],
    ['units and a share', (k) => k.stage('s', { units: 2, share: 0.5 }), 'expected units or a share'],
    [
      'more than the whole',
      (k) => [k.stage('a', { share: 0.75 }), k.stage('b', { share: 0.5 })],
      "stage 'b': expected a share above 0, at most the 0.250 that other stages leave, found 0.5",
    ],
    [
      'a stage within a stage',
      (k) => {
        const [a, b] = two(k);
        k.on(a, () => k.on(b, () => {}));
      },
      "stage 'two': expected a stage outside other stages, found one inside 'one'",
    ],
    [
      'a launch within a stage',
      (k) => k.on(k.stage('a'), () => k.launch('l', () => {})),
      "expected a launch for all units, found one inside stage 'a'",
    ],
    [
      'a local barrier outside of a stage',
      (k) => k.barrier({ scope: 'local' }),
      'barrier: expected a local barrier inside a stage (k.on), found one outside',
    ],
    [
      'a barrier of a stage with itself',
      (k) => {
        const a = k.stage('a');
        k.on(a, () => k.barrier({ scope: 'local', with: a }));
      },
      "expected another stage to meet, found 'a' itself",
    ],
    [
      'a global barrier of two stages',
      (k) => k.barrier({ with: k.stage('a') }),
      "expected scope 'local' for a barrier of two stages",
    ],
    [
      'another stage’s tensor',
      (k) => {
        const [a, b] = two(k);
        const t = k.buffer('t', [4, 1], { stage: a, zeroed: true });
        k.on(b, () => k.pointwise('copy', [k.buffer('u', [4, 1], { stage: b })], [t]));
      },
      "u = copy: expected tensors of stage 'two', found t of stage 'one'",
    ],
    [
      'a tensor of no stage inside one',
      (k) => {
        const t = k.buffer('t', [4, 1], { zeroed: true });
        k.on(two(k)[0], () => k.pointwise('copy', [t], [t]));
      },
      "expected tensors of stage 'one', found t of no stage",
    ],
    [
      'a stage’s tensor outside of it',
      (k) => {
        const t = k.buffer('t', [4, 1], { stage: k.stage('a'), zeroed: true });
        k.pointwise('copy', [t], [t]);
      },
      "expected a statement in k.on(a), found t of stage 'a'",
    ],
    [
      'an exchange that belongs to others',
      (k) => {
        const [a, b] = two(k);
        const own = k.buffer('own', [4, 1], { ...rows, stage: b, zeroed: true });
        k.on(a, () => k.exchange('all-gather', own, k.buffer('all', [4, 1], { stage: b })));
      },
      "expected a tensor of stage 'one', found own of stage 'two', all of stage 'two'",
    ],
    [
      'an exchange between a stage and all units',
      (k) => {
        const own = k.buffer('own', [4, 1], { ...rows, stage: k.stage('a'), zeroed: true });
        k.exchange('all-gather', own, k.buffer('all', [4, 1]));
      },
      "expected tensors of one stage, or of two, found own [4, 1] 'rows' of stage 'a' → all [4, 1] 'replicated' of no stage",
    ],
    [
      'a sum from one stage to another',
      (k) => {
        const [a, b] = two(k);
        const terms = k.buffer('terms', [4, 1], { shard: 'partial', stage: a, zeroed: true });
        k.exchange('all-reduce', terms, k.buffer('all', [4, 1], { stage: b }));
      },
      'expected one of all-gather, broadcast, send between two stages',
    ],
    [
      'sending inside one stage',
      (k) => k.exchange('send', k.buffer('a', [4, 1], rows), k.buffer('b', [4, 1], rows)),
      "send a → b: expected tensors of two stages, found a [4, 1] 'rows' → b [4, 1] 'rows'",
    ],
    [
      'a stage of another kernel',
      (k) => {
        let other: Stage | null = null;
        graphOf((o) => {
          other = o.stage('o');
          o.barrier();
        })();
        k.on(other!, () => {});
      },
      'expected a stage of this kernel (k.stage), found o',
    ],
  ])('%s', (_, build, message) => {
    expect(graphOf(build)).toThrow(message);
  });
});
