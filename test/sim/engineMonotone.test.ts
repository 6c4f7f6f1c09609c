/** @file More bandwidth, lower latency: the same program is not slower. List scheduling knows anomalies (Graham 1969):
 * an operation that becomes ready sooner may take a port just before a more urgent one. Of 1,500 random cases two became
 * slower, by 0.3 % and 0.001 %, both with side work that competes with the layers. So kernels without side work are held
 * to the exact statement, all others to a bound. Seeds are fixed: an anomaly that nobody has met yet is no regression. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/sim/engine.js';
import { chipFigures, type KernelShape, kernelShapes, planned } from '../helpers/randomKernels.js';
import { type TinyFigures, tinyFigures, tinyTarget } from '../helpers/tinyChip.js';

const RATES = ['sramRate', 'l2Rate', 'dramRate', 'injectRate', 'ejectRate', 'bisectionRate', 'vectorLanes'] as const;
const LATENCIES = ['sramLatency', 'l2Latency', 'dramLatency', 'hopLatency', 'barrier', 'turnaround'] as const;

const changes: fc.Arbitrary<(f: TinyFigures) => Partial<TinyFigures>> = fc.oneof(
  fc.constantFrom(...RATES).map((name) => (f: TinyFigures) => ({ [name]: 2 * f[name] })),
  fc.constantFrom(...LATENCIES).map((name) => (f: TinyFigures) => ({ [name]: Math.max(1, Math.floor(f[name] / 2)) })),
);
const floored = (f: Partial<TinyFigures>): TinyFigures => ({
  ...tinyFigures,
  ...f,
  ...Object.fromEntries(LATENCIES.map((name) => [name, Math.max(1, f[name] ?? tinyFigures[name])])),
});

/** Cycles on a chip and on one with one figure better. */
const pairs = fc.tuple(kernelShapes, chipFigures, changes);

function bothCycles(
  shape: KernelShape,
  figures: Partial<TinyFigures>,
  better: (f: TinyFigures) => Partial<TinyFigures>,
) {
  const base = floored(figures);
  const { program, target } = planned({ ...shape, steps: Math.min(shape.steps, 30) }, base);
  const before = simulate(program, target).cycles;
  return { before, after: simulate(program, tinyTarget({ ...base, ...better(base) })).cycles };
}

describe('a chip with one figure better', () => {
  it('is not slower where nothing competes with the layers', () => {
    fc.assert(
      fc.property(pairs, ([shape, figures, better]) => {
        const { before, after } = bothCycles({ ...shape, side: 0, extras: false }, figures, better);
        expect(after).toBeLessThanOrEqual(before);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('is at most 2 % slower anywhere', () => {
    fc.assert(
      fc.property(pairs, ([shape, figures, better]) => {
        const { before, after } = bothCycles(shape, figures, better);
        expect(after).toBeLessThanOrEqual(1.02 * before);
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});
