/** @file Tries plans one by one: does it fit, can it still be the best, how many cycles does it take. Counts what came of
 * each, so that a search can say what it did. */
import { simulate } from '../../sim/engine.js';
import type { Program } from '../../sim/program.js';
import type { SimulationResult } from '../../sim/stats.js';
import type { Target } from '../../sim/target.js';
import type { KernelGraph } from '../graph.js';
import type { Fixed, ProductChoice } from './choices.js';
import { largestCut, place } from './fit.js';
import { lower } from './lower.js';
import { residentBytes } from './mapping.js';
import { cutKernel } from './partition.js';
import type { RejectionCause, Shortage } from './placement.js';
import { isStaged } from './reliefs.js';
import { lowerBoundCycles } from './roofline.js';

/** A plan that fits, with what it costs. */
export interface Candidate {
  readonly fixed: Fixed;
  readonly program: Program;
  readonly engines: ReadonlyMap<string, string>;
  readonly products: ReadonlyMap<string, ProductChoice>;
  readonly resident: Readonly<Record<string, number>>;
  readonly residentBytes: number;
  readonly result: SimulationResult;
}

/** The stated cost: fewer cycles, then fewer bytes in the units; on a tie the plan that was tried first. */
export function isBetter(a: Candidate, b: Candidate | null): boolean {
  if (b === null || a.result.cycles !== b.result.cycles) return b === null || a.result.cycles < b.result.cycles;
  return a.residentBytes < b.residentBytes;
}

export class Candidates {
  readonly graph: KernelGraph;
  readonly target: Target;
  /** Plans that were simulated, and those that were not because of their lower bound, or because of what they ask. */
  simulated = 0;
  boundedOut = 0;
  dominated = 0;
  /** The plan that lacked least, and what it lacked. */
  nearest: { readonly fixed: Fixed; readonly shortage: Shortage } | null = null;
  readonly #causes = new Map<string, number>();
  readonly #known = new Map<string, Candidate | null>();

  constructor(graph: KernelGraph, target: Target) {
    this.graph = graph;
    this.target = target;
  }

  /** The plan, or null when it does not fit or cannot beat `best`. Throws what the engine throws (a race). */
  try(fixed: Fixed, best: Candidate | null): Candidate | null {
    const key = JSON.stringify(fixed);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#tryNew(fixed, best);
    this.#known.set(key, found);
    return found;
  }

  /** Reasons for which plans were refused, the most frequent first. */
  get causes(): readonly RejectionCause[] {
    const counted = [...this.#causes].map(([cause, plans]) => ({ cause, plans }));
    return counted.sort((a, b) => b.plans - a.plans || (a.cause < b.cause ? -1 : 1));
  }

  refuse(cause: string): void {
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
  }

  #tryNew(fixed: Fixed, best: Candidate | null): Candidate | null {
    const { graph, target } = this;
    if (fixed.units > largestCut(graph, target)) {
      this.refuse('more units than rows');
      return null;
    }
    const cut = cutKernel(graph, fixed.units);
    const placement = place(graph, target, fixed);
    if (cut === null || !placement.fits) {
      if (!placement.fits) this.#lacks(fixed, placement.rejection);
      return null;
    }
    const layout = { cut, placed: placement.placed, fixed };
    const { program, engines, products } = lower(graph, target, layout);
    if (best !== null && lowerBoundCycles(program, target) > best.result.cycles) {
      this.boundedOut += 1;
      return null;
    }
    this.simulated += 1;
    const result = simulate(program, target);
    const resident = residentBytes(program);
    const bytes = Object.values(resident).reduce((sum, n) => sum + n, 0);
    return { fixed, program, engines, products, resident, residentBytes: bytes, result };
  }

  #lacks(fixed: Fixed, shortage: Shortage): void {
    const short = ({ needBytes, haveBytes }: Shortage): number => needBytes - haveBytes;
    // Too few units are what lacks only when the chip has no more of them.
    const asked = shortage.level === 'units' && fixed.units < this.target.chip.units.count.value;
    if (!asked && (this.nearest === null || short(shortage) < short(this.nearest.shortage))) {
      this.nearest = { fixed, shortage };
    }
    const { graph, target } = this;
    if (shortage.level === 'units') {
      this.refuse('fewer units than the stages need');
      return;
    }
    const without = Object.fromEntries(graph.tensors.filter(isStaged).map(({ name }) => [name, 0]));
    const staged = shortage.level !== 'dram' && place(graph, target, { ...fixed, staging: without }).fits;
    this.refuse(staged ? 'staging' : `do not fit ${shortage.level}`);
  }
}
