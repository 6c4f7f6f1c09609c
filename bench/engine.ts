/** @file How fast the engine is on this computer: simulated cycles and handled operations a second, with and without
 * jumping over equal iterations. Compile it with tsc (`--outDir` of your choice) and run it with node. */

import { plan } from '../src/kernels/planner/plan.js';
import { kernelNamed } from '../src/kernels/registry.js';
import { parseFormat } from '../src/numerics/format.js';
import { chip } from '../src/sim/chips/index.js';
import { simulate } from '../src/sim/engine.js';
import { runtimeFor } from '../src/sim/runtimes.js';

interface Timing {
  readonly kernel: string;
  readonly chip: string;
  readonly steps: number;
  readonly jump: boolean;
  readonly milliseconds: number;
  readonly cycles: number;
  readonly operations: number;
}

const KERNELS = ['lstm.naive', 'lstm.fused', 'lstm.in-cache'];
const CHIPS = ['graphcore-gc2', 'titan-v'];
const STEPS = [100, 1000, 10_000];
const REPEATS = 5;

function measure(kernel: string, chipName: string, steps: number, jump: boolean): Timing {
  const spec = chip(chipName);
  const target = { chip: spec, runtime: runtimeFor(spec), format: parseFormat('fp16') };
  const planned = plan(kernelNamed(kernel), { steps }, target);
  if (planned.rejected !== null) throw new Error(`${kernel} does not fit ${chipName}`);
  let best = Number.POSITIVE_INFINITY;
  let result = planned.result;
  for (let i = 0; i < (steps > 1000 && !jump ? 1 : REPEATS); i++) {
    const start = performance.now();
    result = simulate(planned.program, target, { jump });
    best = Math.min(best, performance.now() - start);
  }
  const { cycles, operations } = result;
  return { kernel, chip: chipName, steps, jump, milliseconds: best, cycles, operations };
}

function line(t: Timing): string {
  const perSecond = (n: number): string => (n / (t.milliseconds / 1000)).toExponential(2);
  const head = `${t.kernel.padEnd(14)} ${t.chip.padEnd(14)} ${String(t.steps).padStart(6)} ${t.jump ? 'jump' : 'full'}`;
  return `${head} ${t.milliseconds.toFixed(2).padStart(9)} ms  ${perSecond(t.cycles)} cycles/s  ${perSecond(t.operations)} operations/s`;
}

for (const kernel of KERNELS) {
  for (const chipName of CHIPS) {
    for (const steps of STEPS) {
      for (const jump of [true, false]) console.log(line(measure(kernel, chipName, steps, jump)));
    }
  }
}
