/** @file The plan that does not fit, drawn all the same: what is left over lies in the last level. Never simulated. */
import type { Program } from '../../sim/program.js';
import type { Target } from '../../sim/target.js';
import type { Kernel, Params } from '../kernel.js';
import type { Fixed } from './choices.js';
import { place } from './fit.js';
import { lower } from './lower.js';
import { describeMapping, type Mapping } from './mapping.js';
import { cutKernel } from './partition.js';
import { machineOf } from './placement.js';

export interface Overflowing {
  readonly program: Program;
  readonly mapping: Mapping;
}

/** Null when there are too few units for the kernel's stages: there is nothing to draw. */
export function overflowing(kernel: Kernel, params: Params, target: Target, fixed: Fixed): Overflowing | null {
  const graph = kernel.graph(params, machineOf(target));
  const cut = cutKernel(graph, fixed.units);
  if (cut === null) return null;
  const placement = place(graph, target, fixed, true);
  if (!placement.fits) throw new Error(`${kernel.name}: overflow is allowed, but was refused`);
  const layout = { cut, placed: placement.placed, fixed };
  const { program, engines } = lower(graph, target, layout);
  return { program, mapping: { ...describeMapping(program, target, engines), source: 'does not fit' } };
}
