/** @file Watching a part of a run: what is seen is what the slow path does, and nothing of the result changes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { simulate } from '../../src/sim/engine.js';
import type { Instance } from '../../src/sim/instance.js';
import { target } from '../../src/sim/namedTarget.js';
import type { Program } from '../../src/sim/program.js';
import type { Target } from '../../src/sim/target.js';
import { timeReasons } from '../../src/sim/waits.js';
import { stepLoops, type Watch } from '../../src/sim/watch.js';
import { chipFigures, formatNames, kernelShapes, planned } from '../helpers/randomKernels.js';

type Seen = readonly [op: number, cls: number, step: string, start: number, end: number];

function watched(program: Program, at: Target, steps: Watch['steps'], jump = true) {
  const spans: Seen[] = [];
  const times: (readonly [number, number, number, number])[] = [];
  const see = ({ op, cls, counters, startCycle, endCycle }: Instance): void => {
    spans.push([op.id, cls, counters.join(), startCycle, endCycle]);
  };
  const watch: Watch = { steps, onSpan: see, onTime: (...time) => times.push(time) };
  const result = simulate(program, at, { watch, jump });
  return { result, spans, times };
}

/** The operations of these iterations of the outermost loops, of a run of everything. */
function within(program: Program, all: readonly Seen[], [first, last]: readonly [number, number]): Seen[] {
  const loops = new Map(stepLoops(program).map((repeat) => [repeat.loop, JSON.stringify(repeat.body)]));
  const loopOf = (op: number): number | undefined => [...loops].find(([, body]) => body.includes(`"id":${op},`))?.[0];
  return all.filter(([op, , counters]) => {
    const loop = loopOf(op);
    const step = loop === undefined ? -1 : Number(counters.split(',')[loop]);
    return step >= first && step <= last;
  });
}

it('changes no result, sees each operation of its steps, at the cycles of the slow path', () => {
  fc.assert(
    fc.property(
      fc.tuple(kernelShapes, chipFigures, formatNames),
      fc.nat({ max: 40 }),
      fc.nat({ max: 4 }),
      ([shape, figures, format], first, more) => {
        const { program, target: at } = planned({ ...shape, steps: 5 * shape.steps }, figures, format);
        const window = [first, first + more] as const;
        const slow = watched(program, at, null);
        const part = watched(program, at, window);
        expect(part.result).toEqual(simulate(program, at));
        expect(slow.result).toEqual(part.result);
        expect(part.spans).toEqual(within(program, slow.spans, window));
      },
    ),
    { numRuns: 25 },
  );
});

it('books the whole life of each class when it sees everything', () => {
  fc.assert(
    fc.property(fc.tuple(kernelShapes, chipFigures, formatNames), ([shape, figures, format]) => {
      const { program, target: at } = planned(shape, figures, format);
      const { result, times } = watched(program, at, null);
      result.classes.forEach(({ time }, cls) => {
        const own = times.filter(([c]) => c === cls).sort((a, b) => a[2] - b[2]);
        let until = 0;
        const sums: Record<string, number> = {};
        for (const [, reason, from, to] of own) {
          expect(from).toBe(until);
          until = to;
          sums[timeReasons[reason]] = (sums[timeReasons[reason]] ?? 0) + to - from;
        }
        expect(until).toBe(result.cycles);
        for (const [reason, cycles] of Object.entries(time)) expect(sums[reason] ?? 0).toBe(cycles);
      });
    }),
    { numRuns: 25 },
  );
});

it('jumps to the steps and on after them: far steps of a long run cost no more than near ones', () => {
  const at = target('nnp-t1000', { format: 'fp16' });
  const made = plan(kernelNamed('lstm.in-cache'), { hidden: 64, steps: 1_000_000 }, at);
  if (made.rejected !== null) throw new Error('does not fit');
  const far = watched(made.program, at, [999_000, 999_001]);
  const near = watched(made.program, at, [1000, 1001]);
  expect(far.result).toEqual(made.result);
  expect(far.spans.length).toBe(near.spans.length);
  // A steady state: the same operations, later by the same cycles.
  const later = far.spans[0][3] - near.spans[0][3];
  expect(far.spans.map(([op, cls, , start, end]) => [op, cls, start - later, end - later])).toEqual(
    near.spans.map(([op, cls, , start, end]) => [op, cls, start, end]),
  );
});

it('of what is over jumps the rest', () => {
  const at = target('nnp-t1000', { format: 'fp16' });
  const made = plan(kernelNamed('lstm.in-cache'), { hidden: 64, steps: 1_000_000 }, at);
  if (made.rejected !== null) throw new Error('does not fit');
  let seen = 0;
  const watch: Watch = { steps: null, onSpan: () => seen++, isOver: () => seen >= 1000 };
  expect(simulate(made.program, at, { watch })).toEqual(made.result);
  expect(seen).toBeLessThan(200_000);
});
