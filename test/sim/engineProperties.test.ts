/** @file What must hold for every kernel on every chip: time is tiled, nothing beats its bound, nothing depends on
 * luck, values do not depend on time, and a jump over equal iterations changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine, ISSUE_WINDOW, simulate } from '../../src/sim/engine.js';
import { execute } from '../../src/sim/execute.js';
import { staticOps } from '../../src/sim/program.js';
import { effectOf } from '../../src/sim/semantics/index.js';
import { TileAccess } from '../../src/sim/tensors.js';
import {
  chipFigures,
  formatNames,
  kernelShapes,
  type Planned,
  planned,
  seededTensors,
} from '../helpers/randomKernels.js';
import { runs } from '../helpers/runs.js';

const RUNS = runs(150);
const cases = fc.tuple(kernelShapes, chipFigures, formatNames);

function peakMacs({ program, target }: Planned): number {
  const rates = target.chip.matrix.map((e) =>
    e.kind === 'systolic' ? e.rows.value * e.columns.value * e.arrays.value : e.macsPerCycle.value,
  );
  return Math.max(...rates) * program.classes.reduce((sum, c) => sum + c.count, 0);
}

describe('every kernel on every chip', () => {
  it('work and waits tile the makespan; no resource, no unit and no chip beats its bound', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const run = planned(shape, figures, format);
        const result = simulate(run.program, run.target);
        for (const { time } of result.classes) {
          expect(Object.values(time).reduce((a, b) => a + b)).toBe(result.cycles);
          expect(Object.values(time).every((cycles) => cycles >= 0)).toBe(true);
        }
        for (const busy of Object.values(result.busyCycles)) expect(busy).toBeLessThanOrEqual(result.cycles);
        const { chip, runtime } = run.target;
        expect(result.cycles).toBeGreaterThanOrEqual(result.macs / peakMacs(run));
        expect(result.cycles).toBeGreaterThanOrEqual(result.bytes.dram / chip.dram.bytesPerSecond.value);
        let launches = 0;
        simulate(run.program, run.target, { onSpan: ({ op }) => (launches += op.kind === 'launch' ? 1 : 0) });
        expect(launches).toBeGreaterThan(0);
        expect(result.cycles).toBeGreaterThanOrEqual(launches * runtime.gapSeconds.value);
      }),
      RUNS,
    );
  });

  it('work by kind is what each run of an operation worked in the busiest class', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const { program, target } = planned(shape, figures, format);
        const result = simulate(program, target);
        const found: Record<string, number> = {};
        simulate(program, target, {
          onSpan: ({ op, cls, demand }) => {
            if (cls === result.busiest) found[op.kind] = (found[op.kind] ?? 0) + demand.workCycles;
          },
        });
        for (const [kind, cycles] of Object.entries(result.workByKind)) expect(cycles).toBe(found[kind] ?? 0);
        // Engines may work at the same time: all kinds together are no less than the work, each is no more.
        const kinds = Object.values(result.workByKind);
        expect(kinds.reduce((sum, cycles) => sum + cycles, 0)).toBeGreaterThanOrEqual(result.work);
        expect(Math.max(...kinds)).toBeLessThanOrEqual(result.work);
      }),
      runs(50),
    );
  });

  it('every multiply-add is counted: one for each weight, column and step', () => {
    fc.assert(
      fc.property(kernelShapes, chipFigures, ({ side, ...shape }, figures) => {
        const { program, target } = planned({ ...shape, side: 0 }, figures);
        const { hidden: H, input: I, batch: B, layers: L, steps: T } = shape;
        const products = T * L * 4 * H * H + T * 4 * H * (I + (L - 1) * H);
        // The launched kernel has no recurrent product in its first step: the state is zero.
        const missing = shape.launches ? L * 4 * H * H : 0;
        expect(simulate(program, target).macs).toBe((products - missing) * B);
      }),
      RUNS,
    );
  });

  it('jumping over equal iterations changes no cycle and no counter', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const { program, target } = planned(shape, figures, format);
        expect(simulate(program, target)).toEqual(simulate(program, target, { jump: false }));
      }),
      runs(300),
    );
  });

  it('two runs are equal; cycles with values are cycles without; values in simulated order are those in program order', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const { program, target } = planned({ ...shape, steps: Math.min(shape.steps, 24) }, figures, format);
        const without = simulate(program, target);
        expect(simulate(program, target)).toEqual(without);
        const simulated = seededTensors(program, target.format);
        const tiles = new TileAccess(simulated);
        const onRetire = (op: Parameters<typeof effectOf>[0], counters: Int32Array) =>
          effectOf(op, tiles.open(op, counters), target.format);
        expect(simulate(program, target, { onRetire })).toEqual(without);
        const executed = seededTensors(program, target.format);
        execute(program, executed);
        for (const t of program.tensors) expect(simulated.data(t.id)).toEqual(executed.data(t.id));
      }),
      RUNS,
    );
  });

  it('holds no more in flight for 200 steps than its window', () => {
    fc.assert(
      fc.property(kernelShapes, chipFigures, (shape, figures) => {
        const { program, target } = planned({ ...shape, steps: 200 }, figures);
        let most = 0;
        const engine: Engine = new Engine(program, target, {
          onSpan: () => {
            most = Math.max(most, engine.inFlight.size);
          },
        });
        engine.run();
        expect(most).toBeLessThanOrEqual(ISSUE_WINDOW + program.classes.length);
        expect(engine.inFlight.size).toBe(0);
      }),
      runs(20),
    );
  });

  it('names every operation once', () => {
    fc.assert(
      fc.property(cases, ([shape, figures, format]) => {
        const ids = [...staticOps(planned(shape, figures, format).program.body)].map((op) => op.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      runs(30),
    );
  });
});
