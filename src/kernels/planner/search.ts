/** @file The search for the best plan. Deterministic: the same kernel, parameters and target give the same plan. It
 * starts from the rules of thumb, so what it finds is never slower than they are. */
import type { Target } from '../../sim/target.js';
import type { KernelGraph } from '../graph.js';
import { type Candidate, Candidates, isBetter } from './candidates.js';
import type { Fixed, ProductChoice } from './choices.js';
import { largestCut, place } from './fit.js';
import { shareOf } from './lowerMatmul.js';
import { cutKernel, widestExtent } from './partition.js';
import type { RejectionCause } from './placement.js';
import { askedOf } from './products.js';
import { reliefsOf } from './reliefs.js';
import {
  type Dimension,
  type DimensionValue,
  evenCut,
  halvings,
  type MappingSpace,
  productsOf,
  spaceOf,
  withValue,
} from './space.js';
import { stageKey } from './staging.js';

export type SearchMode = 'default' | 'quick' | 'full';

/** Plans that a search may simulate after the rules of thumb. */
export const BUDGETS: Readonly<Record<SearchMode, number>> = { default: 0, quick: 16, full: 600 };

/** What each search covers, for readers. */
export const searchMeaning: Readonly<Record<SearchMode, string>> = {
  default: 'the rules of thumb alone: half the units as long as that is faster',
  quick:
    'the rules of thumb, then an even cut of the rows, gathered buffers in the cache, the order of placement, and each product computed otherwise where the closed forms do not rule it out; staging only where nothing fits',
  full: 'every plan of a space that the budget can simulate; otherwise one dimension after the other, all its values, until none helps',
};

export interface SearchReport {
  readonly mode: SearchMode;
  readonly budget: number;
  /** Plans in the space. */
  readonly plans: number;
  readonly simulated: number;
  /** Not simulated: the roofline is above the best plan, or another variant asks for no more of anything. */
  readonly pruned: { readonly bound: number; readonly dominated: number };
  readonly rejected: readonly RejectionCause[];
  /** Cycles of the rules of thumb; null when they do not fit. */
  readonly defaultCycles: number | null;
}

export interface Found {
  readonly best: Candidate | null;
  readonly space: MappingSpace;
  readonly candidates: Candidates;
  readonly report: SearchReport;
}

export function search(graph: KernelGraph, target: Target, mode: SearchMode): Found {
  return new Search(graph, target, mode).run();
}

class Search {
  readonly #graph: KernelGraph;
  readonly #target: Target;
  readonly #mode: SearchMode;
  readonly #space: MappingSpace;
  readonly #candidates: Candidates;
  #best: Candidate | null = null;
  /** Simulations that may still be made. */
  #left = 0;

  constructor(graph: KernelGraph, target: Target, mode: SearchMode) {
    this.#graph = graph;
    this.#target = target;
    this.#mode = mode;
    this.#space = spaceOf(graph, target);
    this.#candidates = new Candidates(graph, target);
  }

  run(): Found {
    const [none, ...reliefs] = reliefsOf(this.#graph, this.#target);
    if (this.#target.chip.units.count.value > largestCut(this.#graph, this.#target)) {
      this.#candidates.refuse('more units than rows');
    }
    this.#halve(none);
    const defaultCycles = this.#best?.result.cycles ?? null;
    if (this.#best === null) for (const relief of reliefs) this.#halve(relief);
    this.#left = BUDGETS[this.#mode];
    if (this.#best !== null && this.#mode === 'quick') this.#quick();
    if (this.#best !== null && this.#mode === 'full') this.#full();
    return {
      best: this.#best,
      space: this.#space,
      candidates: this.#candidates,
      report: this.#report(defaultCycles),
    };
  }

  #report(defaultCycles: number | null): SearchReport {
    const { simulated, boundedOut, dominated, causes } = this.#candidates;
    const pruned = { bound: boundedOut, dominated };
    const mode = this.#mode;
    return {
      mode,
      budget: BUDGETS[mode],
      plans: this.#space.plans,
      simulated,
      pruned,
      rejected: causes,
      defaultCycles,
    };
  }

  /** All units that have a row, half as many, and so on, as long as that is faster. */
  #halve(relief: Omit<Fixed, 'units'>): void {
    let last: Candidate | null = null;
    for (const units of halvings(largestCut(this.#graph, this.#target))) {
      const tried = this.#candidates.try({ ...relief, units }, null);
      if (tried === null) continue;
      if (last !== null && tried.result.cycles >= last.result.cycles) break;
      last = tried;
      this.#keep(tried);
    }
  }

  #quick(): void {
    const { dimensions } = this.#space;
    const { units } = this.#fixed;
    this.#attempt({ ...this.#fixed, units: evenCut(widestExtent(this.#graph.tensors), units) });
    const cached = reliefsOf(this.#graph, this.#target).find(({ staging, exchanged }) => !staging && exchanged);
    if (cached !== undefined) this.#attempt({ ...this.#fixed, ...cached });
    for (const d of dimensions) if (d.kind === 'order' || d.kind === 'products') this.#descend(d);
  }

  /** The whole space where it is small; else the dimensions in turn, until a round of them changes nothing. */
  #full(): void {
    this.#quick();
    const { dimensions, plans } = this.#space;
    if (plans <= BUDGETS.full) {
      this.#enumerate(dimensions, this.#fixed);
      return;
    }
    for (let before: Candidate | null = null; before !== this.#best && this.#left > 0; ) {
      before = this.#best;
      for (const d of dimensions) this.#descend(d);
    }
  }

  #enumerate(dimensions: readonly Dimension[], fixed: Fixed): void {
    const [first, ...rest] = dimensions;
    if (first === undefined) this.#attempt(fixed);
    else for (const value of first.values) this.#enumerate(rest, withValue(fixed, first, value));
  }

  /** Every value of one dimension, the others as they are in the best plan. */
  #descend(d: Dimension): void {
    const from = this.#fixed;
    const values = d.kind === 'products' ? this.#worthTrying(d) : d.values;
    for (const value of values) this.#attempt(withValue(from, d, value));
  }

  #attempt(fixed: Fixed): void {
    if (this.#left <= 0) return;
    const before = this.#candidates.simulated;
    const tried = this.#candidates.try(fixed, this.#best);
    this.#left -= this.#candidates.simulated - before;
    if (tried !== null) this.#keep(tried);
  }

  #keep(candidate: Candidate): void {
    if (isBetter(candidate, this.#best)) this.#best = candidate;
  }

  get #fixed(): Fixed {
    if (this.#best === null) throw new Error('no plan to start from');
    return this.#best.fixed;
  }

  /** Variants of a product that ask less of something than every variant before them; a full search leaves out only those
   * that ask exactly the same. */
  #worthTrying({ name, values }: Dimension): readonly DimensionValue[] {
    const s = productsOf(this.#graph, this.#target).find(({ label }) => label === name);
    const placement = place(this.#graph, this.#target, this.#fixed);
    const cut = cutKernel(this.#graph, this.#fixed.units);
    if (s === undefined || cut === null || !placement.fits) return [];
    const { placed } = placement;
    const ported = (id: number): boolean => (placed.get(id) ?? []).some(({ level }) => level !== 'register');
    const ports = { a: ported(s.a.tensor.id), b: ported(s.b.tensor.id) || ported(stageKey(s.b.tensor)) };
    const shares = cut.classes.map((_, cls) => shareOf(cut, s, cls));
    const asked = (choice: ProductChoice) => askedOf(this.#target, shares, choice, ports);
    const now = this.#best?.products.get(name);
    const kept: { readonly value: DimensionValue; readonly asks: readonly number[] }[] = [];
    if (now !== undefined) kept.push({ value: now, asks: asked(now) });
    for (const value of values) {
      const asks = asked(value as ProductChoice);
      const covered = (by: readonly number[]): boolean =>
        by.every((n, i) => (this.#mode === 'full' ? n === asks[i] : n <= asks[i]));
      if (kept.some((other) => covered(other.asks))) this.#candidates.dominated += 1;
      else kept.push({ value, asks });
    }
    return kept.slice(now === undefined ? 0 : 1).map(({ value }) => value);
  }
}
