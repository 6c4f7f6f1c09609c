/** @file The planner: kernel + parameters + target → program and mapping, or a refusal with need, have, the smallest change
 * that fits, and why each plan was refused. Searches a stated space (space.ts) with a stated cost (candidates.ts). */
import { InputError } from '../../numerics/errors.js';
import { type Program, sitePrefix } from '../../sim/program.js';
import type { SimulationResult } from '../../sim/stats.js';
import { enginesFor, type Target } from '../../sim/target.js';
import type { KernelGraph, Statement } from '../graph.js';
import type { KernelTensor } from '../handles.js';
import type { Kernel, Params } from '../kernel.js';
import { type Candidate, Candidates } from './candidates.js';
import type { Fixed, PlanChoices } from './choices.js';
import { largestCut } from './fit.js';
import { lifetimesOf } from './lifetime.js';
import { describeMapping, type Mapping } from './mapping.js';
import { machineOf, type Rejection } from './placement.js';
import { type Found, type SearchMode, type SearchReport, search } from './search.js';
import { completeChoices, spaceOf } from './space.js';
import { suggestChange } from './suggest.js';

export interface Planned {
  readonly rejected: null;
  readonly program: Program;
  readonly mapping: Mapping;
  readonly resident: Readonly<Record<string, number>>;
  readonly result: SimulationResult;
  /** Every dimension of the plan: given back as `choices`, it is this plan again. */
  readonly choices: PlanChoices;
  /** What the search did; null for a plan that was given. */
  readonly search: SearchReport | null;
}

export interface Refused {
  readonly rejected: Rejection;
  /** The plan that lacked least: overflow.ts draws it. */
  readonly nearest: Fixed;
}

export interface PlanOptions {
  /** Use just this plan instead of searching, as long as the kernel fits that way. */
  readonly prefer?: Fixed;
  /** Just this plan; refused when it does not fit. */
  readonly choices?: Fixed;
  /** How much of the space is searched; `quick` unless it is said. */
  readonly search?: SearchMode;
  /** false: a refusal says need and have, not what would fit (finding that takes longer than a plan). */
  readonly suggest?: boolean;
}

/** Plan and simulate. Throws InputError for what the target can never do (a format, training, launches that lose state). */
export function plan(kernel: Kernel, params: Params, target: Target, options: PlanOptions = {}): Planned | Refused {
  const graph = kernel.graph(params, machineOf(target));
  checkCapabilities(graph, target);
  const fixed = options.choices ?? options.prefer;
  if (fixed !== undefined) {
    checkUnits(graph, target, options.choices);
    const candidates = new Candidates(graph, target);
    const given = candidates.try(fixed, null);
    if (given !== null) return planned(graph, target, given, null);
    if (options.choices !== undefined) return refused(kernel, graph, target, candidates, options);
  }
  const { best, candidates, report }: Found = search(graph, target, options.search ?? 'quick');
  return best === null ? refused(kernel, graph, target, candidates, options) : planned(graph, target, best, report);
}

function checkUnits(graph: KernelGraph, target: Target, choices: Fixed | undefined): void {
  const most = largestCut(graph, target);
  if (choices === undefined || choices.units <= most) return;
  const where = `plan of ${graph.kernel} on ${target.chip.name}: units`;
  throw new InputError({ where, expected: `at most ${most}, as many as have a row`, found: String(choices.units) });
}

function planned(graph: KernelGraph, target: Target, best: Candidate, report: SearchReport | null): Planned {
  const { program, engines, products, resident, result, fixed } = best;
  const choices = completeChoices(spaceOf(graph, target), fixed, products);
  const source = report === null ? 'given' : `${report.mode} search`;
  const mapping = { ...describeMapping(program, target, engines), source };
  return { rejected: null, program, mapping, resident, result, choices, search: report };
}

function refused(
  kernel: Kernel,
  graph: KernelGraph,
  target: Target,
  { nearest, causes }: Candidates,
  { suggest = true }: PlanOptions,
): Refused {
  if (nearest === null) throw new Error(`${graph.kernel}: nothing lacks, but no plan was found`);
  const plans = causes.reduce((sum, cause) => sum + cause.plans, 0);
  const suggestion = suggest ? suggestChange(kernel, graph.params, target) : 'not asked for';
  return { rejected: { ...nearest.shortage, suggestion, plans, causes }, nearest: nearest.fixed };
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
