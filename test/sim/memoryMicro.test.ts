import { describe, expect, it } from 'vitest';
import { chip, chipNames } from '../../src/sim/chips/index.js';
import { microbenchmarks } from '../../src/sim/memory/microbenchmarks.js';

/** Whole cycles: rounding up of a port and of a latency. */
const ROUNDING_CYCLES = 3;

describe.each(chipNames)('micro-benchmarks of %s', (name) => {
  const spec = chip(name);
  it.each(microbenchmarks(spec).map((m) => [m.name, m] as const))('%s', (_, { measured, figure, unit }) => {
    const cycle = unit === 's' ? 1 / spec.clockHz.value : unit === 'cycles' ? 1 : 0;
    const allowed = ROUNDING_CYCLES * cycle + (unit.includes('/cycle') ? 0.03 * figure : 0.001 * figure);
    expect(Math.abs(measured - figure)).toBeLessThanOrEqual(allowed);
  });
});
