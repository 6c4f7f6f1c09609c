/** @file The planner: kernel + parameters + target → program and mapping, or a refusal with need, have, and the smallest
 * change that fits. It searches the number of units; everything else follows from the author's sharding. */
import { InputError } from '../../numerics/errors.js';
import { simulate } from '../../sim/engine.js';
import { type Program, sitePrefix } from '../../sim/program.js';
import type { SimulationResult } from '../../sim/stats.js';
import { enginesFor, type Target } from '../../sim/target.js';
import type { KernelGraph, Statement } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import type { Kernel, Params } from '../kernel.js';
import { largestCut, place } from './fit.js';
import { lifetimesOf } from './lifetime.js';
import { lower } from './lower.js';
import { describeMapping, type Mapping, residentBytes } from './mapping.js';
import { partition } from './partition.js';
import { machineOf, type Rejection } from './placement.js';
import { suggestChange } from './suggest.js';

export interface Planned {
  readonly rejected: null;
  readonly program: Program;
  readonly mapping: Mapping;
  readonly resident: Readonly<Record<string, number>>;
  readonly result: SimulationResult;
}

export interface Refused {
  readonly rejected: Rejection;
}

export interface PlanOptions {
  /** Use just this many units instead of searching (as long as the kernel fits on them). */
  readonly units?: number;
}

/** Plan and simulate. Throws InputError for what the target can never do (a format, training, launches that lose state). */
export function plan(kernel: Kernel, params: Params, target: Target, options: PlanOptions = {}): Planned | Refused {
  const graph = kernel.graph(params, machineOf(target));
  checkCapabilities(graph, target);
  let best = options.units === undefined ? null : planOnUnits(graph, target, options.units);
  if (best !== null) return best;
  for (const units of unitCandidates(graph, target)) {
    const planned = planOnUnits(graph, target, units);
    if (planned === null) continue;
    if (best !== null && planned.result.cycles >= best.result.cycles) break;
    best = planned;
  }
  if (best !== null) return best;
  const shortage = place(graph, target, largestCut(graph, target));
  if (shortage.fits) throw new Error(`${graph.kernel}: fits but could not be planned`);
  return { rejected: { ...shortage.rejection, suggestion: suggestChange(kernel, graph.params, target) } };
}

/** All units that have a row, then half as many, and so on. */
function unitCandidates(graph: KernelGraph, target: Target): number[] {
  const candidates: number[] = [];
  for (let units = largestCut(graph, target); units >= 1; units = Math.floor(units / 2)) candidates.push(units);
  return candidates;
}

function planOnUnits(graph: KernelGraph, target: Target, units: number): Planned | null {
  const cut = partition(graph.tensors, units);
  const placement = place(graph, target, units);
  if (!placement.fits) return null;
  const { program, engines } = lower(graph, target, { cut, placed: placement.placed });
  const result = simulate(program, target);
  const mapping = describeMapping(program, target, engines);
  return { rejected: null, program, mapping, resident: residentBytes(program), result };
}

function checkCapabilities(graph: KernelGraph, target: Target): void {
  const { chip, format } = target;
  if (graph.trains && !chip.can.train) {
    throw new InputError({
      where: `kernel ${graph.kernel} on ${chip.name}`,
      expected: 'a chip that can train',
      found: 'an inference-only chip',
    });
  }
  const lost = chip.family === 'gpu' && launchesOf(graph.body) > 1 ? outlivesLaunch(graph) : undefined;
  if (lost !== undefined) {
    throw new InputError({
      where: `${sitePrefix(lost)}kernel ${graph.kernel} on ${chip.name}: pinned tensor ${lost.name}`,
      expected: 'use in one launch: registers and shared memory do not survive a kernel boundary',
      found: 'use in several launches',
    });
  }
  if (enginesFor(target).length === 0) {
    const can = [...new Set(chip.matrix.flatMap((e) => e.formats))].join(', ');
    throw new InputError({
      where: `format on ${chip.name}`,
      expected: `one that it multiplies: ${can}`,
      found: format.name,
    });
  }
}

/** A pinned tensor that is needed after the launch that it lies in has ended. */
function outlivesLaunch(graph: KernelGraph): KernelTensor | undefined {
  const lifetimes = lifetimesOf(graph);
  return graph.tensors.find((t) => t.residency === 'pinned' && lifetimes.get(t.id) === null);
}

/** Kernels that the host launches. */
function launchesOf(statements: readonly Statement[]): number {
  return statements.reduce((sum, s) => {
    if (s.kind === 'launch') return sum + 1;
    return s.kind === 'repeat' ? sum + s.count * launchesOf(s.body) : sum;
  }, 0);
}
