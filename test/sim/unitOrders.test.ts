/** @file Random kernels run unit by unit, each unit with nothing in its memory but its part and at its own pace: the values
 * are those of the program in its own order. What the race check lets pass does not depend on who is first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/sim/execute.js';
import { chipFigures, kernelShapes, planned, seededTensors } from '../helpers/randomKernels.js';
import { results, runUnits, schedules } from '../helpers/spmd.js';

describe('random kernels', () => {
  it('have the same values whichever unit is first', () => {
    const whole = fc.tuple(kernelShapes, chipFigures, fc.constantFrom(...schedules));
    fc.assert(
      fc.property(whole, ([shape, figures, schedule]) => {
        const { program, target } = planned({ ...shape, steps: Math.min(shape.steps, 5) }, figures);
        const tensors = seededTensors(program, target.format);
        const inputs = program.tensors.filter((t) => t.role === 'input');
        const given = Object.fromEntries(inputs.map(({ name }) => [name, tensors.get(name).slice()]));
        execute(program, tensors);
        const found = runUnits(program, given, schedule);
        for (const { name } of results(program)) {
          const [expected, values] = [tensors.get(name), found.get(name)!];
          expected.forEach((v, i) => {
            expect(Math.abs(values[i] - v), `${name}[${i}]`).toBeLessThan(1e-4 * Math.max(1, Math.abs(v)));
          });
        }
        tensors.dispose();
      }),
      { numRuns: 80 },
    );
  });
});
