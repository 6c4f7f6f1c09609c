/** @file Memory is flat in steps: a run that simulates every iteration keeps no more at its end than one a tenth as long. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { plan } from '../../src/kernels/planner/plan.js';
import { kernelNamed } from '../../src/kernels/registry.js';
import { Engine } from '../../src/sim/engine.js';
import { target } from '../../src/sim/namedTarget.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that an engine holds after its last step, every iteration simulated. */
function heldBytes(steps: number): number {
  const onto = target('graphcore-gc2', { format: 'fp16' });
  const made = plan(kernelNamed('lstm.in-cache'), { hidden: 32, steps }, onto, { search: 'default' });
  if (made.rejected !== null) throw new Error('does not fit');
  collect();
  const before = process.memoryUsage().heapUsed;
  const engine = new Engine(made.program, onto, { jump: false });
  engine.run();
  collect();
  const held = process.memoryUsage().heapUsed - before;
  expect(engine.inFlight.size).toBe(0);
  return held;
}

it('4,000 steps hold what 400 do', () => {
  heldBytes(400);
  const [short, long] = [heldBytes(400), heldBytes(4000)];
  // 3,600 steps more are 50,000 operations: one pointer kept for each would be 400 kB.
  expect(long - short).toBeLessThan(200_000);
});
